"""The declared dimensions, checked against what the models say they have: before anything runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from roundtrip import declared, settings
from roundtrip.domain.dimension import Dimensions

FILE = "dimensions.yml"


def dimensions() -> Dimensions:
    """What include/dimensions.yml declares; raises DeclarationError that names each field that no model has."""
    found = declared.dimensions()
    if faults := _unknown_columns(found):
        raise declared.DeclarationError(faults)
    return found


def _unknown_columns(found: Dimensions) -> list[str]:
    faults = []
    for name, dimension in found.dimensions.items():
        if dimension.of != "person":
            continue
        model = dimension.model or "dim_person"
        columns = _columns(model)
        if not columns:
            faults.append(f"{FILE}: dimensions.{name}.model: there is no dbt model {model!r}; correct its name")
        elif dimension.column not in columns:
            remedy = f"write one of {', '.join(columns)}"
            faults.append(f"{FILE}: dimensions.{name}.column: {model} has no column {dimension.column!r}; {remedy}")
    return faults


def _columns(model: str) -> list[str]:
    """Columns that the .yml beside a model of marts describes; empty where there is no such model."""
    for path in (settings.load().dbt_project / "models" / "marts").glob(f"*/{model}.yml"):
        return [column["name"] for column in _described(path)["columns"]]
    return []


def _described(path: Path) -> dict[str, Any]:
    described: dict[str, Any] = YAML(typ="safe", pure=False).load(path)["models"][0]
    return described
