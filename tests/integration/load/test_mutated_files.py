"""A thousand files made from good ones by seeded dice: none stops the night, none loses a row, each bad row is told with its line.

make bad-input                        # the thousand, with a table of what became of them
make bad-input SEED=7 ONLY=0042       # one of them again; the files stay under the path that is printed
"""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.integration.load.conftest import AS_OF
from tests.integration.load.mutated import table
from tests.integration.load.mutated.mutations import ANY, OF_CSV, OF_NDJSON, PACKED, mutated
from tests.integration.load.mutated.samples import CONTRACTS, KEYS, sample
from tests.integration.load.mutated.verdict import Became, Expected, complaints, expected

from roundtrip.load import LoadReport, load_night
from roundtrip.load.refused import retry

SEED = int(os.environ.get("SEED", "20261122"))
FILES = int(os.environ.get("FILES", "1000"))
ONLY = os.environ.get("ONLY")


@pytest.fixture
def thousand(contracts: Any, tmp_path: Path) -> dict[str, tuple[str, Expected]]:
    """Mutation and expectation by the file's name, after all of them have landed."""
    contracts(**CONTRACTS)
    landed = {}
    for number in [int(ONLY)] if ONLY else range(FILES):
        dice = random.Random(f"{SEED}/{number}")  # noqa: S311 - mutations are to be repeated, not secret
        of = sample(number, dice)
        good = of.lines
        mutation, stored = mutated(dice, of)
        path = tmp_path / "landing" / of.feed / f"{number:04}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(stored)
        os.utime(path, (1_700_000_000, 1_700_000_000))
        landed[f"{of.feed}/{number:04}"] = mutation, expected(of.feed, stored, good)
    return landed


def test_whatever_happened_to_a_thousand_files_nothing_is_lost(thousand, look, tmp_path):
    report = load_night(AS_OF, feeds=list(CONTRACTS))
    became = {file: found for feed in CONTRACTS for file, found in _became(look, feed)}
    table.show({file: mutation for file, (mutation, _) in thousand.items()}, became, _refusals(report))
    wrong = [f"{file} ({thousand[file][0]}): {said}" for file, said in _wrong(thousand, became, report, tmp_path)]
    assert not wrong, f"{len(wrong)} complaints; SEED={SEED}, replay with ONLY=<number>\n" + "\n".join(wrong[:40])
    if not ONLY and FILES >= 1000:
        assert {mutation for mutation, _ in thousand.values()} == {*ANY, *OF_CSV, *OF_NDJSON, *PACKED}
    for feed in ("events", "members", "receipts"):  # each refused row, read alone, is what it was among the others
        became = retry(feed)
        assert (became.loaded, became.duplicates, became.headless) == (0, 0, {}), f"SEED={SEED}"
    assert look("select * from raw.quarantine_retry") == []


def _wrong(
    thousand: dict[str, tuple[str, Expected]], became: dict[str, Became], report: LoadReport, landing: Path
) -> Iterator[tuple[str, str]]:
    refusals = _refusals(report)
    known = {(of.feed, _stored(landing, file)) for file, (_, of) in thousand.items() if file in became}
    keys = defaultdict(set)
    for file, found in became.items():
        feed = file.partition("/")[0]
        keys[feed] |= {tuple(str(row[name]) for name in KEYS[feed]) for row in found.raw.values()}
    for file, (_, of) in thousand.items():
        if file in became:
            yield from ((file, said) for said in complaints(of, became[file], keys[of.feed]))
        elif file in refusals:
            if of.must_be_refused is False:
                yield file, f"was refused: {refusals[file]}"
        elif (of.feed, _stored(landing, file)) not in known:
            yield file, "is neither loaded nor refused, and no file like it was"


def _stored(landing: Path, file: str) -> bytes:
    return (landing / "landing" / file).read_bytes()


def _refusals(report: LoadReport) -> dict[str, str]:
    return {file: reason for feed in report.feeds for file, reason in feed.refused.items()}


def _became(look: Any, feed: str) -> Iterator[tuple[str, Became]]:
    """What raw holds of a feed's files."""
    columns = [*KEYS[feed], "amount", "note"]
    raw: dict[int, dict[int, dict[str, object]]] = defaultdict(dict)
    texts = ", ".join(f"{name}::text" for name in columns)
    for batch, line, *values in look(f"select batch_id, line, {texts} from raw.{feed}"):
        assert line not in raw[batch], f"line {line} of batch {batch} was loaded twice"
        raw[batch][line] = dict(zip(columns, values, strict=True))
    refused: dict[int, dict[int, tuple[str, bytes]]] = defaultdict(dict)
    for batch, line, reason, kept in look(
        "select batch_id, line, reason, bytes from raw.quarantine where feed = %s and line > 0", feed
    ):
        assert line not in refused[batch], f"line {line} of batch {batch} was quarantined twice"
        refused[batch][line] = reason, kept
    counts = "rows_in, rows_loaded, rows_quarantined, rows_duplicate"
    for file, batch, *counted in look(f"select file, batch_id, {counts} from raw.batch where feed = %s", feed):
        yield file, Became(*counted, raw[batch], refused[batch])


GOOD = {"event_id": "a", "amount": "1", "note": None}
STORED = b'{"event_id": "a", "amount": 1}\n{"event_id": "a", "amount": 1}\nbad\n'


@pytest.mark.parametrize(
    ("became", "says"),
    [
        (Became(3, 1, 1, 1, {1: GOOD}, {3: ("not JSON", b"bad")}), None),
        (Became(2, 1, 1, 0, {1: GOOD}, {3: ("not JSON", b"bad")}), "2 rows in, the file has 3"),
        (Became(3, 1, 1, 1, {2: GOOD | {"amount": "2"}}, {3: ("not JSON", b"bad")}), "amount is '2'"),
        (Became(3, 1, 1, 1, {1: GOOD}, {3: ("not JSON", b"ba")}), "with other bytes"),
        (Became(3, 1, 1, 1, {3: GOOD}, {2: ("not JSON", STORED.splitlines()[1])}), "is good and was quarantined"),
        (Became(3, 1, 1, 1, {1: GOOD | {"event_id": "b"}}, {3: ("not JSON", b"bad")}), "duplicate of nothing"),
        (Became(3, 2, 1, 0, {1: GOOD}, {3: ("not JSON", b"bad")}), "there are 1, 1"),
        (Became(3, 1, 1, 1, {1: GOOD}, {4: ("not JSON", b"bad")}), "are no rows of the file"),
    ],
)
def test_the_checker_sees_what_it_is_there_to_see(became: Became, says: str | None):
    of = expected("events", STORED, STORED.splitlines()[:2])
    keys = {(str(row["event_id"]),) for row in became.raw.values()}
    found = list(complaints(of, became, keys))
    assert any(says in complaint for complaint in found) if says else not found
