"""Small values people write in YAML: durations, shares, texts by language."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator

_DURATION = re.compile(r"(\d+)\s*(minute|hour|day|week)s?")


def _duration(value: Any) -> Any:
    if isinstance(value, str) and (match := _DURATION.fullmatch(value.strip())):
        return timedelta(**{f"{match[2]}s": int(match[1])})
    if isinstance(value, timedelta):
        return value
    raise ValueError(f"{value!r} is not a duration; write a number and minutes, hours, days or weeks, as in `14 days`")


def _share(value: Any) -> Any:
    if isinstance(value, str) and value.strip().endswith("%"):
        return Decimal(value.strip().removesuffix("%").strip()) / 100
    if isinstance(value, Decimal):
        return value
    raise ValueError(f"{value!r} is not a share; write a percentage, as in `10%`")


def _texts(value: Any) -> Any:
    return {"en": value} if isinstance(value, str) else value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Share = Annotated[Decimal, BeforeValidator(_share)]
Texts = Annotated[dict[str, str], BeforeValidator(_texts)]
"""A text by language code; a bare string is English."""
