"""Parts are checked by threads and come back in order, of a file of any length only a few at a time."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import dataclass
from itertools import count, islice
from typing import Any

import pytest

from roundtrip.load import ahead


@dataclass
class Piece:
    number: int
    stands_alone: bool = True

    def halves(self) -> tuple[()]:
        return ()


@dataclass
class Lines:
    """Some numbers; 13 is a doubtful one."""

    numbers: range
    stands_alone = True

    def halves(self) -> list[Lines]:
        middle = len(self.numbers) // 2
        return [Lines(self.numbers[:middle]), Lines(self.numbers[middle:])] if middle else []


def rows_of(part: Any, stamp: Any) -> Any:
    return None if any(number % 100 == 13 for number in part.numbers) else list(part.numbers)


@pytest.fixture(autouse=True)
def processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead.os, "cpu_count", lambda: 3)


def test_in_the_files_order_however_long_each_takes():
    second = threading.Event()

    def check(part: Any, stamp: Any) -> Any:
        if part.number == 0:
            assert second.wait(10)  # so it ends after the one behind it
        second.set()
        return part.number * 10

    found = ahead.checked([Piece(n) for n in range(20)], check, None)
    assert [(part.number, rows) for part, rows in found] == [(n, n * 10) for n in range(20)]


def test_an_endless_file_is_read_only_a_few_parts_ahead():
    read: list[int] = []
    parts = (read.append(n) or Piece(n) for n in count())
    with closing(ahead.checked(parts, lambda part, _: part.number, None)) as found:
        assert [rows for _, rows in islice(found, 5)] == [0, 1, 2, 3, 4]
    assert len(read) == 5 + ahead.AHEAD * 2
    assert not any(thread.name.startswith("check") for thread in threading.enumerate())


def test_a_part_that_does_not_stand_alone_is_checked_before_the_next_is_read():
    done: list[int] = []

    def parts() -> Any:
        for n in range(4):
            assert len(done) == n
            yield Piece(n, stands_alone=False)

    assert [rows for _, rows in ahead.checked(parts(), lambda part, _: done.append(part.number), None)] == [None] * 4


def test_what_goes_wrong_in_a_thread_goes_wrong_here():
    def check(part: Any, stamp: Any) -> Any:
        raise MemoryError(part.number)

    with pytest.raises(MemoryError, match="0"):
        list(ahead.checked([Piece(0), Piece(1)], check, None))


def test_around_one_doubtful_row_few_take_the_exact_path():
    found = list(ahead.checked([Lines(range(64)), Lines(range(64, 90))], rows_of, None))
    assert [number for part, _ in found for number in part.numbers] == list(range(90))
    assert [list(part.numbers) for part, rows in found if rows is None] == [[13]]


def test_a_part_with_doubts_in_both_halves_is_not_divided():
    found = list(ahead.checked([Lines(range(200))], rows_of, None))
    assert [(part.numbers, rows) for part, rows in found] == [(range(200), None)]
