"""People of companies who might become customers, and how far the talks have come. Some take the app in the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from demo.simulator import calendar
from demo.simulator.outside.someone import Directory, Someone
from demo.simulator.places import ZONES
from demo.simulator.population import LAUNCH_DAYS
from demo.simulator.sources import CAMPAIGNS
from demo.simulator.streams import Streams
from demo.simulator.today import Row, Rows, Today

LEADS_BEFORE_THE_APP = 0.02
"""Of people who install after the launch and have an address of their own."""
LEAD_TIME = 3 * calendar.DAY
"""The longest from the lead to the app."""
COMPANIES = (
    "Nordlicht GmbH",
    "Atelier Lune",
    "Harbour & Sons",
    "Alpenblick AG",
    "Blue Mesa Inc.",
    "Müller, Kern & Co.",
)
SECTORS = ("retail", "sports", "tourism", "health", "education")
ROLES = ("owner", "head of marketing", "buyer", "assistant")
ATTENDED = 0.25
"""Chance of a lead at each of EVENTS."""
EVENTS = ("expo_2025", "webinar_may", "roadshow_hamburg")
SOURCES, SOURCE_SHARES = ("form", "fair", "webinar", "referral"), (0.5, 0.22, 0.18, 0.10)
CAMPAIGN_SHARE = 0.4
CONTACTED, QUALIFIED, LOST = 0.75, 0.45, 0.35
"""Share of leads that come to be contacted; of these, qualified; of the others, lost."""
MEAN_DAYS_A_STEP = 1.5
OFFICE_HOURS = (8 * calendar.HOUR, 16 * calendar.HOUR)
"""UTC."""
AGREES = 0.7
"""Leads who may be written to; the others said no."""
ASKED = 0.8
HAS_COOKIE = 0.6
"""Leads whose form knew the browser."""
CAMPAIGN_NAMES = tuple(campaign.name for campaigns in CAMPAIGNS.values() for campaign in campaigns)


@dataclass(frozen=True)
class Lead:
    """One request, and the times of its steps."""

    lead_id: str
    someone: Someone
    facts: Row
    created_at: int
    steps: tuple[tuple[int, str], ...]
    """(time, status), the first being its creation."""


class Leads:
    """leads, and consents by those whom the shop knows by an address alone."""

    def __init__(
        self, directory: Directory, leading: list[Someone], streams: Streams, first_day: date, until: int
    ) -> None:
        """`leading`: strangers who ask; people of the app are added. `until`: the latest time somebody asks."""
        self._rng = streams.of("leads")
        start = calendar.midnight(first_day, ZONES[0]) + calendar.DAY
        asked = [(other, int(self._rng.integers(start, until))) for other in leading]
        asked += self._of_people(directory, first_day.toordinal() + len(LAUNCH_DAYS) + 1)
        asked.sort(key=lambda ask: (ask[1], ask[0].email or ""))
        self.leads = [self._lead(number, someone, at) for number, (someone, at) in enumerate(asked, 1)]
        self._steps = sorted((at, lead.lead_id, status, lead) for lead in self.leads for at, status in lead.steps)
        self._at = np.array([step[0] for step in self._steps], dtype=np.int64)
        self._consents = streams.of("consents of leads").random((2, len(self.leads)))

    def rows(self, today: Today) -> Rows:
        due = [self._steps[position] for position in today.due(self._at)]
        return {
            "leads": [_row(lead, at, status) for at, _, status, lead in due],
            "consents": [row for _, _, status, lead in due if status == "new" for row in self._consent(lead)],
        }

    def _of_people(self, directory: Directory, earliest: int) -> list[tuple[Someone, int]]:
        people = directory.people
        chosen = np.flatnonzero(
            (self._rng.random(len(people)) < LEADS_BEFORE_THE_APP) & (people.install_day >= earliest)
        )
        before = self._rng.integers(calendar.HOUR, LEAD_TIME, len(chosen)).tolist()
        asked = [(directory.in_app(person), int(people.installed_at[person])) for person in chosen.tolist()]
        return [(one, at - ahead) for (one, at), ahead in zip(asked, before, strict=True) if one.email]

    def _lead(self, number: int, someone: Someone, at: int) -> Lead:
        rng = self._rng
        attended = [event for event in EVENTS if rng.random() < ATTENDED]
        has_cookie, is_of_campaign = rng.random(2) < (HAS_COOKIE, CAMPAIGN_SHARE)
        facts = {
            "web_cookie": someone.web_cookie if has_cookie else None,
            "company": COMPANIES[int(rng.integers(len(COMPANIES)))],
            "sector": SECTORS[int(rng.integers(len(SECTORS)))],
            "role": ROLES[int(rng.integers(len(ROLES)))],
            "events_attended": ";".join(attended),
            "source": SOURCES[int(rng.choice(len(SOURCES), p=SOURCE_SHARES))],
            "campaign": CAMPAIGN_NAMES[int(rng.integers(len(CAMPAIGN_NAMES)))] if is_of_campaign else None,
        }
        return Lead(f"l{number:05d}", someone, facts, at, tuple(self._talks(someone, at)))

    def _talks(self, someone: Someone, at: int) -> list[tuple[int, str]]:
        rng, steps = self._rng, [(at, "new")]
        contacted, qualified, lost = rng.random(3) < (CONTACTED, QUALIFIED, LOST)
        reached = [
            status
            for status, is_reached in (("contacted", contacted), ("qualified", contacted & qualified))
            if is_reached
        ]
        if "qualified" in reached and someone.person is not None:
            reached.append("won")
        elif contacted and lost:
            reached.append("lost")
        for status in reached:
            days = at // calendar.DAY + 1 + int(rng.exponential(MEAN_DAYS_A_STEP))
            at = days * calendar.DAY + int(rng.integers(*OFFICE_HOURS))
            steps.append((at, status))
        return steps

    def _consent(self, lead: Lead) -> list[Row]:
        asked, agrees = self._consents[:, int(lead.lead_id[1:]) - 1]
        if lead.someone.email is None or asked >= ASKED:
            return []
        return [
            {
                "consent_id": f"c-{lead.lead_id}",
                "email": lead.someone.email,
                "channel": "email",
                "topic": "offers",
                "is_granted": bool(agrees < AGREES),
                "stated_at": calendar.iso_of(lead.created_at),
                "source": "lead form",
            }
        ]


def _row(lead: Lead, at: int, status: str) -> Row:
    someone = lead.someone
    return {
        "lead_id": lead.lead_id,
        "email": someone.email,
        "phone": someone.phone,
        "first_name": someone.first_name,
        "last_name": someone.last_name,
        **lead.facts,
        "status": status,
        "created_at": calendar.iso_of(lead.created_at),
        "updated_at": calendar.iso_of(at),
    }
