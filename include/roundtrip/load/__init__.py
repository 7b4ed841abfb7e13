"""From landing files to schema raw: read, check, quarantine, COPY."""

from roundtrip.declared import feeds
from roundtrip.domain.feed import Feed
from roundtrip.load.example import example_faults
from roundtrip.load.landing import unclaimed
from roundtrip.load.night import OvertakenNight, closed_on, load_night
from roundtrip.load.report import FeedReport, LoadReport
from roundtrip.load.tables import ContractDrift, ensure_tables

__all__ = [
    "ContractDrift",
    "Feed",
    "FeedReport",
    "LoadReport",
    "OvertakenNight",
    "closed_on",
    "ensure_tables",
    "example_faults",
    "feeds",
    "load_night",
    "unclaimed",
]
