"""What the schedule calls: the steps of a night, of the day's sending and of upkeep, as plain functions.

The DAGs wire them, `roundtrip run` calls them from a terminal; both know nothing else of the library. Every function
is safe to call again for the same night. Rooms are imported where they are used: Airflow reads the DAG files often.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import text

from roundtrip import declared, settings
from roundtrip.db import Role, engine
from roundtrip.db.run import recorded
from roundtrip.domain.clock import Clock, FixedClock, SystemClock

PARTITIONS_AHEAD = 3  # months of the ledger that exist before anything is planned into them


def business_date(at: datetime) -> date:
    """The date of an instant in the reporting time zone: the as_of of a night that runs then."""
    return at.astimezone(ZoneInfo(declared.policy().reporting.timezone)).date()


def feeds(*, is_offline: bool) -> list[str]:
    """Names of the feeds of one side, the app's or the shops'."""
    from roundtrip import load

    return [feed.name for feed in load.feeds() if feed.is_offline is is_offline]


def load_feed(as_of: date, feed: str) -> dict[str, int]:
    from roundtrip import load

    return load.load_night(as_of, feeds=[feed]).counts


def load_all(as_of: date) -> list[str]:
    """Every feed; what it brought and which files no feed reads, line by line."""
    from roundtrip import load

    brought = load.load_night(as_of)
    return [*brought.lines, *load.unclaimed(settings.load().landing)]


def identify(as_of: date) -> None:
    """Mint the people of tonight's files; a feed that never came is an empty table by now."""
    from roundtrip import load, people

    load.ensure_tables()
    people.identify(as_of)
    _refresh_statistics(Role.LOADER)


def build(as_of: date) -> None:
    """dbt: staging, marts, segments, eligibility."""
    from roundtrip import transform

    transform.build(as_of, select="night")


def register(as_of: date) -> None:
    from roundtrip import decide

    decide.register(as_of)


def exits(as_of: date) -> None:
    """Who did meanwhile what a campaign was for gets nothing more of it."""
    from roundtrip import decide

    decide.note_exits(as_of)


def assign(as_of: date) -> None:
    from roundtrip import decide

    decide.assign(as_of)
    _refresh_statistics(Role.DECIDER)


def decide(as_of: date) -> None:
    from roundtrip import decide as deciding

    deciding.decide(as_of)
    _refresh_statistics(Role.DECIDER)


def approve(as_of: date) -> None:
    """Ask a person where a campaign needs one; silence means no."""
    from roundtrip import decide

    decide.approve(as_of)


def plan(as_of: date) -> None:
    from roundtrip import decide

    decide.plan(as_of)


def value(as_of: date) -> None:
    """What every customer is expected to be worth, before BI's tables are built on it. The night that follows decides on it."""
    from roundtrip.measure.value.score import score

    score(as_of)


def results(as_of: date) -> None:
    """dbt: what BI reads, all but the answers Python gives."""
    from roundtrip import transform

    transform.build(as_of, select="results")


def lift(as_of: date) -> None:
    """Into answers with intervals, what campaigns changed and what more advertising would return, and those back for BI."""
    from roundtrip import measure, transform

    measure.measure(as_of)
    measure.propose_budget(as_of)
    transform.build(as_of, select="lift")


def attribution(as_of: date) -> None:
    """What each channel does for a conversion, and from that and the rules what every touch is credited with."""
    from roundtrip import measure, transform

    measure.score_channels(as_of)
    transform.build(as_of, select="attribution")


def report(as_of: date) -> str:
    """Write the night's page; returns its path."""
    from roundtrip import measure

    return str(measure.report(as_of, is_demo=is_demo()))


NIGHT: dict[str, Callable[[date], object]] = {
    "load": load_all,
    "identify": identify,
    "build": build,
    "register": register,
    "exits": exits,
    "assign": assign,
    "decide": decide,
    "approve": approve,
    "plan": plan,
    "value": value,
    "results": results,
    "lift": lift,
    "attribution": attribution,
    "report": report,
}
"""The night in its order, for `roundtrip run`; a list that a step returns is lines to show."""


