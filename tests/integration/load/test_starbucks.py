"""The worked example, on the real files where they are: every row counted by other means than the loader's."""

from __future__ import annotations

import collections
import gzip
import json
import os
from pathlib import Path

import pytest

from roundtrip import settings
from roundtrip.load import closed_on, feeds, load_night
from roundtrip.people import identify

REAL = Path(os.environ.get("ROUNDTRIP_STARBUCKS", settings.PROJECT.parent / "shared" / "real" / "starbucks"))
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason=f"the data set is not in {REAL}")
FILES = {
    "starbucks_offers": "portfolio.json",
    "starbucks_members": "profile.json.gz",
    "starbucks_events": "transcript.json.gz",
}


def counted(file: str) -> dict[str, int]:
    """Lines, blank lines and repeated objects of a file, by the standard library alone."""
    path = REAL / file
    text = gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text()
    lines = text.removesuffix("\n").split("\n")
    rows = collections.Counter(json.dumps(json.loads(line), sort_keys=True) for line in lines if line.strip())
    blank = sum(not line.strip() for line in lines)
    return {
        "rows_in": len(lines),
        "loaded": len(rows),
        "quarantined": blank,
        "duplicates": rows.total() - len(rows),
    }


def test_every_row_is_accounted_for_and_every_member_is_a_person(database, act_as, monkeypatch):
    monkeypatch.setenv("ROUNDTRIP_LANDING", str(REAL))
    night = closed_on()
    assert str(night) == "2018-08-26"
    report = load_night(night)
    brought = {feed.feed: feed.counts for feed in report.feeds if feed.files}
    assert {
        feed: {name: counts[name] for name in ("rows_in", "loaded", "quarantined", "duplicates")}
        for feed, counts in brought.items()
    } == {feed: counted(file) for feed, file in FILES.items()}
    db = act_as(None)
    assert db.execute("select distinct reason from raw.quarantine").fetchall() == [("blank line",)]
    absent = db.execute("select count(*) from raw.feed_status where not is_present and not is_optional").fetchone()
    assert absent == (sum(not feed.optional for feed in feeds()),)
    identify(night)
    members = db.execute("select count(*), count(distinct unit_id) from crm.person").fetchone()
    assert members == (brought["starbucks_members"]["loaded"],) * 2
