"""What a campaign may know of its segment without asking the database: that the model exists, and its columns."""

from __future__ import annotations

from pathlib import Path

from ruamel.yaml import YAML

from roundtrip import settings

KEYS = frozenset({"person_id", "unit_id", "occurrence_id", "due_at", "expires_at"})
"""Columns that say who and when; every further one is a placeholder."""


def segment_names() -> set[str]:
    return {path.stem.removeprefix("seg_") for path in _folder().glob("seg_*.sql")}


def segment_placeholders(segment: str) -> set[str]:
    """The placeholders of a segment: the columns its .yml describes, but for its keys."""
    described = _columns(_folder() / f"seg_{segment}.yml", f"seg_{segment}")
    return described - KEYS


def _columns(path: Path, model: str) -> set[str]:
    if not path.exists():
        return set()
    content = YAML(typ="safe", pure=True).load(path)
    return {column["name"] for found in content["models"] if found["name"] == model for column in found["columns"]}


def _folder() -> Path:
    return settings.load().dbt_project / "models" / "segments"
