"""Numbers, money, dates and the project's terms as a person reads them. Every function returns plain text, not HTML."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

UNKNOWN = "–"
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}
DECIMALS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "BHD": 3, "KWD": 3, "TND": 3}
"""Digits of the minor unit where they are not two (ISO 4217)."""

REASONS = {
    "send": "to be sent to",
    "global_control": "left alone (global control)",
    "holdout": "left alone (holdout)",
    "no_consent": "did not agree to it",
    "suppressed": "address blocked",
    "unreachable": "no address or device",
    "already_received": "had it before",
    "recent": "heard from it lately",
    "capped": "enough messages already",
    "quiet_hours": "only quiet hours left",
    "lower_priority": "another campaign came first",
    "audience_out_of_bounds": "audience too small or too large",
    "stale_data": "data came late",
    "no_content": "nothing to say",
    "converted": "has done it already",
    "exited": "left on the way",
    "paused": "campaign paused",
    "expired": "too late",
}
VERDICTS = {"better": "better", "worse": "worse", "inconclusive": "too early to say", "invalid": "cannot be judged"}
COMPARISONS = {"holdout": "its holdout", "global_control": "no marketing"}
POPULATIONS = {"assigned": "everyone assigned", "would_send": "reachable"}


def count(number: float | None) -> str:
    return UNKNOWN if number is None else _signs(f"{number:,.0f}")


def decimal(number: float | None, digits: int = 1) -> str:
    return UNKNOWN if number is None else _signs(f"{number:,.{digits}f}")


def signed(number: float | None, digits: int = 0) -> str:
    return UNKNOWN if number is None else _signs(f"{number:+,.{digits}f}")


def percent(share: float | None, digits: int = 1) -> str:
    return UNKNOWN if share is None else _signs(f"{100 * share:.{digits}f} %")


def p_value(p: float | None) -> str:
    if p is None:
        return UNKNOWN
    return "< 0.001" if p < 0.001 else f"{p:.3f}"  # noqa: PLR2004


def major(minor: float, currency: str) -> float:
    """Minor units (cents) as the currency's own unit."""
    return float(minor) / float(10 ** DECIMALS.get(currency, 2))


def money(minor: float | None, currency: str, digits: int = 0) -> str:
    """€1,240 from 124000; a currency without a well-known sign stands after the amount."""
    if minor is None:
        return UNKNOWN
    amount = major(minor, currency)
    if symbol := SYMBOLS.get(currency):
        return _signs(f"{'-' if round(amount, digits) < 0 else ''}{symbol}{abs(amount):,.{digits}f}")
    return _signs(f"{amount:,.{digits}f} {currency}")


def day(value: date | str) -> str:
    on = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{on.day} {on:%B %Y}"


def short_day(value: date | str) -> str:
    on = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{on.day} {on:%b}"


def moment(value: str, timezone: str) -> str:
    at = datetime.fromisoformat(value).astimezone(ZoneInfo(timezone))
    return f"{at.day} {at:%b, %H:%M}"


def seconds(value: float | None) -> str:
    if value is None:
        return UNKNOWN
    return f"{value:.1f} s" if value < 60 else f"{int(value // 60)} min {int(value % 60)} s"  # noqa: PLR2004


def plural(number: int, one: str, many: str | None = None) -> str:
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def event(name: str, number: float = 2) -> str:
    """Who did it: conversions count people. An event without a word of its own makes a conversion."""
    word = {"order_placed": "buyer"}.get(name, "conversion")
    return word if number == 1 else word + "s"


def reason(name: str) -> str:
    return REASONS.get(name, name.replace("_", " "))


def _signs(text: str) -> str:
    return text.replace("-", "−")
