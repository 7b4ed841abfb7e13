"""App events to load: the same rows as a landing file and as a CSV that is ready for COPY."""

from __future__ import annotations

import csv
import os
import random
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

AS_OF = date(2026, 11, 10)
START = datetime(2026, 10, 20, tzinfo=UTC)
EVENTS = ("app_opened", "screen_viewed", "product_viewed", "cart_updated", "checkout_completed")
PLACES = (
    ("DE", "BE", "Berlin", "de"),
    ("DE", "NW", "Köln", "de"),
    ("FR", "IDF", "Paris", "fr"),
    ("US", "NY", "New York", "en"),
)
COLUMNS = ("event_id", "event", "user_id", "anonymous_id", "device_id", "occurred_at", "screen", "platform", "os_version",
           "app_version", "language", "country", "region", "city", "message_id", "properties")  # fmt: skip
OURS = {"content_hash": "ready", "batch_id": 1, "line": 1, "known_as_of": AS_OF}


def write(landing: Path, rows: int, ready: Path | None = None) -> None:
    """`rows` events as landing/app_events/events.ndjson, and as a CSV of raw.app_events' columns."""
    path = landing / "app_events" / "events.ndjson"
    path.parent.mkdir(parents=True)
    with path.open("wb") as landed, (ready or Path(os.devnull)).open("w", newline="") as copied:
        table = csv.writer(copied)
        for event in _events(rows):
            landed.write(orjson.dumps(event) + b"\n")
            if ready:
                cells = (
                    event | {"properties": orjson.dumps(event["properties"]).decode()}
                    if "properties" in event
                    else event
                )
                table.writerow([*(cells.get(name, "") for name in COLUMNS), *OURS.values()])
    os.utime(path, (START.timestamp(), START.timestamp()))  # it lies there for long


def _events(rows: int) -> Iterator[dict[str, Any]]:
    dice = random.Random(7)
    for number in range(rows):
        country, region, city, language = dice.choice(PLACES)
        person = dice.randrange(rows // 10 + 1)
        event: dict[str, Any] = {
            "event_id": str(uuid.UUID(int=dice.getrandbits(128), version=4)),
            "event": dice.choice(EVENTS),
            "user_id": f"u-{person}",
            "device_id": f"d-{person:08x}",
            "occurred_at": (START + timedelta(seconds=dice.randrange(20 * 86_400))).isoformat().replace("+00:00", "Z"),
            "screen": "product",
            "platform": "ios",
            "app_version": "5.2.0",
            "language": language,
            "country": country,
            "region": region,
            "city": city,
        }
        if number % 3 == 0:
            event["properties"] = {
                "sku": f"sku-{dice.randrange(500)}",
                "quantity": dice.randrange(5),
                "price": dice.randrange(9999) / 100,
            }
        yield event