def _refresh_statistics(role: Role) -> None:
    """Let the next step's queries be planned for what this one wrote."""
    with engine(role).begin() as db:
        db.execute(text("select crm.refresh_statistics()"))


def is_demo() -> bool:
    with engine(Role.OPERATOR).connect() as db:
        return str(db.execute(text("select kind from crm.installation")).scalar_one()) == "demo"


def newest_night() -> date | None:
    """The as_of of the newest night that was decided; None before the first."""
    with engine(Role.DECIDER).connect() as db:
        newest: date | None = db.execute(
            text("select max(as_of) from crm.run where step = 'decide' and status = 'done'")
        ).scalar_one()
    return newest


def told(now: datetime | None) -> datetime | None:
    """The business time somebody names. Raises SettingsError where providers are live: there it is the time of day, or a
    forgotten one would have people written to at night."""
    if now and settings.load().providers is settings.Providers.LIVE:
        raise settings.SettingsError(
            "now: with ROUNDTRIP_PROVIDERS=live it is the time of day and no other; leave it out"
        )
    return now


def reap(now: datetime | None = None) -> dict[str, int]:
    """Leases that ran out, messages that waited too long, and what the app stopped showing a month ago."""
    from roundtrip import ledger

    now = _clock(now).now()
    return ledger.reap(now) | {"inbox_out_of_date": ledger.tidy_inbox(now)}


def plan_late_approvals(now: datetime | None = None) -> None:
    """Plan what was approved after the night had planned, unless its time has passed."""
    from roundtrip import decide

    if newest := newest_night():
        decide.plan(newest, _clock(now).now())


def channels() -> list[str]:
    """Those any campaign ever sent on: one that nobody uses costs `send` nothing."""
    from roundtrip.channels import discover

    with engine(Role.DECIDER).connect() as db:
        used: Sequence[str] = db.execute(text("select distinct channel from crm.campaign_step")).scalars().all()
    return sorted(set(used) & set(discover()))


def deliver(channel: str, now: datetime | None = None) -> dict[str, int]:
    """Send what is due on one channel. Where nothing may be sent, nothing is: not even what was planned while it might."""
    from roundtrip.deliver import deliver_due

    if settings.load().sending is settings.Sending.SHADOW:
        return {}
    return dict(deliver_due(_clock(now), channels=[channel]))


def _clock(now: datetime | None) -> Clock:
    """Without a time it is the time of day, which goes on while messages are sent."""
    return FixedClock(now) if now else SystemClock()


def ensure_partitions(as_of: date) -> int:
    """Make the ledger's months from as_of on; how many were new."""
    with recorded(Role.DECIDER, as_of, "partitions") as run, engine(Role.DECIDER).begin() as db:
        made: int = db.execute(
            text("select crm.ensure_message_partitions(:first, :months)"),
            {"first": as_of, "months": PARTITIONS_AHEAD},
        ).scalar_one()
        run.count(partitions=made)
    return made


def retire_messages(as_of: date) -> dict[str, int]:
    """Months of the ledger that are older than the policy keeps; one in which a message is not settled stays."""
    from roundtrip.ledger import desk

    return desk.retire(as_of, declared.policy().keep_months)


def count_feedback(as_of: date) -> dict[str, int]:
    """Facts that came back and were known by as_of, by kind: a channel that fell silent shows here. First what a crash left
    unread is read, counted as `replayed`.
    """
    from roundtrip import feedback

    policy = declared.policy()
    receiver = feedback.Receiver(SystemClock(), ZoneInfo(policy.reporting.timezone))
    replayed = feedback.replay(receiver, everything=False)["bodies"]
    with recorded(Role.WEBHOOK, as_of, "feedback") as run, engine(Role.WEBHOOK).connect() as db:
        known = text("select kind, count(*) from crm.feedback where known_as_of = :as_of group by kind")
        run.count(**dict(db.execute(known, {"as_of": as_of}).tuples().all()), replayed=replayed)
    return run.counts


def erase_requested() -> dict[str, int]:
    """Work off the erasures somebody filed in crm.privacy_request; how many, and what was changed by place."""
    from roundtrip import rights

    return rights.erase_pending()
