"""Reads what people declare in YAML 1.2 (campaigns, policy, feeds) into typed models, with errors that say where and how."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from roundtrip import settings
from roundtrip.domain.campaign import Campaign
from roundtrip.domain.feed import Feed
from roundtrip.domain.policy import Policy

Model = TypeVar("Model", bound=BaseModel)


class DeclarationError(ValueError):
    """One or more faults in declared files; each line names file, field and remedy."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def read(path: Path, model: type[Model]) -> Model:
    """One YAML file as a model; raises DeclarationError that lists every fault of the file."""
    try:
        content: Any = YAML(typ="safe", pure=True).load(path)
    except (YAMLError, UnicodeDecodeError) as error:
        raise DeclarationError([f"{path.name}: not readable as YAML: {error}"]) from error
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise DeclarationError([_sentence(path, fault) for fault in error.errors()]) from error


def _sentence(path: Path, fault: Any) -> str:
    field = ".".join(str(part) for part in fault["loc"]) or "the file"
    remedy = {
        "extra_forbidden": "unknown key; remove it or correct its spelling",
        "missing": "is missing; add it",
    }.get(fault["type"], fault["msg"].removeprefix("Value error, "))
    return f"{path.name}: {field}: {remedy}"


def policy(folder: Path | None = None) -> Policy:
    return read((folder or settings.load().include) / "policy.yml", Policy)


def campaign_files(folder: Path | None = None) -> list[Path]:
    """Every campaign file, discovered by folder: no registry to edit."""
    return sorted(((folder or settings.load().include) / "campaigns").glob("*.yml"))


def campaigns(folder: Path | None = None) -> tuple[list[Campaign], list[str]]:
    """All readable campaigns, and the faults of the others: a bad campaign stops alone."""
    good, faults = campaigns_by_file(folder)
    return list(good.values()), faults


def campaigns_by_file(folder: Path | None = None) -> tuple[dict[str, Campaign], list[str]]:
    """The same, each under the name of its file. A file may be renamed; of two with one id the first counts."""
    good: dict[str, Campaign] = {}
    faults: list[str] = []
    for path in campaign_files(folder):
        try:
            campaign = read(path, Campaign)
        except DeclarationError as error:
            faults += error.faults
            continue
        if campaign.id in [other.id for other in good.values()]:
            faults.append(f"{path.name}: id: {campaign.id!r} is taken by another file; ids are permanent and unique")
            continue
        good[path.name] = campaign
    return good, faults


def feeds(folder: Path | None = None) -> list[Feed]:
    """Every contract of include/feeds, by name; raises DeclarationError with all faults of all files."""
    found: list[Feed] = []
    faults: list[str] = []
    for path in sorted(((folder or settings.load().include) / "feeds").glob("*.yml")):
        try:
            feed = read(path, Feed)
        except DeclarationError as error:
            faults += error.faults
            continue
        if feed.name != path.stem:
            faults.append(f"{path.name}: feed: {feed.name!r} is not the file's name; write `feed: {path.stem}`")
        found.append(feed)
    if faults:
        raise DeclarationError(faults)
    return found
