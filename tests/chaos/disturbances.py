"""What happens to people, campaigns and the database while workers send."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import psycopg

from roundtrip import decide
from roundtrip.db import Role, connect
from roundtrip.decide import ReplayRefused

from .world import NIGHT

if TYPE_CHECKING:
    from .play import Play

SOME = 5
"""People, or messages, that a disturbance touches."""


def disturb(kind: str, play: Play) -> None:
    """One of scenario.DISTURBANCES; what it did stands in the database."""
    KINDS[kind](play)


def _opt_out(play: Play) -> None:
    """As a preference page says it: the webhook role writes the consent."""
    with connect(Role.WEBHOOK, autocommit=True) as db:
        for person in _some(play, "select person_id from crm.person"):
            db.execute(
                "insert into crm.consent (person_id, channel, topic, is_granted, effective_at, source, known_as_of)"
                " values (%s, %s, '*', false, %s, 'chaos', %s) on conflict do nothing",
                [person, play.random.choice(("email", "push")), play.clock.now(), NIGHT],
            )


def _one_click(play: Play) -> None:
    """The unsubscribe link of messages that somebody got already."""
    taken = play.taken()  # once: meanwhile there are more
    for message in play.random.sample(taken, min(SOME, len(taken))):
        play.feedback.unsubscribe(message)


def _suppress(play: Play) -> None:
    with connect(Role.WEBHOOK, autocommit=True) as db:
        for address in _some(play, "select distinct address_hash from crm.contact_point where kind = 'email'"):
            db.execute(
                "insert into crm.suppression values (%s, 'email', 'complained', %s, 'chaos', %s) on conflict do nothing",
                [address, play.clock.now(), NIGHT],
            )


def _move_unit(play: Play) -> None:
    """Households turn out to live with somebody of the control group: from now on they are of that unit."""
    control = "select unit_id from crm.assignment where experiment = 'global' and arm = 'control' order by 1 limit 1"
    units = _some(play, "select distinct unit_id from crm.person")
    play.admin.execute(
        f"update crm.person set unit_id = ({control}) where unit_id = any (%s) and exists ({control})", [units]
    )


def _merge(play: Play) -> None:
    """Two turn out to be one, and the one who was more is nobody any more."""
    found = _some(play, "select person_id from crm.person")
    with suppress(psycopg.errors.RestrictViolation), connect(Role.LOADER, autocommit=True) as db:
        db.execute(
            "insert into crm.person_merge (from_person_id, into_person_id, known_as_of) values (%s, %s, %s)",
            [max(found), min(found), NIGHT],
        )


def _exit(play: Play) -> None:
    """People did what a campaign was for."""
    with connect(Role.WEBHOOK, autocommit=True) as db:
        for person in _some(play, "select distinct person_id from crm.message where campaign_id = 'second_letter'"):
            db.execute(
                "insert into crm.exit (campaign_id, occurrence_on, person_id, why, event, occurred_at, known_as_of)"
                " values ('second_letter', %s, %s, 'converted', 'order_placed', %s, %s) on conflict do nothing",
                [NIGHT, person, play.clock.now(), NIGHT],
            )


def _halt(play: Play) -> None:
    """A person halts a campaign and, seeing it was a false alarm, lifts the halt at the end (play.calm)."""
    with connect(Role.OPERATOR, autocommit=True) as db:
        db.execute(
            "insert into crm.campaign_halt (campaign_id, reason) values ('letter', 'chaos') on conflict do nothing"
        )


def _plan_again(play: Play) -> None:
    """A cleared task: planning runs beside the workers."""
    decide.plan(NIGHT)


def _night_again(play: Play) -> None:
    """A cleared run: everything from registering on."""
    for step in (decide.register, decide.assign, decide.decide, decide.approve, decide.plan):
        step(NIGHT)


def _backfill(play: Play) -> None:
    """An old night is run; it must plan nothing, refused or not."""
    with suppress(ReplayRefused):
        decide.plan(NIGHT - timedelta(days=3))


def _events(play: Play) -> None:
    play.feedback.report(play.calls(), play.random)


def _terminate_backends(play: Play) -> None:
    play.admin.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    )


def _restart_postgres(play: Play) -> None:
    play.lane.cluster.shoot()
    play.reconnect()


def _some(play: Play, query: str) -> list[Any]:
    found = [value for (value,) in play.admin.execute(f"{query} order by 1").fetchall()]
    return play.random.sample(found, min(SOME, len(found)))


KINDS: dict[str, Callable[[Play], None]] = {
    "opt_out": _opt_out,
    "one_click": _one_click,
    "suppress": _suppress,
    "move_unit": _move_unit,
    "merge": _merge,
    "exit": _exit,
    "halt": _halt,
    "plan_again": _plan_again,
    "night_again": _night_again,
    "backfill": _backfill,
    "events": _events,
    "terminate_backends": _terminate_backends,
    "restart_postgres": _restart_postgres,
}
