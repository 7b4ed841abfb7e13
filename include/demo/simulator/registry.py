"""Rows about people that are not behaviour: installs, profiles, devices, consents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from demo.simulator import calendar
from demo.simulator.columns import Ints
from demo.simulator.contacts import Contacts
from demo.simulator.places import COUNTRIES, LANGUAGES, PLATFORMS, ZONES
from demo.simulator.population import Population
from demo.simulator.sources import CAMPAIGNS, SOURCES
from demo.simulator.streams import Streams

Row = dict[str, Any]

SIGNED_UP_AFTER = 60_000
"""Milliseconds from installation to the account: the first screen is seen by nobody known."""
ANONYMOUS = 0.01
"""Installs that never lead to an account, for each that does."""
GENDERS, GENDER_SHARES = ("female", "male", "diverse", None), (0.44, 0.42, 0.02, 0.12)
BIRTH_STATED = 0.70
OLDEST, YOUNGEST = date(1946, 1, 1), date(2008, 1, 1)
EMAIL_CONSENT, PUSH_CONSENT = 0.78, 0.88
"""Push: of those who let the app notify them at all."""
EVERY_TOPIC, ONBOARDING_TOPIC = 0.25, 0.85
"""Of those who say yes: to everything; else to offers, and to help with the first steps."""
APP_VERSIONS = ((0, "5.1.0"), (9, "5.2.0"), (18, "5.3.0"))
"""(days after the launch, version)."""


class Registry:
    """Writes people down as they come and change."""

    def __init__(self, people: Population, contacts: Contacts, streams: Streams, first_day: date) -> None:
        rng = streams.of("registry")
        size = len(people)
        self.people, self.contacts, self.streams, self.first_day = people, contacts, streams, first_day
        self._gender = rng.choice(len(GENDERS), size, p=GENDER_SHARES)
        self._states_birth = rng.random(size) < BIRTH_STATED
        self._birth_days = rng.integers(0, (YOUNGEST - OLDEST).days, size)
        self._consent_draws = rng.random((4, size))

    def app_version(self, day: date) -> str:
        return [version for after, version in APP_VERSIONS if self.first_day + timedelta(days=after) <= day][-1]

    def installs(self, newcomers: Ints, day: date) -> Iterator[Row]:
        """Newcomers in order of installation, and a few who never make an account."""
        times = calendar.iso(self.people.installed_at[newcomers])
        for person, at in zip(newcomers.tolist(), times, strict=True):
            yield self._install(person, at) | {"user_id": self.people.user_id(person)}
        rng = self.streams.of("anonymous", day.toordinal())
        for number in range(rng.poisson(ANONYMOUS * len(newcomers))):
            like = int(rng.integers(len(newcomers)))
            anonymous = f"x{day:%y%m%d}{number:03d}"
            yield self._install(int(newcomers[like]), times[like]) | {
                "install_id": f"i-{anonymous}",
                "device_id": f"d-{anonymous}",
                "user_id": None,
            }

    def _install(self, person: int, at: str) -> Row:
        source = SOURCES[self.people.source[person]]
        campaigns = CAMPAIGNS.get(source.name)
        campaign = campaigns[self.people.campaign[person]] if campaigns else None
        referrer = int(self.people.referrer[person])
        return {
            "install_id": f"i{person + 1:06d}",
            "device_id": self.people.device_id(person),
            "user_id": None,
            "installed_at": at,
            "source_type": source.source_type,
            "partner": source.name if campaign else None,
            "campaign": campaign.name if campaign else None,
            "creative": campaign.creatives[self.people.creative[person]] if campaign else None,
            "referrer_user_id": self.people.user_id(referrer) if referrer >= 0 else None,
            "country": COUNTRIES[self.people.country[person]].code,
            "platform": PLATFORMS[self.people.platform[person]],
        }

    def profile(self, person: int, at: str) -> Row:
        birth_on = OLDEST + timedelta(days=int(self._birth_days[person])) if self._states_birth[person] else None
        return {
            "user_id": self.people.user_id(person),
            "email": self.contacts.email(person),
            "first_name": self.contacts.first_name(person),
            "language": LANGUAGES[self.people.language[person]],
            "country": COUNTRIES[self.people.country[person]].code,
            "timezone": ZONES[self.people.zone[person]],
            "gender": GENDERS[self._gender[person]],
            "birth_on": birth_on,
            "loyalty_card": card(person) if self.people.has_card[person] else None,
            "updated_at": at,
        }

    def device(self, person: int, at: str, day: date, *, owner: int | None = None) -> Row:
        """`owner` where somebody else's account is on the person's device."""
        return {
            "device_id": self.people.device_id(person),
            "user_id": self.people.user_id(person if owner is None else owner),
            "platform": PLATFORMS[self.people.platform[person]],
            "os_version": ("15", "18.1", "24")[self.people.platform[person]],
            "app_version": self.app_version(day),
            "push_token": self.contacts.push_token(person),
            "seen_at": at,
        }

    def consents(self, person: int, at: str) -> Iterator[Row]:
        """What somebody says at sign-up, yes and no."""
        email, push, breadth, onboarding = self._consent_draws[:, person]
        topics = ["*"] if breadth < EVERY_TOPIC else ["offers", "onboarding"]
        for channel, asked, is_yes in (
            ("email", self.contacts.has_email[person], email < EMAIL_CONSENT),
            ("push", self.contacts.has_push[person], push < PUSH_CONSENT),
        ):
            for topic in topics if asked else ():
                is_granted = is_yes and (topic != "onboarding" or onboarding < ONBOARDING_TOPIC)
                yield self.consent(person, channel, topic, at, is_granted=bool(is_granted), source="sign-up")

    def consent(self, person: int, channel: str, topic: str, at: str, *, is_granted: bool, source: str) -> Row:
        return {
            "consent_id": f"c{person + 1:06d}-{channel}-{topic}-{at}",
            "user_id": self.people.user_id(person),
            "channel": channel,
            "topic": topic,
            "is_granted": is_granted,
            "stated_at": at,
            "source": source,
        }


def card(person: int) -> str:
    return f"L{700_000 + person:08d}"
