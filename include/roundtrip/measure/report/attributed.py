"""What touches are credited with: the models side by side by channel, and each campaign's credit beside what it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from roundtrip.measure.report import words
from roundtrip.measure.report.plots.forest import Interval, forest
from roundtrip.measure.report.plots.spread import Spread, spread

Row = Mapping[str, Any]
Rows = Sequence[Row]
MODELS = {
    "first": "First",
    "last": "Last",
    "last_non_direct": "Last not direct",
    "linear": "Linear",
    "position_based": "Position",
    "time_decay": "Time decay",
    "markov": "Markov",
}
GOALS = {"order": "Orders", "first_purchase": "First purchases", "subscription_start": "Begun subscriptions"}
NOTHING_BEFORE = "none"
READ_FIRST = "last"
"""The model most tools show; the gap is drawn for it."""
SECONDS_A_DAY = 86_400


@dataclass(frozen=True)
class Channel:
    """One channel of a goal; `credited` by model, absent where no night has scored it."""

    name: str
    credited: Mapping[str, float]
    assist: Row | None
    """None for conversions nothing came before."""

    @property
    def days(self) -> float | None:
        """Mean days from its first touch to the conversion."""
        return self.assist["seconds"] / self.assist["conversions"] / SECONDS_A_DAY if self.assist else None

    @property
    def touches(self) -> float | None:
        """Mean number of touches in the paths it is part of."""
        return self.assist["touches"] / self.assist["conversions"] if self.assist else None


@dataclass(frozen=True)
class GoalView:
    heading: str
    channels: Sequence[Channel]
    provisional: float
    """Share of the conversions whose day is not closed."""
    paths: Rows
    plot: Markup | None


def goals(night: Row) -> list[GoalView]:
    """Those that were reached at all, orders first."""
    return [_goal(night, number, goal) for number, goal in enumerate(GOALS) if _of(night["attribution"], goal)]


def gap_plot(rows: Rows) -> Markup | None:
    """People each campaign won, with their interval, and as ◇ those its messages are credited with."""
    drawn = [row for row in rows if _is_drawn(row)]
    if not drawn:
        return None
    unit = f"people won against those left alone; ◇ credited by {MODELS[READ_FIRST].lower()} touch"
    return forest("attribution-gap", "Credited and incremental", [_interval(row) for row in drawn], unit)


def gaps(rows: Rows) -> list[tuple[str, str, dict[str, Row]]]:
    """Campaign, metric, and its rows by model."""
    found: dict[tuple[str, str], dict[str, Row]] = {}
    for row in rows:
        found.setdefault((row["campaign_id"], row["metric"]), {})[row["model"]] = row
    return [(*key, by_model) for key, by_model in found.items()]


def _goal(night: Row, number: int, goal: str) -> GoalView:
    rows, assists = _of(night["attribution"], goal), _of(night["attribution_assists"], goal)
    by_channel = {row["channel"]: row for row in assists}
    names = sorted(
        {row["channel"] for row in rows}, key=lambda name: (name == NOTHING_BEFORE, -_most(rows, name), name)
    )
    channels = [Channel(name, _credited(rows, name), by_channel.get(name)) for name in names]
    counted = [row for row in rows if row["model"] == READ_FIRST]
    whole = sum(row["conversions"] for row in counted)
    return GoalView(
        heading=GOALS[goal],
        channels=channels,
        provisional=sum(row["provisional"] for row in counted) / whole if whole else 0.0,
        paths=_of(night["attribution_paths"], goal),
        plot=_spread(f"attribution-{number}", GOALS[goal], channels),
    )


def _of(rows: Rows, goal: str) -> list[Row]:
    return [row for row in rows if row["goal"] == goal]


def _credited(rows: Rows, channel: str) -> dict[str, float]:
    return {row["model"]: row["conversions"] for row in rows if row["channel"] == channel}


def _most(rows: Rows, channel: str) -> float:
    return max(_credited(rows, channel).values())


def _spread(name: str, heading: str, channels: Sequence[Channel]) -> Markup | None:
    known = [channel for channel in channels if channel.name != NOTHING_BEFORE]
    if not known:
        return None
    rows = [Spread(channel.name, {MODELS[m]: value for m, value in channel.credited.items()}) for channel in known]
    marked = (MODELS["first"], MODELS["last"], MODELS["markov"])
    return spread(name, f"{heading} credited to each channel", rows, marked, "conversions credited")


def _is_drawn(row: Row) -> bool:
    return row["metric"] == "conversions" and row["model"] == READ_FIRST and row["incremental_low"] is not None


def _interval(row: Row) -> Interval:
    low, mid, high = row["incremental_low"], row["incremental"], row["incremental_high"]
    figure = f"{words.signed(mid)} won, {words.count(row['attributed_in_trial'])} credited"
    return Interval(row["campaign_id"], figure, mid, low, high, low, high, row["verdict"], row["attributed_in_trial"])
