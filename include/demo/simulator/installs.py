"""Installs as AppsFlyer's raw-data export writes them."""

from __future__ import annotations

from demo.simulator import calendar
from demo.simulator.attributes import Attributes
from demo.simulator.places import COUNTRIES, PLATFORMS
from demo.simulator.population import Population
from demo.simulator.sources import CAMPAIGNS, CHANNELS, ORGANIC, PAID, REFERRAL, SOURCES
from demo.simulator.streams import Streams
from demo.simulator.today import Row

RESTRICTED = 0.15
"""Paid installs on iOS whose network does not say where they come from."""
CLICKED = 0.86
"""Touches that were clicks; the others saw an ad and came later."""
LONGEST_TOUCH = 26 * calendar.HOUR
UNKNOWN: Row = dict.fromkeys(
    ("attributed_touch_type", "attributed_touch_time", "media_source", "campaign", "af_adset", "af_ad", "af_channel")
)
RESTRICTED_SOURCE, REFERRAL_SOURCE = "restricted", "af_app_invites"


class Installs:
    """Who installed, and what brought them as far as the networks say."""

    def __init__(self, people: Population, attributes: Attributes, streams: Streams) -> None:
        rng = streams.of("installs")
        size = len(people)
        self.people, self.attributes = people, attributes
        self._restricted = rng.random(size) < RESTRICTED
        self._clicked = rng.random(size) < CLICKED
        self._touched_before = (rng.random(size) ** 3 * LONGEST_TOUCH).astype(int)
        self._channel = rng.random(size)

    def row(self, person: int, app_version: str) -> Row:
        home = self.attributes.city(person)
        return {
            "appsflyer_id": f"i{person + 1:06d}",
            "install_time": written(int(self.people.installed_at[person])),
            "event_name": "install",
            **self._attribution(person),
            "country_code": COUNTRIES[self.people.country[person]].code,
            "region": home.region,
            "city": home.name,
            "platform": PLATFORMS[self.people.platform[person]],
            "os_version": self.attributes.os_version(person),
            "app_version": app_version,
            "advertising_id": self.people.device_id(person),
            "customer_user_id": self.people.user_id(person),
            "af_referrer_customer_id": self._referrer(person),
            "is_retargeting": "false",
        }

    def _attribution(self, person: int) -> Row:
        source = SOURCES[self.people.source[person]]
        if source.source_type == ORGANIC:
            return UNKNOWN | {"media_source": ORGANIC}
        if self._is_restricted(person):
            return UNKNOWN | {"media_source": RESTRICTED_SOURCE}
        if source.source_type == REFERRAL:
            return UNKNOWN | self._touch(person, is_click=True) | {"media_source": REFERRAL_SOURCE}
        is_click = bool(self._clicked[person])
        return UNKNOWN | self._touch(person, is_click=is_click) | self._advertisement(source.name, person)

    def _touch(self, person: int, *, is_click: bool) -> Row:
        touched_at = int(self.people.installed_at[person]) - int(self._touched_before[person])
        return {
            "attributed_touch_type": "click" if is_click else "impression",
            "attributed_touch_time": written(touched_at),
        }

    def _advertisement(self, partner: str, person: int) -> Row:
        campaign, channels = CAMPAIGNS[partner][self.people.campaign[person]], CHANNELS[partner]
        return {
            "media_source": partner,
            "campaign": campaign.name,
            "af_adset": campaign.adsets[self.people.adset[person]],
            "af_ad": campaign.creatives[self.people.creative[person]],
            "af_channel": channels[int(self._channel[person] * len(channels))],
        }

    def _is_restricted(self, person: int) -> bool:
        is_paid_on_ios = (
            PLATFORMS[self.people.platform[person]] == "ios" and SOURCES[self.people.source[person]].source_type == PAID
        )
        return is_paid_on_ios and bool(self._restricted[person])

    def _referrer(self, person: int) -> str | None:
        referrer = int(self.people.referrer[person])
        return self.people.user_id(referrer) if referrer >= 0 else None


def written(at: int) -> str:
    """A time as AppsFlyer writes it, in UTC."""
    return f"{calendar.moment(at):%Y-%m-%d %H:%M:%S}"
