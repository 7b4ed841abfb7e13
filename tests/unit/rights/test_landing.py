"""A landing file without a person: the others' records stand as they stood, in the file's own format."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from roundtrip.domain.feed import Feed
from roundtrip.load.landing import RefusedFile
from roundtrip.rights.landing import checksums, rewritten
from roundtrip.rights.names import Name, Names

NAMES = Names((Name("user_id", "ada-lovelace"), Name("user_id", "7")), b"a key of a test's own")
CONTRACT: dict[str, Any] = {
    "feed": "notes",
    "files": "notes*",
    "mode": "append",
    "key": ["note_id"],
    "freshness": "1 day",
    "minimum_rows": 0,
    "unknown_columns": "keep",
    "side": "app",
    "needed_for": "tests",
    "columns": {
        "note_id": {"type": "text", "required": True},
        "user_id": {"type": "text", "identifies": "user_id"},
        "note": {"type": "text"},
    },
}


def without(landing: Path, written: str) -> tuple[bytes, int] | None:
    """The bytes of the only file once rewritten, and the records that were dropped; None where it was left alone."""
    feed = Feed.model_validate(CONTRACT | {"format": written})
    for file in rewritten(str(landing), feed, NAMES, lambda _: "erased:x", []):
        file.replace()
        assert [checksum for checksum, _ in checksums(str(landing), feed)] == [file.after]
        assert [path.name for path in landing.iterdir()] == [file.file.name]
        return (landing / file.file.name).read_bytes(), file.dropped
    return None


@pytest.mark.parametrize("packed", [gzip.compress, bytes])
def test_ndjson(tmp_path, packed):
    lines = [b'{"note_id":"1","user_id":"ada-lovelace"}', b'{"note_id":"2", "user_id":"bob","note":"of ada-lovelace"}']
    lines += [
        b'{"note_id":"3","user_id":"bob"}',
        b"no json, ada-lovelace",
        b"no json",
        b'{"note_id":"4","user_id":"7"}',
    ]
    (tmp_path / "notes").write_bytes(packed(b"\n".join(lines) + b"\n"))
    content, dropped = without(tmp_path, "ndjson")
    assert dropped == 3
    assert (gzip.decompress(content) if packed is gzip.compress else content).split(b"\n") == [
        b'{"note_id":"2", "user_id":"bob","note":"of erased:x"}',
        b'{"note_id":"3","user_id":"bob"}',
        b"no json",
        b"",
    ]


def test_csv_keeps_its_header_and_rows_of_several_lines(tmp_path):
    rows = 'note_id,user_id,note\r\n1,7,"two\nlines"\r\n2,bob,"two\nlines"\r\n3,bob,"open\r\n4,ada-lovelace,x\r\n'
    (tmp_path / "notes").write_text(rows, newline="")
    content, dropped = without(tmp_path, "csv")
    assert content == b'note_id,user_id,note\r\n2,bob,"two\nlines"\r\n3,bob,"open\r\n'
    assert dropped == 2


def test_a_csv_of_nobody_else_keeps_its_header(tmp_path):
    (tmp_path / "notes").write_text("note_id,user_id,note\n1,7,x\n")
    assert without(tmp_path, "csv") == (b"note_id,user_id,note\n", 1)


def test_parquet_keeps_its_types(tmp_path):
    schema = pa.schema(
        [("note_id", pa.string()), ("user_id", pa.string()), ("note", pa.string()), ("at", pa.timestamp("us", "UTC"))]
    )
    rows = [
        {"note_id": "1", "user_id": "7"},
        {"note_id": "2", "user_id": "bob", "note": "of ada-lovelace"},
        {"note_id": "3"},
    ]
    pq.write_table(pa.Table.from_pylist(rows, schema), tmp_path / "notes")
    _, dropped = without(tmp_path, "parquet")
    left = pq.read_table(tmp_path / "notes")
    assert dropped == 1
    assert left.schema == schema
    assert left.column("note_id").to_pylist() == ["2", "3"]
    assert left.column("note").to_pylist() == ["of erased:x", None]


def test_a_file_that_names_nobody_is_left_alone(tmp_path):
    (tmp_path / "notes").write_bytes(b'{"note_id":"7","user_id":"bob","note":"7"}\n')
    before = (tmp_path / "notes").stat()
    assert without(tmp_path, "ndjson") is None
    assert (tmp_path / "notes").stat() == before


def test_a_file_that_was_sent_anew_meanwhile_is_not_overwritten(tmp_path):
    (tmp_path / "notes").write_bytes(b'{"note_id":"1","user_id":"7"}\n')
    (file,) = rewritten(str(tmp_path), Feed.model_validate(CONTRACT | {"format": "ndjson"}), NAMES, str, [])
    (tmp_path / "notes").write_bytes(b'{"note_id":"1","user_id":"7"}\n{"note_id":"2","user_id":"bob"}\n')
    with pytest.raises(RefusedFile, match="changed"):
        file.replace()
    assert b"bob" in (tmp_path / "notes").read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["notes"]


def test_an_account_written_as_a_number_is_found(tmp_path):
    contract = Feed.model_validate(CONTRACT | {"format": "ndjson"})
    (tmp_path / "notes").write_bytes(b'{"note_id":"1","user_id":7}\n{"note_id":"2","user_id":8}\n')
    for file in rewritten(str(tmp_path), contract, NAMES, str, []):
        file.replace()
    assert (tmp_path / "notes").read_bytes() == b'{"note_id":"2","user_id":8}\n'
