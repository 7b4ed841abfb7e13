"""A large file is checked by several processes; what they find, and what becomes of it when they die, is as if there were one."""

from __future__ import annotations

import subprocess
from itertools import count
from typing import Any

import orjson
import pytest

from roundtrip.load import worker, workers

ROWS, BAD = 4_000, 1_700


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """First lines of the blocks that workers were asked; the file is not read on before they have started."""
    blocks: list[int] = []
    answer = worker.answer

    def noted(connection: Any, block: Any, stamp: Any) -> Any:
        blocks.append(block.first)
        return answer(connection, block, stamp)

    monkeypatch.setattr("roundtrip.load.reader.BLOCK", 20_000)
    monkeypatch.setattr(workers, "ALONE", 3)
    monkeypatch.setattr(workers.os, "cpu_count", lambda: 3)
    monkeypatch.setattr(worker, "answer", noted)
    monkeypatch.setattr(
        workers.Workers, "_have_started", lambda self: any(started.result() is None for started in self._starting)
    )
    return blocks


def test_rows_and_quarantine_are_those_of_one_process(asked, land, load, look, quarantined):
    land("events/a.ndjson", _events())
    brought = load("events")
    assert (brought.rows_in, brought.loaded, brought.quarantined) == (ROWS, ROWS - 1, 1)
    assert [(row.line, row.field) for row in quarantined()] == [(BAD, "amount")]
    assert look("select line, amount from raw.events order by line") == [
        (line, line) for line in range(1, ROWS + 1) if line != BAD
    ]
    assert len(asked) > 10


def test_what_a_worker_left_when_it_was_killed_is_checked_here(asked, land, load, look, monkeypatch):
    children, answers, answer = [], count(), worker.answer
    start = subprocess.Popen

    def started(*command: Any, **options: Any) -> Any:
        children.append(start(*command, **options))
        return children[-1]

    def killed(*question: Any) -> Any:
        if next(answers) == 4:
            for child in children:
                child.kill()
        return answer(*question)

    monkeypatch.setattr(workers.subprocess, "Popen", started)
    monkeypatch.setattr(worker, "answer", killed)
    land("events/a.ndjson", _events())
    assert load("events").loaded == ROWS - 1
    assert look("select count(*), sum(amount) from raw.events") == [(ROWS - 1, ROWS * (ROWS + 1) // 2 - BAD)]
    assert [child.returncode for child in children] == [-9, -9]


def test_workers_end_when_the_file_does(asked, land, load, monkeypatch):
    children, start = [], subprocess.Popen
    monkeypatch.setattr(workers.subprocess, "Popen", lambda *a, **o: children.append(start(*a, **o)) or children[-1])
    land("events/a.ndjson", _events())
    load("events")
    assert [child.returncode for child in children] == [0, 0]


def _events() -> str:
    return "".join(
        orjson.dumps({"event_id": f"e{n}", "occurred_at": "2026-11-09T10:00:00Z", "amount": "x" if n == BAD else n}).decode() + "\n"
        for n in range(1, ROWS + 1)
    )  # fmt: skip
