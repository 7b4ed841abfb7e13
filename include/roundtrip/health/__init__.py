"""How the warehouse is: feed by feed, how well they join, whom each channel reaches, and what to ask for next.

results/     the figures, as dbt left them: one SQL file a section, read as a BI reader
health       those figures as one thing, with lateness against the contracts
wants        what segments, reports, channels and campaigns need, as they are declared
advice       the one export to ask for next, and why
terminal     all of it as text
"""

from roundtrip.health.health import Health, health
from roundtrip.health.terminal import terminal

__all__ = ["Health", "health", "terminal"]
