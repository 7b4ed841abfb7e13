"""Sections of summary.json about who comes back and how far people get, from schema results."""

from __future__ import annotations

from roundtrip.measure.summary.part import Part


class Retention(Part):
    """People whose first day lies at least `day_number` whole days back."""

    day_number: int
    people: int
    returned: int
    """Active on exactly that day."""
    returned_later: int
    """Active on that day or after it."""


class FunnelReach(Part):
    """Entries whose time for the whole funnel is over, and how many of them took the step."""

    funnel: str
    step: int
    step_id: str
    entered: int
    reached: int
