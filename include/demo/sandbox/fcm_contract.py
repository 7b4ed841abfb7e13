"""Checks a body of POST messages:send against Google's own description of it (fcm_v1.json, the discovery document)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SCHEMAS: dict[str, Any] = json.loads(Path(__file__).with_name("fcm_v1.json").read_text(encoding="utf-8"))["schemas"]
TARGETS = ("fid", "token", "topic", "condition")
PAYLOAD_LIMIT = 4096
RESERVED = re.compile(r"from|message_type|google\..*|gcm\.notification\..*")
LONGEST_TTL_SECONDS = 4 * 7 * 86_400
_DURATION = re.compile(r"\d+(\.\d{1,9})?s")
_PYTHON_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": (int, str),  # protobuf's JSON writes 64-bit integers as text and reads both
    "number": (int, float),
    "array": list,
    "object": dict,
}

Violation = tuple[str, str]
"""(field path, description), as in google.rpc.BadRequest.FieldViolation."""


def violations(body: Any) -> list[Violation]:
    """Everything FCM would refuse in this body; empty when it would take it."""
    found = list(_check(body, {"$ref": "SendMessageRequest"}, ""))
    return found or list(_check_message(body.get("message")))


def _check_message(message: Any) -> Iterator[Violation]:
    if not message:
        yield "message", "The message is not set."
        return
    if sum(target in message for target in TARGETS) != 1:
        yield "message", "Exactly one of fid, token, topic or condition must be set."
    payload = {key: message[key] for key in ("data", "notification") if key in message}
    if len(json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()) > PAYLOAD_LIMIT:
        yield "message", f"Message is too big: data and notification may take {PAYLOAD_LIMIT} bytes."
    yield from _check_prose(message)


def _check_prose(message: dict[str, Any]) -> Iterator[Violation]:
    """What Google's document says in its descriptions only."""
    for key in message.get("data", {}):
        if RESERVED.fullmatch(key):
            yield "message.data", f"Invalid data payload key: {key}"
    android = message.get("android", {})
    if float(android.get("ttl", "0s").removesuffix("s")) > LONGEST_TTL_SECONDS:
        yield "message.android.ttl", f"Invalid ttl: at most {LONGEST_TTL_SECONDS} s."
    lights = android.get("notification", {}).get("light_settings")
    for field in ("color", "light_on_duration", "light_off_duration"):
        if lights is not None and field not in lights and _camel(field) not in lights:
            yield f"message.android.notification.light_settings.{field}", "The field is required."


def _check(value: Any, schema: dict[str, Any], path: str) -> Iterator[Violation]:
    if reference := schema.get("$ref"):
        schema = SCHEMAS[reference]
    kind = schema.get("type", "any")
    if kind == "any":
        return
    if not isinstance(value, _PYTHON_TYPES[kind]) or (isinstance(value, bool) and kind != "boolean"):
        yield path, f"Invalid value at '{path}' ({kind})."
    elif kind == "object":
        yield from _check_fields(value, schema, path)
    elif kind == "array":
        for position, item in enumerate(value):
            yield from _check(item, schema["items"], f"{path}[{position}]")
    elif "enum" in schema and value.upper() not in schema["enum"]:
        yield path, f"Invalid value at '{path}' (one of {', '.join(schema['enum'])})."
    elif schema.get("format") == "google-duration" and not _DURATION.fullmatch(value):
        yield path, f"Invalid value at '{path}' (a duration such as 3.5s)."


def _check_fields(value: dict[str, Any], schema: dict[str, Any], path: str) -> Iterator[Violation]:
    properties = schema.get("properties", {})
    for name, item in value.items():
        field = f"{path}.{name}" if path else name
        inner = properties.get(_camel(name), schema.get("additionalProperties"))
        if inner is None:
            yield field, f"Invalid JSON payload received. Unknown name \"{name}\" at '{path}': Cannot find field."
        else:
            yield from _check(item, inner, field)


def _camel(name: str) -> str:
    """protobuf's JSON takes a field by its proto name and by its camel-case name."""
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)
