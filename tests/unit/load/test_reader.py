"""Cutting bytes into lines, at every place where a block may end."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from roundtrip.load import reader
from roundtrip.load.landing import RefusedFile, landed
from roundtrip.load.reader import Reader

CONTENTS = [
    b"",
    b"\n",
    b"a",
    b"a\n",
    b"\n\n",
    b"a\nb",
    b"ab\r\ncd\n",
    b"\xef\xbb\xbfab\n",
    b"a" * 50 + b"\n" + b"b" * 7 + b"\n\nc",
]


def read(folder: Path, name: str = "a") -> Reader:
    (file,) = landed(str(folder), name)
    return Reader(file)


@pytest.mark.parametrize("block", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("content", CONTENTS)
def test_lines_do_not_depend_on_where_blocks_end(tmp_path, monkeypatch, content, block):
    monkeypatch.setattr(reader, "BLOCK", max(block, 3))
    monkeypatch.setattr(reader, "YOUNG_SECONDS", -1)
    (tmp_path / "a").write_bytes(content)
    text = content.removeprefix(b"\xef\xbb\xbf")
    expected = text.split(b"\n")[: -1 if text.endswith(b"\n") or not text else None]
    reading = read(tmp_path)
    assert list(reading.lines()) == expected
    assert reading.line == len(expected)
    assert reading.checksum == hashlib.sha256(content).hexdigest()


def test_an_endless_line_is_cut_and_the_next_one_is_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "BLOCK", 8)
    monkeypatch.setattr(reader, "MAX_LINE", 16)
    (tmp_path / "a").write_bytes(b"x" * 1000 + b"\nnext\n")
    endless, following = read(tmp_path).lines()
    assert 16 < len(endless) <= 16 + 1 + 8
    assert following == b"next"


@pytest.mark.parametrize("cut", range(1, 30))
def test_a_gzip_cut_anywhere_is_refused_with_the_line_it_reached(tmp_path, cut):
    packed = gzip.compress(b"one\ntwo\n" * 3)
    (tmp_path / "a").write_bytes(packed[:-cut])
    reading = read(tmp_path)
    if len(packed) - cut < 2:
        return
    with pytest.raises(RefusedFile, match=r"truncated.*\(line \d+\)"):
        list(reading.lines())


def test_a_gzip_of_several_members_is_one_file(tmp_path):
    (tmp_path / "a").write_bytes(gzip.compress(b"one\nt") + gzip.compress(b"wo\n"))
    assert list(read(tmp_path).lines()) == [b"one", b"two"]


def test_a_gzip_is_known_by_its_first_bytes_not_by_its_name(tmp_path):
    (tmp_path / "a.csv").write_bytes(gzip.compress(b"one\n"))
    (tmp_path / "b.gz").write_bytes(b"one\n")
    assert list(read(tmp_path, "a.csv").lines()) == list(read(tmp_path, "b.gz").lines()) == [b"one"]


def test_a_file_that_grew_since_it_was_found_is_refused(tmp_path):
    (tmp_path / "a").write_bytes(b"one\n")
    reading = read(tmp_path)
    (tmp_path / "a").write_bytes(b"one\ntwo\n")
    with pytest.raises(RefusedFile, match="still being written: 4 bytes when found, 8 when read"):
        list(reading.lines())


def test_a_file_that_cannot_be_opened_is_refused(tmp_path):
    (tmp_path / "a").write_bytes(b"one\n")
    reading = read(tmp_path)
    (tmp_path / "a").unlink()
    with pytest.raises(RefusedFile, match="cannot be opened: No such file"):
        list(reading.lines())
