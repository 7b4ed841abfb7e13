"""What brings people to the shop's pages."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from demo.simulator.sources import CAMPAIGNS, ORGANIC, PAID, SOURCES
from demo.simulator.today import Row


@dataclass(frozen=True)
class Touch:
    """Columns of web_visits."""

    landing_page: str
    referrer: str | None = None
    utm_source: str | None = None
    utm_medium: str | None = None
    utm_campaign: str | None = None
    utm_content: str | None = None

    def row(self) -> Row:
        return asdict(self)


SEARCH = Touch("/", "https://search.example/")
DIRECT = Touch("/")
FRIEND = Touch("/invited", None, "friend", "referral")
PARTNER = Touch("/offers", "https://letters.example/", "partner_letter", "email", "autumn_sale", "hero")
LOGGED_IN = (DIRECT, Touch("/orders"), PARTNER)
"""Of customers who come back."""


def _advertised(source: str) -> list[Touch]:
    return [
        Touch("/app", None, source, "cpc", campaign.name, creative)
        for campaign in CAMPAIGNS[source]
        for creative in campaign.creatives
    ]


ADVERTISED = [touch for source in SOURCES if source.source_type == PAID for touch in _advertised(source.name)]
SEARCHED = 0.5
"""Of those whom nobody sent: they asked a search engine."""
OF_STRANGERS = (SEARCH, SEARCH, DIRECT, DIRECT, FRIEND, PARTNER, *ADVERTISED)


def before_install(source: int, campaign: int, creative: int, draw: float) -> Touch:
    """How somebody came to the pages who then took the app: by the same way."""
    place = SOURCES[source]
    if place.source_type == PAID:
        chosen = CAMPAIGNS[place.name][campaign]
        return Touch("/app", None, place.name, "cpc", chosen.name, chosen.creatives[creative])
    if place.source_type == ORGANIC:
        return SEARCH if draw < SEARCHED else DIRECT
    return FRIEND
