"""Calls to leads, and by customers who want help."""

from __future__ import annotations

import numpy as np

from demo.simulator import calendar
from demo.simulator.contacts import Contacts
from demo.simulator.outside.leads import Lead
from demo.simulator.population import Population
from demo.simulator.streams import Streams
from demo.simulator.today import Row, Rows, Today

ASKS_FOR_HELP = 0.0012
"""Chance of somebody with a known number on a day."""
MEAN_SECONDS = 210
OUTCOMES = {"contacted": "appointment", "qualified": "offer", "won": "contract", "lost": "no interest"}
"""By the lead's status after the call."""
TOPICS, HELP = ("delivery", "refund", "account"), "solved"
OPENS, CLOSES = 9 * calendar.HOUR, 18 * calendar.HOUR


class Calls:
    """calls, with numbers as a telephone system writes them."""

    def __init__(self, people: Population, contacts: Contacts, leads: list[Lead], streams: Streams) -> None:
        self.people, self.contacts, self.streams = people, contacts, streams
        self._to_leads = sorted(
            (at, lead.lead_id, status, str(lead.someone.phone))
            for lead in leads
            if lead.someone.phone
            for at, status in lead.steps
            if status in OUTCOMES
        )
        self._at = np.array([call[0] for call in self._to_leads], dtype=np.int64)

    def rows(self, today: Today) -> Rows:
        rng = self.streams.of("calls", today.day.toordinal())
        outbound = [self._to_lead(position) for position in today.due(self._at)]
        rows = outbound + self._for_help(rng, today)
        for row, seconds in zip(rows, rng.exponential(MEAN_SECONDS, len(rows)).tolist(), strict=True):
            row["seconds"] = round(seconds)
        return {"calls": rows}

    def _to_lead(self, position: int) -> Row:
        at, lead_id, status, phone = self._to_leads[position]
        return {
            "call_id": f"ca-{lead_id}-{status}",
            "phone": _dialled(phone),
            "lead_id": lead_id,
            "called_at": calendar.iso_of(at),
            "direction": "outbound",
            "topic": "offer",
            "outcome": OUTCOMES[status],
        }

    def _for_help(self, rng: np.random.Generator, today: Today) -> list[Row]:
        calls = (rng.random(len(self.people)) < ASKS_FOR_HELP) & self.contacts.has_phone
        callers = np.flatnonzero(calls & (self.people.install_day < today.day.toordinal())).tolist()
        at = (today.start + rng.integers(OPENS, CLOSES, len(callers))).tolist()
        topic = rng.integers(0, len(TOPICS), len(callers)).tolist()
        return [
            {
                "call_id": f"ca-{today.day:%y%m%d}-{number:03d}",
                "phone": _dialled(str(self.contacts.phone(person))),
                "lead_id": None,
                "called_at": calendar.iso_of(when),
                "direction": "inbound",
                "topic": TOPICS[code],
                "outcome": HELP,
            }
            for number, (person, when, code) in enumerate(zip(callers, at, topic, strict=True))
        ]


def _dialled(phone: str) -> str:
    return phone.replace("+", "00", 1).replace(" ", "-")
