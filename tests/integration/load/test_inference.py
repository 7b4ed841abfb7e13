"""The proof of `feed infer`: files nobody wrote a contract for load under their drafts without losing a good row, and dbt builds
the drafted models. The files are those of the demo's shop, small ones in the shape of the rewards programme, and a Parquet file."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pyarrow
import pytest
from pyarrow import parquet

from demo.simulator import Simulation
from roundtrip import settings, transform
from roundtrip.load import FeedReport, ensure_tables, feeds, load_night
from roundtrip.load.inference import Draft, DraftExistsError, infer
from roundtrip.people import identify

FIRST = date(2026, 11, 10)
OFFERS = [
    {"reward": 10, "channels": ["email", "web"], "difficulty": 10, "duration": 7.0, "offer_type": "bogo", "id": "o1"},
    {"reward": 0, "channels": ["web"], "difficulty": 0, "duration": 4.0, "offer_type": "informational", "id": "o2"},
]
MEMBERS = [
    {"gender": None, "age": 118, "id": f"m{n}", "became_member_on": "20170212", "income": None}
    if n % 5 == 0
    else {"gender": "FM"[n % 2], "age": 20 + n, "id": f"m{n}", "became_member_on": "20180726", "income": 50000.0 + n}
    for n in range(40)
]
HAPPENINGS = [
    {"person": f"m{n % 40}", "event": "offer received", "value": {"offer id": "o1"}, "time": n // 40}
    for n in range(200)
] + [{"person": f"m{n}", "event": "transaction", "value": {"amount": n / 7}, "time": n} for n in range(40)]
SALES = [
    {"sale_id": n, "customer_id": n % 9, "sold_at": datetime(2026, 11, 8, 9, n, tzinfo=UTC), "price": Decimal(n) / 4}
    for n in range(50)
]
PROGRAMME = {"portfolio.json": OFFERS, "profile.json.gz": MEMBERS, "transcript.json.gz": HAPPENINGS}


@dataclass(frozen=True)
class Proof:
    """What became of the files under their drafts."""

    drafts: dict[str, Draft]
    brought: dict[str, FeedReport]
    seeded: Counter[str]
    """Rows by feed that the simulator broke on purpose."""


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("landing")


@pytest.fixture(scope="module")
def seeded(landing: Path) -> Counter[str]:
    simulation = Simulation(7, 300, 6, FIRST, landing)
    simulation.write_history()
    for name, rows in PROGRAMME.items():
        content = b"".join(orjson.dumps(row) + b"\n" for row in rows)
        path = landing / name.partition(".")[0] / name
        path.parent.mkdir()
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    (landing / "sales").mkdir()
    parquet.write_table(pyarrow.Table.from_pylist(SALES), landing / "sales" / "sales.parquet")
    for path in landing.rglob("*.*"):
        os.utime(path, (0, 0))
    return Counter({feed: rows for (feed, what), rows in simulation.seeded_faults.items() if what == "malformed"})


@pytest.fixture(scope="module")
def proof(module_database: str, landing: Path, seeded: Counter[str], tmp_path_factory: Any) -> Iterator[Proof]:
    """An installation that knows no feed but the drafted ones, after one night."""
    home = tmp_path_factory.mktemp("installation")
    (home / "feeds").mkdir()
    shutil.copy(settings.PROJECT / "include" / "policy.yml", home)
    (home / "dimensions.yml").write_text("dimensions:\n  platform: {of: event, column: platform}\n")  # needs no mart
    _bare_project(home / "dbt")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings.Settings, "include", property(lambda _: home))
        patch.setattr(settings.Settings, "dbt_project", property(lambda _: home / "dbt"))
        patch.setenv("ROUNDTRIP_LANDING", str(landing))
        drafts = {folder.name: infer(_files(folder), folder.name) for folder in sorted(landing.iterdir())}
        for draft in drafts.values():
            draft.write()
        brought = {report.feed: report for report in load_night(FIRST).feeds}
        identify(FIRST)
        transform.build(FIRST, "path:models")
        yield Proof(drafts, brought, seeded)


def _files(folder: Path) -> list[str]:
    return sorted(map(str, folder.iterdir()))


def _bare_project(target: Path) -> None:
    """The dbt project with what any staging model reads, and no model that reads a feed."""
    source = settings.PROJECT / "dbt"
    for folder in ("macros", "tests", "models/staging/crm"):
        shutil.copytree(source / folder, target / folder)
    for file in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(source / file, target)


def test_every_feed_of_the_demo_was_drafted(proof):
    assert {"app_events", "profiles", "ad_spend", "store_purchases"} <= proof.drafts.keys() == proof.brought.keys()
    assert {
        name: draft.faults for name, draft in proof.drafts.items() if name not in proof.seeded and draft.faults
    } == {}


def test_no_good_row_is_quarantined(proof):
    """A draft may let pass what the shop's own contract refuses, a negative price say; it refuses nothing more."""
    lost = Counter({name: report.quarantined for name, report in proof.brought.items()})
    assert lost["app_events"] == proof.seeded["app_events"] > 0
    assert lost <= proof.seeded
    assert [str(report) for report in proof.brought.values() if report.refused or not report.loaded] == []


def test_the_drafts_find_the_people(proof, module_database):
    with psycopg.connect(module_database) as db:
        kinds = dict(db.execute("select kind, count(*) from crm.identifier group by kind").fetchall())
    assert kinds["user_id"] > len(MEMBERS)
    assert kinds["device_id"] > 0
    assert kinds["loyalty_card"] > 0


def test_the_drafted_models_hold_what_was_loaded(proof, module_database):
    with psycopg.connect(module_database) as db:
        (events,) = db.execute("select count(*) from staging.stg_transcript__transcript").fetchone()
        sales = db.execute("select count(person_id), sum(price) from staging.stg_sales__sale").fetchone()
        (members,) = db.execute("select count(person_id) from staging.stg_profile__profile").fetchone()
        described = _described(proof)
        found = db.execute(
            "select table_name, column_name from information_schema.columns where table_schema = 'staging'"
            " and table_name not like 'stg\\_crm\\_\\_%'"
        ).fetchall()
    assert (events, members) == (len(HAPPENINGS), len(MEMBERS))
    assert sales == (len(SALES), sum(sale["price"] for sale in SALES))
    assert set(found) == described


def _described(proof: Proof) -> set[tuple[str, str]]:
    manifest = transform.invoke(["parse"], as_of=FIRST)
    models = [node for node in manifest.nodes.values() if node.resource_type == "model" and "__" in node.name]
    assert all(node.description.startswith("One row per ") for node in models)
    return {(node.name, name) for node in models if not node.name.startswith("stg_crm__") for name in node.columns}


def test_the_drafted_sql_is_written_as_the_house_writes(proof):
    written = [str(path) for draft in proof.drafts.values() for path in draft.files if path.suffix == ".sql"]
    lint = [str(Path(sys.executable).parent / "sqlfluff"), "lint", "--disable-progress-bar", "--config", ".sqlfluff"]
    said = subprocess.run([*lint, *written], cwd=settings.PROJECT, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout


def test_nothing_is_written_over(proof):
    with pytest.raises(DraftExistsError, match=r"transcript\.yml, raw_transcript\.yml"):
        proof.drafts["transcript"].write()


def test_the_drafts_are_the_contracts_in_force(proof):
    assert [feed.name for feed in feeds()] == sorted(proof.drafts)
    ensure_tables()
