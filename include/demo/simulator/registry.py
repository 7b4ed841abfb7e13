"""Rows about people that are not behaviour: profiles, devices, consents."""

from __future__ import annotations

from collections.abc import Iterator

from demo.simulator import calendar
from demo.simulator.attributes import Attributes
from demo.simulator.contacts import Contacts
from demo.simulator.places import COUNTRIES, LANGUAGES, PLATFORMS, ZONES
from demo.simulator.population import Population
from demo.simulator.streams import Streams
from demo.simulator.subscriptions import Subscriptions
from demo.simulator.today import Row

SIGNED_UP_AFTER = 60_000
"""Milliseconds from installation to the account: the first screen is seen by nobody known."""
EMAIL_CONSENT, PUSH_CONSENT, SMS_CONSENT = 0.78, 0.88, 0.41
IN_APP_CONSENT, FEED_CONSENT = 0.93, 0.97
"""Push: of those who let the app notify them at all; sms: of those who gave a number."""
EVERY_TOPIC, ONBOARDING_TOPIC = 0.25, 0.85
"""Of those who say yes: to everything; else to offers, and to help with the first steps."""


class Registry:
    """Writes people down as they are at a time, in milliseconds."""

    def __init__(
        self,
        people: Population,
        contacts: Contacts,
        attributes: Attributes,
        subscriptions: Subscriptions,
        streams: Streams,
    ) -> None:
        self.people, self.contacts, self.attributes = people, contacts, attributes
        self._subscriptions = subscriptions
        self._consent_draws = streams.of("consents").random((5, len(people)))
        self._app_consent_draws = streams.of("consents in the app").random((2, len(people)))

    def profile(self, person: int, at: int) -> Row:
        return {
            "user_id": self.people.user_id(person),
            "email": self.contacts.email(person),
            "phone": self.contacts.phone(person),
            "first_name": self.contacts.first_name(person),
            **self.attributes.of(person),
            "language": LANGUAGES[self.people.language[person]],
            "country": COUNTRIES[self.people.country[person]].code,
            "timezone": ZONES[self.people.zone[person]],
            "subscriber_type": self._subscriptions.subscriber_type(person, at),
            "is_registered": True,
            "loyalty_card": self.people.loyalty_card(person) if self.people.has_card[person] else None,
            "updated_at": calendar.iso_of(at),
        }

    def device(self, person: int, at: int, app_version: str, *, owner: int | None = None) -> Row:
        """`owner` where somebody else's account is on the person's device."""
        return {
            "device_id": self.people.device_id(person),
            "user_id": self.people.user_id(person if owner is None else owner),
            "anonymous_id": self.people.anonymous_id(person) if owner is None else None,
            "platform": PLATFORMS[self.people.platform[person]],
            "model": self.attributes.model(person),
            "os_version": self.attributes.os_version(person),
            "app_version": app_version,
            "language": LANGUAGES[self.people.language[person]],
            "push_token": self.contacts.push_token(person),
            "push_permission": self.contacts.push_permission(person),
            "seen_at": calendar.iso_of(at),
        }

    def consents(self, person: int, at: int) -> Iterator[Row]:
        """What somebody says at sign-up, yes and no."""
        email, push, sms, breadth, onboarding = self._consent_draws[:, person]
        in_app, feed = self._app_consent_draws[:, person]
        topics = ["*"] if breadth < EVERY_TOPIC else ["offers", "onboarding"]
        for channel, asked, is_yes in (
            ("email", self.contacts.has_email[person], email < EMAIL_CONSENT),
            ("push", self.contacts.has_push[person], push < PUSH_CONSENT),
        ):
            for topic in topics if asked else ():
                is_granted = is_yes and (topic != "onboarding" or onboarding < ONBOARDING_TOPIC)
                yield self.consent(person, channel, topic, at, is_granted=bool(is_granted), source="sign-up")
        yield self.consent(person, "in_app", "*", at, is_granted=bool(in_app < IN_APP_CONSENT), source="sign-up")
        yield self.consent(person, "feed", "*", at, is_granted=bool(feed < FEED_CONSENT), source="sign-up")
        if self.contacts.has_phone[person]:
            yield self.consent(person, "sms", "offers", at, is_granted=bool(sms < SMS_CONSENT), source="sign-up")

    def consent(self, person: int, channel: str, topic: str, at: int, *, is_granted: bool, source: str) -> Row:
        stated_at = calendar.iso_of(at)
        return {
            "consent_id": f"c{person + 1:06d}-{channel}-{topic}-{stated_at}",
            "user_id": self.people.user_id(person),
            "channel": channel,
            "topic": topic,
            "is_granted": is_granted,
            "stated_at": stated_at,
            "source": source,
        }
