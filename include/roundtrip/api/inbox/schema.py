"""docs/inbox.schema.json: what the api says to the app and the app to the api, version 1."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic.json_schema import models_json_schema

from roundtrip import settings
from roundtrip.domain.inbox import Feed, Messages, Receipts


def schema_file() -> Path:
    return settings.PROJECT / "docs" / "inbox.schema.json"


def inbox_schema() -> str:
    """JSON Schema of every body, as text; the same for the same code. `$defs` has Messages, Feed and Receipts."""
    _, schema = models_json_schema(
        [(Messages, "serialization"), (Feed, "serialization"), (Receipts, "validation")],
        title="Roundtrip inbox, version 1",
        description="Messages: GET /inbox/messages and /inbox/placements/{placement}. Feed: GET /inbox/feed. Receipts: POST /inbox/receipts.",
    )
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
