"""`roundtrip quarantine …` as a person types it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from roundtrip import settings
from roundtrip.cli import main
from roundtrip.load import load_night

CONTRACT = """
feed: visits
files: visits/*
format: ndjson
mode: append
key: [visit_id]
freshness: 36 hours
minimum_rows: 0
unknown_columns: keep
side: app
needed_for: tests
columns:
  visit_id: {type: text, required: true}
  pages:    {type: integer, minimum: 1}
"""
LINES = [b'{"visit_id": "good"}', b'{"visit_id": "a", "pages": 0}', b"\x1b[31mred\xff" + b"x" * 400, b"y" * 70_000]


@pytest.fixture
def roundtrip(database, tmp_path, monkeypatch, capfdbinary) -> Callable[..., tuple[int, bytes, bytes]]:
    """`roundtrip("list")` is (exit code, stdout, stderr), after a night with four rows of which three are bad."""
    feeds = tmp_path / "include" / "feeds"
    feeds.mkdir(parents=True)
    (feeds / "visits.yml").write_text(CONTRACT)
    (feeds.parent / "policy.yml").write_text((settings.PROJECT / "include" / "policy.yml").read_text())
    monkeypatch.setattr(settings.Settings, "include", property(lambda _: feeds.parent))
    landing = tmp_path / "landing" / "visits"
    landing.mkdir(parents=True)
    (landing / "a.ndjson").write_bytes(b"\n".join(LINES) + b"\n")
    os.utime(landing / "a.ndjson", (1_700_000_000, 1_700_000_000))
    monkeypatch.setenv("ROUNDTRIP_LANDING", str(landing.parent))
    load_night(date(2026, 11, 10))

    def say(*words: str) -> tuple[int, bytes, bytes]:
        monkeypatch.setattr("sys.argv", ["roundtrip", "quarantine", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capfdbinary.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return say


def test_list_counts_by_feed_file_and_reason(roundtrip):
    code, out, _ = roundtrip("list")
    assert (code, out.decode().splitlines()) == (
        0,
        [
            "visits  visits/a.ndjson  1 row  2026-11-10  below its minimum (pages)",
            "visits  visits/a.ndjson  1 row  2026-11-10  invalid UTF-8",
            "visits  visits/a.ndjson  1 row  2026-11-10  not JSON",
            "3 rows. `roundtrip quarantine show FEED` shows them.",
        ],
    )
    assert roundtrip("list", "--since", "2026-11-11")[1] == b"Nothing since 2026-11-11 is in quarantine.\n"
    assert roundtrip("list", "--feed", "other")[1] == b"Nothing of other is in quarantine.\n"


def test_a_load_says_what_came_what_was_refused_and_what_nobody_reads(
    roundtrip, tmp_path: Path, monkeypatch, capfdbinary
):
    for name, content in (("visits/b.ndjson.gz", b"\x1f\x8b\x08\x00 cut"), ("vists/\x1b[31m.ndjson", b"{}\n")):
        path = tmp_path / "landing" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    monkeypatch.setattr("sys.argv", ["roundtrip", "run", "load", "--as-of", "2026-11-10"])
    with pytest.raises(SystemExit):
        main()
    night, brought, refused, unclaimed = capfdbinary.readouterr().out.decode().splitlines()
    assert (night, brought) == ("2026-11-10 load", "  visits: 0 rows of 0 files, 1 files refused")
    assert refused.startswith("  visits/b.ndjson.gz: ")
    assert (
        unclaimed == "  No feed of include/feeds reads vists/\\x1b[31m.ndjson; correct the names, or write a contract"
    )


def test_show_prints_nothing_that_a_terminal_would_obey_and_warns(roundtrip):
    code, out, err = roundtrip("show", "visits", "--limit", "2")
    first, content, second, spoiled, more = out.decode().splitlines()
    assert (code, err) == (0, b"These rows may hold personal data.\n")
    assert (first, content) == ("visits/a.ndjson:2  below its minimum (pages)", '    {"visit_id": "a", "pages": 0}')
    assert second == "visits/a.ndjson:3  invalid UTF-8"
    assert spoiled.startswith("    \\x1b[31mred\\xffxxx")
    assert spoiled.endswith("x … 409 bytes")
    assert more == "… and more; --limit 20 shows them"
    assert roundtrip("show", "visits", "--reason", "not JSON")[1].startswith(b"visits/a.ndjson:4  not JSON  [cut]\n")


def test_raw_rows_can_be_corrected_and_sent_back(roundtrip, tmp_path: Path):
    _, out, _ = roundtrip("show", "visits", "--raw")
    assert out == b"\n".join([*LINES[1:3], LINES[3][:65_536]]) + b"\n"
    corrected = tmp_path / "corrected.ndjson"
    corrected.write_bytes(out.replace(b'"pages": 0', b'"pages": 1'))
    said = roundtrip("retry", "visits", "--file", "visits/a.ndjson", "--from", str(corrected))[1].decode().splitlines()
    assert said == ["1 row loaded, 0 there already", "1 refused: invalid UTF-8", "1 refused: not JSON"]
    assert roundtrip("retry", "visits")[1].decode().splitlines() == [
        "0 rows loaded, 0 there already",
        "1 refused: invalid UTF-8",
        "1 not tried: longer than what is kept of a row; correct them and use --from",
    ]


def test_what_cannot_be_tried_is_a_sentence(roundtrip):
    code, out, err = roundtrip("retry", "visit")
    assert (code, out, err) == (1, b"", b"there is no feed 'visit'; there are visits\n")
    for words in (["visit"], ["visits", "--file", "visits/b.ndjson"], ["visits", "--reason", "x' or 1=1 --"]):
        code, out, err = roundtrip("show", *words)
        assert (code, out) == (1, b"")
        assert err == b"Nothing of that is in quarantine; `roundtrip quarantine list` says what is.\n"
