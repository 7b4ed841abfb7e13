"""What a night came to: lift, budget, attribution, summary.json, the report, and a few lines for the terminal."""

from roundtrip.measure.attribution.effects import score_channels
from roundtrip.measure.budget.score import propose_budget
from roundtrip.measure.measure import measure
from roundtrip.measure.report import report
from roundtrip.measure.summary import summary
from roundtrip.measure.terminal import terminal

__all__ = ["measure", "propose_budget", "report", "score_channels", "summary", "terminal"]
