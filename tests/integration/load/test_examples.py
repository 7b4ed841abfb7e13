"""Every contract of include/feeds shows a row as it stands in a file, and that very row loads."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from roundtrip.declared import feeds
from roundtrip.domain.feed import Feed
from roundtrip.load import FeedReport, load_night
from roundtrip.load.example import as_file

AS_OF = date(2026, 11, 10)
FEEDS = feeds()


def _file_of(feed: Feed) -> str:
    """A name that the contract's pattern finds."""
    return re.sub(r"(^|/)\*", r"\1example", feed.files).replace("*", "")


@pytest.fixture(scope="module")
def brought(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, FeedReport]]:
    landing = tmp_path_factory.mktemp("landing")
    for feed in FEEDS:
        path: Path = landing / _file_of(feed)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_file(feed))
        os.utime(path, (0, 0))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROUNDTRIP_LANDING", str(landing))
        yield {report.feed: report for report in load_night(AS_OF).feeds}


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.name)
def test_the_example_of_a_contract_loads(brought, feed):
    assert feed.example, f"{feed.name}.yml: example: is missing; add a row as it stands in the file"
    report = brought[feed.name]
    assert (report.loaded, report.quarantined, report.refused, report.unknown_columns) == (1, 0, {}, set())
