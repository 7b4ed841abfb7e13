"""Rows that come in any order, over several nights, end in the tables that one full build gives: every incremental model is
found in dbt's manifest, so that a new one is tried before its author writes a test.

The simulated people's rows of every feed are dealt out to three nights at random: days late, before they happened (as by a
clock that is wrong) and in the midst of a session whose other half came long ago; who is who turns out on the way, so that
persons join. What states one night as it was (strategy replace_night) is history and no function of what is known.
"""

from __future__ import annotations

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from demo.simulator import Simulation
from roundtrip import declared, load, people, transform
from roundtrip.transform.invocation import room

FIRST = date(2026, 11, 10)
NIGHTS = 3
OF_THE_NIGHT = {"as_of", "data_through_at"}
"""Columns that name the night which computed a row."""


@pytest.fixture(scope="module")
def models(module_database: str) -> dict[str, str]:
    """Table by name of every incremental model that is a function of what is known."""
    transform.invoke(["parse"], as_of=FIRST)
    manifest = json.loads((room() / "target" / "manifest.json").read_text())
    return {
        node["name"]: f"{node['schema']}.{node['alias']}"
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
        and node["config"]["materialized"] == "incremental"
        and node["config"]["incremental_strategy"] != "replace_night"
    }


@pytest.fixture(scope="module")
def db(module_database: str, models: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A warehouse after the nights."""
    everything, landing = tmp_path_factory.mktemp("everything"), tmp_path_factory.mktemp("landing")
    with pytest.MonkeyPatch.context() as patch, psycopg.connect(module_database, autocommit=True) as connection:
        patch.setenv("ROUNDTRIP_LANDING", str(landing))
        simulation = Simulation(11, 1000, 6, FIRST, everything)
        simulation.write_history()
        simulation.write_day(FIRST)
        hands = _dealt(everything)
        for night in range(NIGHTS):
            _land(landing, night, hands[night])
            as_of = FIRST + timedelta(days=night)
            load.load_night(as_of)
            load.ensure_tables()
            people.identify(as_of)
            _run(models, as_of)
        yield connection


def test_any_order_of_arrival_ends_in_the_rows_of_a_full_build(db, models):
    on_top = {model: _rows(db, table) for model, table in models.items()}
    last = FIRST + timedelta(days=NIGHTS - 1)
    _run(models, last, "--full-refresh")

    different = {model: _difference(on_top[model], _rows(db, table)) for model, table in models.items()}
    assert {model: found for model, found in different.items() if any(found)} == {}
    assert {"fct_session", "fct_user_day", "fct_ad_day"} <= set(models)
    assert not {model for model in ("fct_session", "fct_user_day", "fct_ad_day") if not on_top[model]}


def _run(models: Iterable[str], as_of: date, *options: str) -> None:
    """Everything up to the models."""
    transform.invoke(["run", *options, "--select", *(f"+{model}" for model in models)], as_of=as_of)


def _dealt(everything: Path) -> list[dict[Path, list[bytes]]]:
    """By night the lines of each file, below the landing; every line of a partition stays with the others, which it would replace."""
    dice = random.Random(7)  # noqa: S311
    whole = {feed.name for feed in declared.feeds() if feed.mode == "replace_partition"}
    hands: list[dict[Path, list[bytes]]] = [defaultdict(list) for _ in range(NIGHTS)]
    for path in sorted(file for file in everything.rglob("*") if file.is_file()):
        name, lines = path.relative_to(everything), list(_lines(path))
        name = name.with_suffix("") if name.suffix == ".gz" else name
        head, rows = (lines[:1], lines[1:]) if name.suffix == ".csv" else ([], lines)
        last = dice.randrange(NIGHTS)
        for row in rows:
            hand = hands[last if name.parts[0] in whole else dice.randrange(NIGHTS)][name]
            hand.extend([*head, row] if not hand else [row])
    return hands


def _lines(path: Path) -> Iterator[bytes]:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file, suppress(EOFError):  # one is cut short
        yield from file


def _land(landing: Path, night: int, hand: dict[Path, list[bytes]]) -> None:
    for name, lines in hand.items():
        path = landing / name.with_name(f"{name.stem}_{night}{name.suffix}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(lines))


def _rows(db: psycopg.Connection[Any], table: str) -> set[str]:
    statement = "select (to_jsonb(row) - %s::text[])::text from {} as row"
    found = db.execute(sql.SQL(statement).format(sql.Identifier(*table.split("."))), [sorted(OF_THE_NIGHT)]).fetchall()
    assert len(found) == len(set(found)), f"{table} has a row twice"
    return {row for (row,) in found}


def _difference(on_top: set[str], full: set[str]) -> tuple[list[str], list[str]]:
    """A few rows that only the nights have, and that only the full build has."""
    return sorted(on_top - full)[:3], sorted(full - on_top)[:3]
