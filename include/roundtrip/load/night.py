"""A night's loading: every new file of every feed, and what the night thinks of each feed afterwards."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import closing
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection, sql

from roundtrip import declared, settings
from roundtrip.db import Role, connect
from roundtrip.db.run import recorded
from roundtrip.declared import feeds
from roundtrip.domain.feed import Feed
from roundtrip.load import tables
from roundtrip.load.file import FileLoader
from roundtrip.load.landing import LandedFile, RefusedFile, landed
from roundtrip.load.report import FeedReport, LoadReport
from roundtrip.secrets_store import secret

Progress = Callable[[str], None]


class OvertakenNight(RuntimeError):
    """The warehouse stands at a later night. To an older one tomorrow's rows are clocks set wrong, and their file would
    lie in quarantine for good."""


def load_night(as_of: date, *, feeds: Collection[str] | None = None, progress: Progress = lambda _: None) -> LoadReport:
    """Load every new file of the landing for these feeds (default: all). A refused file stops alone and is tried again next time.

    Raises OvertakenNight when a later night was built already.
    """
    _refuse_overtaken(as_of)
    tables.ensure_tables()
    report = LoadReport(as_of)
    for feed in _chosen(feeds):
        with (
            recorded(Role.LOADER, as_of, "load", feed.name) as run,
            closing(connect(Role.LOADER, autocommit=True)) as db,
        ):
            brought = _load_feed(db, feed, as_of, progress)
            run.count(**brought.counts)
        progress(str(brought))
        report.feeds.append(brought)
    return report


def _refuse_overtaken(as_of: date) -> None:
    with closing(connect(Role.LOADER)) as db:
        newest: date | None = db.execute(
            "select max(as_of) from crm.run where step = 'build' and status = 'done'"
        ).fetchall()[0][0]
    if newest is not None and newest > as_of:
        raise OvertakenNight(f"the warehouse stands at {newest}; replay {as_of} in a scratch database")


def closed_on() -> date | None:
    """The day on which the newest data set of the landing ended, for a night that was not told its as_of."""
    landing = settings.load().landing
    ended = [feed.closed_on for feed in feeds() if feed.closed_on and any(True for _ in landed(landing, feed.files))]
    return max(ended, default=None)


def _chosen(names: Collection[str] | None) -> list[Feed]:
    known = {feed.name: feed for feed in feeds()}
    if names is None:
        return list(known.values())
    if unknown := sorted(set(names) - known.keys()):
        raise ValueError(f"no contract in include/feeds for {', '.join(unknown)}; there are {', '.join(known)}")
    return [feed for name, feed in known.items() if name in names]


def file_loader(db: Connection[Any], feed: Feed, as_of: date) -> FileLoader:
    """Loads files of the feed as that night does."""
    return FileLoader(db, feed, as_of, _cutoff(as_of), secret("pii_key"))


def _cutoff(as_of: date) -> datetime:
    """The night's midnight in the reporting zone; later events do not make a feed fresh."""
    return datetime.combine(as_of, time(), ZoneInfo(declared.policy().reporting.timezone))


def _load_feed(db: Connection[Any], feed: Feed, as_of: date, progress: Progress) -> FeedReport:
    brought = FeedReport(feed.name)
    loader = file_loader(db, feed, as_of)
    known = {
        (file, fingerprint)
        for file, fingerprint in db.execute("select file, fingerprint from raw.batch where feed = %s", [feed.name])
    }
    for file in landed(settings.load().landing, feed.files):
        if (file.name, file.fingerprint) in known:
            brought.skipped += 1
            continue
        try:
            brought.add(loader.load(file))
        except RefusedFile as refusal:
            brought.refused[file.name] = str(refusal)
            _note_refusal(db, feed, file, str(refusal), as_of)
            progress(f"{feed.name}: {file.name} refused: {refusal}")
    if brought.loaded:  # what reads it next is planned for what it holds; autovacuum would come a minute late
        db.execute(sql.SQL("analyze {}").format(sql.Identifier("raw", feed.name)))
    db.execute(
        _STATUS,
        {"feed": feed.name, "as_of": as_of, "is_optional": feed.optional, "refused": len(brought.refused)}
        | {"oldest": _cutoff(as_of) - feed.freshness, "minimum": feed.minimum_rows, "needed_for": feed.needed_for},
    )
    return brought


def _note_refusal(db: Connection[Any], feed: Feed, file: LandedFile, reason: str, as_of: date) -> None:
    """Where an operator looks for what was refused; line 0 is the file as a whole."""
    db.execute(
        "insert into raw.quarantine (feed, file, line, reason, bytes, known_as_of) select %(feed)s, %(file)s, 0, %(reason)s, '', %(as_of)s"
        " where not exists (select from raw.quarantine where feed = %(feed)s and file = %(file)s and line = 0 and known_as_of = %(as_of)s)",
        {"feed": feed.name, "file": file.name, "reason": reason, "as_of": as_of},
    )


_STATUS = Path(__file__).with_name("status.sql").read_text()
