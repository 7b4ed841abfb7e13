"""Small values people write in YAML: durations, shares, texts by language, time zones."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

IDENTIFIERS = ("user_id", "anonymous_id", "device_id", "web_cookie", "email", "phone", "loyalty_card")
Identifier = Literal["user_id", "anonymous_id", "device_id", "web_cookie", "email", "phone", "loyalty_card"]
"""Kinds of identifiers; e-mail and phone name by their keyed hash."""

_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_DURATION = re.compile(r"(\d+)\s*(minute|hour|day|week)s?")


def _duration(value: Any) -> Any:
    if isinstance(value, str) and (match := _DURATION.fullmatch(value.strip())):
        return timedelta(**{f"{match[2]}s": int(match[1])})
    if isinstance(value, timedelta):
        return value
    raise ValueError(f"{value!r} is not a duration; write a number and minutes, hours, days or weeks, as in `14 days`")


def _share(value: Any) -> Any:
    if isinstance(value, str) and (match := _SHARE.fullmatch(value.strip())):
        return Decimal(match[1]) / 100
    if isinstance(value, Decimal):
        return value
    raise ValueError(f"{value!r} is not a share; write a percentage, as in `10%`")


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is not a time zone; write one as in `Europe/Berlin`") from error
    return name


def _texts(value: Any) -> Any:
    return {"en": value} if isinstance(value, str) else value


Duration = Annotated[
    timedelta,
    BeforeValidator(_duration),
    WithJsonSchema({"type": "string", "pattern": r"^\s*\d+\s*(minute|hour|day|week)s?\s*$", "examples": ["14 days"]}),
]
Share = Annotated[
    Decimal,
    BeforeValidator(_share),
    WithJsonSchema({"type": "string", "pattern": r"^\s*\d+(\.\d+)?\s*%\s*$", "examples": ["10%"]}),
]
Texts = Annotated[
    dict[str, str],
    BeforeValidator(_texts),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}]}),
]
"""A text by language code; a bare string is English."""
Zone = Annotated[str, AfterValidator(_zone)]
