"""One fact about one message, whoever reported it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

import orjson

LONGEST_ID = 200


class UnreadableBody(ValueError):
    """A body whose signature held and which is not what its sender is known to send. No repetition makes it better."""


@dataclass(frozen=True)
class Fact:
    """What crm.feedback keeps, and what follows from it for the person and the address."""

    feedback_id: str
    """The reporter's own id of the event: a repeat has the same."""
    message_id: UUID
    kind: str
    occurred_at: datetime
    is_machine: bool = False
    """An open by a mail reader's prefetch, not by a human."""
    refuses: Literal["topic", "everything"] | None = None
    """Consent the person takes back: to the message's topic, or to every topic of its channel."""
    suppresses: Literal["bounced", "complained"] | None = None
    """Why the address must not be written to again."""


@dataclass(frozen=True)
class Refusal:
    """Somebody who has this address wants no more on these channels."""

    address_hash: str
    channels: tuple[str, ...]
    at: datetime
    source: str


class Oddity(StrEnum):
    """An event that is no fact of ours; it is counted, and the others of its body go on."""

    FAULTY = "faulty"  # not what its sender is known to send
    FOREIGN = "foreign"  # about nothing we sent, or of a kind nobody asks for


class NotOurs(ValueError):
    """The event is in order and about something else."""


Readings = Iterator[Fact | Refusal | Oddity]


def read_each(body: bytes, fact: Callable[[dict[str, Any]], Fact | Refusal]) -> Readings:
    """What `fact` makes of each item of a JSON list, which may raise NotOurs, KeyError or ValueError; raises UnreadableBody."""
    for item in listed(body):
        try:
            yield fact(item) if isinstance(item, dict) else Oddity.FAULTY
        except NotOurs:
            yield Oddity.FOREIGN
        except (KeyError, ValueError):
            yield Oddity.FAULTY


def listed(body: bytes) -> list[Any]:
    """The items of a JSON list; raises UnreadableBody."""
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        content = _mended(body)
    if not isinstance(content, list):
        raise UnreadableBody(f"a JSON list was expected, not {type(content).__name__}")
    return content


def _mended(body: bytes) -> Any:
    """One event that quotes a mail server in Latin-1, or half a character, must not take the others along."""
    try:
        return json.loads(body.decode(errors="replace"))
    except (ValueError, RecursionError) as error:
        raise UnreadableBody(f"no JSON: {error}") from error


def event_id(given: Any) -> str:
    """An id fit to be a key; raises ValueError."""
    if not isinstance(given, str) or not 0 < len(given) <= LONGEST_ID or not given.isprintable():
        raise ValueError("no usable id")
    return given


def instant(given: Any) -> datetime:
    """Seconds since the epoch, or ISO 8601 with a zone, as UTC; raises ValueError."""
    if isinstance(given, int | float) and not isinstance(given, bool):
        try:
            return datetime.fromtimestamp(given, UTC)
        except (OverflowError, OSError) as error:
            raise ValueError("no usable time") from error
    at = datetime.fromisoformat(str(given))
    if at.tzinfo is None:
        raise ValueError("a time needs a zone")
    try:
        return at.astimezone(UTC)
    except OverflowError as error:  # the first or last day there is, in a zone that lies beyond
        raise ValueError("no usable time") from error
