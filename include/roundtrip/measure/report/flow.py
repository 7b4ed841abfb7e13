"""The way from segment to outcome, as bars: who was in the segment, why some were not written to, what became of the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from roundtrip.measure.report import words

Row = Mapping[str, Any]

STATES = {
    "planned": "waiting for its time",
    "claimed": "being sent",
    "in_flight": "being sent",
    "accepted": "accepted by the provider",
    "rejected": "refused by the provider",
    "uncertain": "nobody knows whether it arrived",
    "presumed_unsent": "presumed not sent",
    "suppressed": "stopped before sending",
    "expired": "too late to send",
}
RESPONSES = (
    ("delivered", "delivered"),
    ("received", "shown on the device"),
    ("opened", "opened by a person"),
    ("clicked", "clicked"),
    ("unsubscribed", "unsubscribed"),
    ("bounced", "bounced"),
    ("complained", "complained"),
)


@dataclass(frozen=True)
class Bar:
    """One line: `start` and `length` are shares of the longest bar; `tonight` is None where a night has no own count."""

    label: str
    so_far: int
    tonight: int | None
    start: float
    length: float
    tone: str
    """whole | left_out | kept | good | trouble"""


def flow(
    decisions: Sequence[Row], outcomes: Sequence[Row], feedback: Sequence[Row], performance: Sequence[Row]
) -> list[Bar]:
    """Bars from top to bottom; empty where nothing was ever decided."""
    total = sum(row["so_far"] for row in decisions)
    if not total:
        return []
    bars = [Bar("in the segment", total, sum(row["tonight"] for row in decisions), 0, 1, "whole")]
    bars += _left_out(decisions, total)
    bars += [_plain(label, number, total, tone) for label, number, tone in _became(outcomes, feedback, performance)]
    return bars


def _left_out(decisions: Sequence[Row], total: int) -> list[Bar]:
    """Each reason takes its piece off the right end; what remains is to be sent to."""
    bars: list[Bar] = []
    remaining = total
    by_reason: dict[str, list[int]] = {}
    for row in decisions:
        counts = by_reason.setdefault(row["reason"], [0, 0])
        counts[0] += row["so_far"]
        counts[1] += row["tonight"]
    send = by_reason.pop("send", [0, 0])
    for reason, (so_far, tonight) in sorted(by_reason.items(), key=lambda item: (-item[1][0], item[0])):
        remaining -= so_far
        bars.append(Bar(words.reason(reason), so_far, tonight, remaining / total, so_far / total, "left_out"))
    return [*bars, Bar(words.reason("send"), send[0], send[1], 0, send[0] / total, "kept")]


def _became(outcomes: Sequence[Row], feedback: Sequence[Row], performance: Sequence[Row]) -> list[tuple[str, int, str]]:
    found: list[tuple[str, int, str]] = []
    is_shadow = any(row["mode"] == "shadow" for row in outcomes)
    for state, label in STATES.items():
        messages = sum(row["messages"] for row in outcomes if row["state"] == state)
        if messages:
            tone = "kept" if state in ("accepted", "planned", "claimed", "in_flight") else "trouble"
            found.append(
                ("planned in shadow, not to be sent" if is_shadow and state == "planned" else label, messages, tone)
            )
    for kind, label in RESPONSES:
        messages = sum(row["messages"] for row in feedback if row["kind"] == kind and not row["is_machine"])
        if messages:
            found.append((label, messages, "trouble" if kind in ("unsubscribed", "bounced", "complained") else "good"))
    conversions = sum(row["conversions"] for row in performance)
    return [*found, ("converted afterwards", conversions, "good")] if conversions else found


def _plain(label: str, number: int, total: int, tone: str) -> Bar:
    return Bar(label, number, None, 0, number / total, tone)
