"""What things need before they work: segments and reports their feeds, channels addresses and consents, campaigns all of these.

Everything is read from what is declared: contracts, the meta.feeds of dbt's models, campaign files. No feed is named here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from roundtrip import declared, settings
from roundtrip.domain.campaign import Campaign, Kind, Mode
from roundtrip.domain.feed import Feed
from roundtrip.domain.suppresses import ACCOUNT, ADDRESS_OF_CHANNEL

Need = frozenset[str]
"""Feeds of which any one will do."""
CONSENT = {"channel", "topic", "is_granted"}
"""Columns by which a feed states consents."""


@dataclass(frozen=True)
class Want:
    """Something that works once each of its needs is met."""

    kind: str
    """segment, report, channel or campaign."""
    name: str
    needs: frozenset[Need]

    def lacks(self, present: set[str]) -> list[Need]:
        """The needs that no feed of those present meets."""
        return sorted((need for need in self.needs if not need & present), key=sorted)


def wants(feeds: Sequence[Feed]) -> list[Want]:
    """Everything declared that needs feeds; faults of campaign files are another's business."""
    models = settings.load().dbt_project / "models"
    segments = dict(_declared(models / "segments", "seg_"))
    consents = frozenset(feed.name for feed in feeds if feed.columns.keys() >= CONSENT)
    channels = _channels([feed for feed in feeds if feed.name not in consents])
    campaigns, _ = declared.campaigns()
    active = [campaign for campaign in campaigns if campaign.mode not in (Mode.DRAFT, Mode.PAUSED)]
    return [
        *(Want("segment", name, needs) for name, needs in segments.items()),
        *(Want("report", name, needs) for name, needs in _declared(models / "results", "rpt_")),
        *(Want("channel", name, frozenset({addresses, consents})) for name, addresses in channels.items()),
        *(Want("campaign", c.id, _of_campaign(c, segments, channels, consents)) for c in active),
    ]


def _declared(folder: Path, prefix: str) -> Iterator[tuple[str, frozenset[Need]]]:
    """Models that say in config.meta.feeds what they live on: all of it."""
    for path in sorted(folder.glob(f"{prefix}*.yml")):
        for model in YAML(typ="safe", pure=True).load(path)["models"]:
            if named := model.get("config", {}).get("meta", {}).get("feeds"):
                yield model["name"].removeprefix("seg_"), frozenset(frozenset({feed}) for feed in named)


def _channels(feeds: Sequence[Feed]) -> dict[str, Need]:
    """By channel: the feeds that bring somebody's addresses for it. Of the app's own channels that is whoever names accounts."""
    return {
        channel: frozenset(feed.name for feed in feeds if _brings(feed, kind))
        for channel, kind in ADDRESS_OF_CHANNEL.items()
    }


def _brings(feed: Feed, kind: str) -> bool:
    if kind == ACCOUNT:
        return feed.identifying("user_id") is not None
    return kind in {column.type for column in feed.addresses.values()}


def _of_campaign(
    campaign: Campaign, segments: dict[str, frozenset[Need]], channels: dict[str, Need], consents: Need
) -> frozenset[Need]:
    """Its segment's feeds and those of the channels it speaks on; only marketing waits for consents."""
    needs = segments.get(campaign.segment, frozenset())
    for step in campaign.send_steps:
        needs |= {channels[step.send], consents} if campaign.kind is Kind.MARKETING else {channels[step.send]}
    return needs
