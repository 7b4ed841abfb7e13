"""docs/campaign.schema.json: what gives editors completion and squiggles while a campaign is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from roundtrip import settings
from roundtrip.domain.campaign import Campaign


def schema_file() -> Path:
    return settings.PROJECT / "docs" / "campaign.schema.json"


def campaign_schema() -> str:
    """JSON Schema of a campaign file, as text; the same for the same code."""
    schema = Campaign.model_json_schema()
    models = schema["$defs"]
    for channel in sorted(name.removesuffix("Variant") for name in models if name.endswith("Variant")):
        models[f"{channel}Step"] = _or_without_variants(models[f"{channel}Step"], models[f"{channel}Variant"])
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _or_without_variants(step: dict[str, Any], variant: dict[str, Any]) -> dict[str, Any]:
    """A step that is not tested writes its content on the step itself."""
    frame = {name: shape for name, shape in step["properties"].items() if name != "variants"}
    short = {
        **step,
        "properties": {**frame, **variant["properties"]},
        "required": [*(name for name in step["required"] if name != "variants"), *variant.get("required", [])],
    }
    return {"anyOf": [step, short]}
