"""What a night came to: lift, summary.json, the report, and a few lines for the terminal."""

from roundtrip.measure.measure import measure

__all__ = ["measure"]
