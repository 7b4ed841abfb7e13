"""How people react to what they got. Drawn for each person and campaign once, whatever else happens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import numpy as np

from demo.simulator import calendar
from demo.simulator.behaviour import Behaviour
from demo.simulator.columns import Floats
from demo.simulator.contacts import Contacts, is_gone
from demo.simulator.draws import Draws, draw
from demo.simulator.effects import EFFECTS, Effect
from demo.simulator.messages import ProviderEvent, ReceivedMessage
from demo.simulator.places import ZONES
from demo.simulator.sessions import BROWSE, NO_MESSAGE, ORDER, Sessions

MACHINE_OPENS = 0.35
CLICKS = 0.28
"""Of those who open a mail."""
UNSUBSCRIBES, COMPLAINTS = 0.008, 0.001
"""Of those who open a mail."""
REPEATED = 0.01
"""Reports that come twice."""
MEAN_OPEN_DELAY = {"email": 2.5, "push": 0.7}
"""Hours."""
QUIET_UNTIL = 7
"""Local hour before which nobody orders because of a message: the order waits for the morning."""
SECOND = 1_000


@dataclass
class Reactions:
    """Turns messages into reports and into sessions that would not have been."""

    contacts: Contacts
    behaviour: Behaviour
    sessions: list[tuple[int, int, int, int]] = field(default_factory=list)
    """(person, start, kind, message) of sessions still to come."""
    message_ids: list[str] = field(default_factory=list)
    added_orders: dict[str, int] = field(default_factory=dict)
    """By campaign: people to whom a message added an order."""
    _waiting: list[ProviderEvent] = field(default_factory=list)
    _reached: set[tuple[str, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._draws = cache(lambda campaign_id: draw(self.behaviour.streams, campaign_id, len(self.behaviour.people)))

    def react(self, day: date, received: Iterable[ReceivedMessage], end: int) -> list[ProviderEvent]:
        """Every report until `end` (milliseconds), earlier messages' included, in order of time."""
        chances: dict[str, Floats] = {}
        for message in received:
            effect = _effect(message)
            person = self.contacts.person_at(message.address)
            if effect is None or person is None:
                continue
            if effect.campaign_id not in chances:
                chances[effect.campaign_id] = self._chance_of_added_order(effect, day)
            self._meet(message, effect, person, float(chances[effect.campaign_id][person]))
        self._waiting.sort(key=lambda event: (event.occurred_at, event.message_id, event.kind))
        due = [event for event in self._waiting if calendar.milliseconds(event.occurred_at) < end]
        self._waiting = self._waiting[len(due) :]
        return due

    def sessions_before(self, end: int) -> Sessions:
        """Sessions because of messages that begin before `end`, given out once."""
        due = sorted(session for session in self.sessions if session[1] < end)
        self.sessions = [session for session in self.sessions if session[1] >= end]
        columns = np.array(due, dtype=np.int64).reshape(-1, 4).T
        return Sessions.of(columns[0], columns[1], columns[2], columns[3])

    def _chance_of_added_order(self, effect: Effect, day: date) -> Floats:
        """If opened. Divided by the chance of no own order, so that the chance of at least one rises by the effect itself."""
        without = 1 - self.behaviour.chance_of_order(day, effect.window.days + 1)
        return 1 / np.maximum(without, 0.2)

    def _meet(self, message: ReceivedMessage, effect: Effect, person: int, scale: float) -> None:
        at = calendar.milliseconds(message.received_at)
        if is_gone(message.address):
            self._report(message, "bounce", at + 5 * SECOND)
            return
        draws = self._draws(effect.campaign_id)
        opens = bool(draws.opens[person] < effect.opens)
        if message.channel == "email":
            self._mail_reports(message, draws, person, at, opens=opens)
        elif opens:
            opened_at = at + self._open_delay(message, draws, person)
            self._report(message, "opened", opened_at)
            self._visit(message, person, opened_at)
        if (effect.campaign_id, person) not in self._reached:
            self._reached.add((effect.campaign_id, person))
            added = effect.if_opened if opens else effect.if_unopened
            if draws.orders[person] < added * scale:
                self._add_order(effect, draws, person, at)

    def _mail_reports(self, message: ReceivedMessage, draws: Draws, person: int, at: int, *, opens: bool) -> None:
        self._report(message, "delivered", at + 3 * SECOND, is_repeated=bool(draws.repeats[person] < REPEATED))
        if draws.machine[person] < MACHINE_OPENS:
            self._report(message, "open", at + 40 * SECOND, is_machine=True)
        if not opens:
            return
        opened_at = at + self._open_delay(message, draws, person)
        self._report(message, "open", opened_at)
        if draws.clicks[person] < CLICKS:
            clicked_at = opened_at + 20 * SECOND
            self._report(message, "click", clicked_at)
            self._visit(message, person, clicked_at)
        if draws.leaves[person] < UNSUBSCRIBES:
            self._report(
                message, "spamreport" if draws.leaves[person] < COMPLAINTS else "unsubscribe", opened_at + 60 * SECOND
            )

    def _open_delay(self, message: ReceivedMessage, draws: Draws, person: int) -> int:
        hours = -MEAN_OPEN_DELAY[message.channel] * np.log1p(-draws.open_delay[person])
        return int(10 * SECOND + hours * calendar.HOUR)

    def _visit(self, message: ReceivedMessage, person: int, at: int) -> None:
        self.message_ids.append(message.message_id)
        self.sessions.append((person, at + 2 * SECOND, BROWSE, len(self.message_ids) - 1))

    def _add_order(self, effect: Effect, draws: Draws, person: int, at: int) -> None:
        start = at + int(effect.delays(draws.order_delay[person : person + 1])[0] * SECOND)
        end = at + int(effect.window.total_seconds()) * SECOND - calendar.HOUR
        waited = self._after_the_night(person, start, float(draws.morning[person]))
        self.sessions.append((person, min(waited, end), ORDER, NO_MESSAGE))
        self.added_orders[effect.campaign_id] = self.added_orders.get(effect.campaign_id, 0) + 1

    def _after_the_night(self, person: int, start: int, morning: float) -> int:
        zone = ZONES[self.behaviour.people.zone[person]]
        clock = start - calendar.midnight(calendar.local_day(start, zone), zone)
        if clock >= QUIET_UNTIL * calendar.HOUR:
            return start
        return start - clock + int((QUIET_UNTIL + 3 * morning) * calendar.HOUR)

    def _report(
        self, message: ReceivedMessage, kind: str, at: int, *, is_machine: bool = False, is_repeated: bool = False
    ) -> None:
        event = ProviderEvent(
            message.channel,
            kind,
            message.message_id,
            message.address,
            calendar.moment(at),
            message.provider_message_id,
            is_machine,
        )
        self._waiting += [event] * (1 + is_repeated)


def _effect(message: ReceivedMessage) -> Effect | None:
    if message.campaign_id is not None:
        return EFFECTS.get(message.campaign_id)
    return next((effect for effect in EFFECTS.values() if effect.channel == message.channel), None)
