"""The sources of installs: how many come from each, how many of them stay, how many buy, at what cost."""

from __future__ import annotations

from dataclasses import dataclass

ORGANIC, REFERRAL, PAID = "organic", "referral", "paid"


@dataclass(frozen=True)
class Campaign:
    """An advertising campaign of a partner."""

    name: str
    share: float
    adsets: tuple[str, ...]
    creatives: tuple[str, ...]
    is_broken_down: bool = True
    """Whether the network says what each ad set and creative cost."""


@dataclass(frozen=True)
class Source:
    """Organic, referral, or one paid partner."""

    name: str
    source_type: str
    share: float
    """Of all installs."""
    stays: float
    """Share of its people who are still there after the first days."""
    buys: float
    """Share of its people who are buyers at all."""
    cost_per_install_minor: int | None = None
    clicks_per_install: float = 0
    impressions_per_click: float = 0


SOURCES = (
    Source("organic", ORGANIC, 0.42, stays=0.23, buys=0.17),
    Source("referral", REFERRAL, 0.10, stays=0.31, buys=0.24),
    Source("google", PAID, 0.20, 0.20, 0.17, cost_per_install_minor=310, clicks_per_install=7, impressions_per_click=24),
    Source("meta", PAID, 0.17, 0.17, 0.13, cost_per_install_minor=240, clicks_per_install=9, impressions_per_click=70),
    Source("tiktok", PAID, 0.11, 0.08, 0.04, cost_per_install_minor=140, clicks_per_install=14, impressions_per_click=110),
)  # fmt: skip

CAMPAIGNS = {
    "google": (
        Campaign("brand_search", 0.4, ("exact", "broad"), ("text_a", "text_b"), is_broken_down=False),
        Campaign("app_autumn", 0.6, ("in_market", "similar"), ("video_15s", "banner_blue")),
    ),
    "meta": (
        Campaign("lookalike_buyers", 0.55, ("lookalike_1", "lookalike_5"), ("carousel", "story_gift")),
        Campaign("autumn_broad", 0.45, ("everyone",), ("reel_unboxing", "story_gift")),
    ),
    "tiktok": (Campaign("spark_creators", 1.0, ("fans", "under_25"), ("creator_mia", "creator_jo", "trend_cut")),),
}

CHANNELS = {
    "google": ("Search", "YouTube", "Display"),
    "meta": ("Instagram", "Facebook", "Audience Network"),
    "tiktok": ("TikTok",),
}
"""Where in a partner's network an ad was seen."""
