"""Which campaigns speak to which segment, as their files say."""

from __future__ import annotations

from roundtrip import declared


def campaigns_of(segment: str) -> list[str]:
    """As in `win_back (live)`; a file that cannot be read uses nothing."""
    campaigns, _ = declared.campaigns()
    return [f"{campaign.id} ({campaign.mode})" for campaign in campaigns if campaign.segment == segment]
