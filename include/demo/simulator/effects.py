"""The true effect of a message, known because it is written here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import exp

import numpy as np

from demo.simulator.columns import Floats


@dataclass(frozen=True)
class Effect:
    """What a message of a campaign adds to the chance of an order, absolutely, for everybody who gets it.

    Variants do not differ. A message that bounces or is never sent adds nothing.
    """

    campaign_id: str
    channel: str
    window: timedelta
    """The added order comes within it after the message."""
    opens: float
    """Share of delivered messages that a person opens."""
    if_opened: float
    """Added chance of at least one order in the window, among those who open."""
    if_unopened: float
    """Likewise among the others: they saw a subject line."""
    mean_delay: timedelta
    """From message to added order; exponential, cut off at the window."""

    @property
    def intention_to_treat(self) -> float:
        """Added chance of an order in the window for a person to whom a message was delivered, opened or not.

        It is what treated minus control measures once the window has closed, where every treated person's message was
        delivered; with a share p of them, p times this.
        """
        return self.opens * self.if_opened + (1 - self.opens) * self.if_unopened

    def share_within(self, elapsed: timedelta) -> float:
        """The part of the effect that shows this long after the message."""
        mean, window = self.mean_delay.total_seconds(), self.window.total_seconds()
        return (1 - exp(-min(elapsed.total_seconds(), window) / mean)) / (1 - exp(-window / mean))

    def delays(self, uniform: Floats) -> Floats:
        """Seconds from message to added order, by inversion of share_within."""
        mean, window = self.mean_delay.total_seconds(), self.window.total_seconds()
        delays: Floats = -mean * np.log1p(-uniform * (1 - np.exp(-window / mean)))
        return delays


EFFECTS = {
    effect.campaign_id: effect
    for effect in (
        Effect(
            campaign_id="win_back",
            channel="email",
            window=timedelta(days=7),
            opens=0.55,
            if_opened=0.16,
            if_unopened=0.01,
            mean_delay=timedelta(hours=13),
        ),
        Effect(
            campaign_id="onboarding",
            channel="push",
            window=timedelta(days=3),
            opens=0.32,
            if_opened=0.12,
            if_unopened=0.005,
            mean_delay=timedelta(hours=11),
        ),
    )
}
