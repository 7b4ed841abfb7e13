"""Draws where each person comes from: source, campaign, creative, and who referred them."""

from __future__ import annotations

import numpy as np

from demo.simulator.columns import Flags, Floats, Ints
from demo.simulator.sources import CAMPAIGNS, REFERRAL, SOURCES

LAUNCH_ORGANIC = 0.70
"""Share of the launch's people who are organic whatever draws the others."""


def draw_origins(rng: np.random.Generator, is_launch: Flags) -> tuple[Ints, Ints, Ints]:
    people = len(is_launch)
    source = rng.choice(len(SOURCES), people, p=[s.share for s in SOURCES])
    source = np.where(is_launch & (rng.random(people) < LAUNCH_ORGANIC), 0, source)
    campaign, creative = np.zeros(people, dtype=np.int64), np.zeros(people, dtype=np.int64)
    for code, place in enumerate(SOURCES):
        here = np.flatnonzero(source == code)
        campaigns = CAMPAIGNS.get(place.name, ())
        if campaigns:
            campaign[here] = rng.choice(len(campaigns), len(here), p=[c.share for c in campaigns])
            creative[here] = rng.integers(0, [len(campaigns[c].creatives) for c in campaign[here]])
    return source, campaign, creative


def draw_adsets(rng: np.random.Generator, source: Ints, campaign: Ints) -> Ints:
    """Position in the campaign's ad sets; 0 where the source has no campaign."""
    adset = np.zeros(len(source), dtype=np.int64)
    for code, place in enumerate(SOURCES):
        for number, chosen in enumerate(CAMPAIGNS.get(place.name, ())):
            here = np.flatnonzero((source == code) & (campaign == number))
            adset[here] = rng.integers(0, len(chosen.adsets), len(here))
    return adset


def by_source(source: Ints, values: list[float]) -> Floats:
    return np.array(values)[source]


def draw_referrers(rng: np.random.Generator, source: Ints) -> Ints:
    """Somebody who came before: people are ordered by the day of their installation within launch and later."""
    people = np.arange(len(source))
    is_referred = (np.array([s.source_type for s in SOURCES])[source] == REFERRAL) & (people > 0)
    return np.where(is_referred, (rng.random(len(source)) * people).astype(np.int64), -1)
