"""Reads what people declare in YAML 1.2 (campaigns, policy, feeds) into typed models, with errors that say where and how."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import ConstructorError, SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import ScalarNode

from roundtrip import settings
from roundtrip.domain.campaign import Campaign
from roundtrip.domain.dimension import Dimensions
from roundtrip.domain.drop import Drop
from roundtrip.domain.feed import Feed
from roundtrip.domain.funnel import Funnel
from roundtrip.domain.policy import Policy
from roundtrip.domain.provider import AnyProvider, Provider

Model = TypeVar("Model", bound=BaseModel)
Carrier = TypeVar("Carrier", Provider, Drop)
NEWLINE = "\n"


class DeclarationError(ValueError):
    """One or more faults in declared files; each line names file, field and remedy."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class _Constructor(SafeConstructor):
    """A date that no calendar has is a fault with a line, as any other."""

    def construct_yaml_timestamp(self, node: ScalarNode, values: Any = None) -> Any:
        try:
            return super().construct_yaml_timestamp(node, values)
        except ValueError as error:
            raise ConstructorError(problem=f"{node.value} is no date: {error}", problem_mark=node.start_mark) from error


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", _Constructor.construct_yaml_timestamp)


def read(path: Path, model: type[Model]) -> Model:
    """One YAML file as a model; raises DeclarationError that lists every fault of the file."""
    return cast(Model, _parsed(path.read_bytes(), path.name, model))


@lru_cache(maxsize=1024)
def _parsed(content: bytes, name: str, model: type[BaseModel]) -> BaseModel:
    """A file is parsed once however often it is read: thirty contracts take a second of YAML, and a night reads them often."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Constructor
    try:
        found: Any = yaml.load(content)
    except (YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise DeclarationError([f"{name}: not readable as YAML{_where_and_why(error)}"]) from error
    try:
        return model.model_validate(found)
    except ValidationError as error:
        raise DeclarationError([f"{name}: {fault}" for fault in _faults(error.errors(), found)]) from error


def _where_and_why(error: Exception) -> str:
    if isinstance(error, MarkedYAMLError) and error.problem_mark:
        return f", line {error.problem_mark.line + 1}: {error.problem}; correct it there"
    return f": {str(error).partition(NEWLINE)[0]}"


def _faults(errors: Sequence[Any], content: Any) -> list[str]:
    """One sentence a field. Where a value may be one of several things, pydantic has a fault for each: they are joined."""
    found = [(_field(error, content), error) for error in errors]
    found.sort(key=lambda fault: fault[1]["type"] == "literal_error")
    remedies: dict[str, list[str]] = {}
    for field, error in found:
        if error["type"] == "literal_error" and any(other.startswith(f"{field}.") for other, _ in found):
            continue  # the branch that fits better says what is wrong inside
        remedies.setdefault(field, []).append(_remedy(error))
    return [f"{field or 'the file'}: {', or '.join(dict.fromkeys(said))}" for field, said in remedies.items()]


def _field(error: Any, content: Any) -> str:
    """The field as it stands in the file: what pydantic calls the branches of a choice is left out."""
    written = []
    is_there = True
    for part in error["loc"]:
        is_there = part in content if isinstance(content, dict) else isinstance(content, list) and isinstance(part, int)
        if is_there:
            content = content[part]
            written.append(part)
    if not is_there and isinstance(content, dict) and str(error["loc"][-1]).isidentifier():
        written.append(error["loc"][-1])  # a field that the file lacks
    return ".".join(map(str, written))


def _remedy(error: Any) -> str:
    match error["type"]:
        case "extra_forbidden":
            return "unknown key; remove it or correct its spelling"
        case "missing":
            return "is missing; add it"
        case "model_type" | "model_attributes_type" | "dict_type":
            return "has no keys; write lines such as `key: value`"
        case "literal_error" | "enum":
            return f"write {error['ctx']['expected']}"
        case _:
            return str(error["msg"]).removeprefix("Value error, ").replace("Input should", "must")


def policy(folder: Path | None = None) -> Policy:
    return read((folder or settings.load().include) / "policy.yml", Policy)


def dimensions(folder: Path | None = None) -> Dimensions:
    return read((folder or settings.load().include) / "dimensions.yml", Dimensions)


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
    faults = _never_read((folder or settings.load().include) / "campaigns")
    for path in campaign_files(folder):
        try:
            campaign = read(path, Campaign)
        except DeclarationError as error:
            faults += error.faults
            continue
        if taken := [file for file, other in good.items() if other.id == campaign.id]:
            faults.append(
                f"{path.name}: id: {campaign.id!r} is taken by {taken[0]}, which counts; give one of them an id of its own"
            )
            continue
        good[path.name] = campaign
    return good, faults


def feeds(folder: Path | None = None) -> list[Feed]:
    """Every contract of include/feeds, by name; raises DeclarationError with all faults of all files."""
    return _each((folder or settings.load().include) / "feeds", Feed, "feed", lambda feed: feed.name)


def providers(folder: Path | None = None) -> dict[str, Provider]:
    """Providers of texts in include/providers, by name; raises DeclarationError with all faults of all files."""
    return {each.provider: each for each in _declared_providers(folder) if isinstance(each, Provider)}


def drops(folder: Path | None = None) -> dict[str, Drop]:
    """Providers that fetch files, likewise."""
    return {each.provider: each for each in _declared_providers(folder) if isinstance(each, Drop)}


def provider_of(channel: Literal["sms", "messenger"], policy: Policy) -> Provider:
    """Who carries a channel; raises DeclarationError where policy.yml names nobody who does."""
    return _carrier(channel, policy, providers())


def drop_of(channel: Literal["letter"], policy: Policy) -> Drop:
    """Who fetches a channel's files; raises DeclarationError where policy.yml names nobody who does."""
    return _carrier(channel, policy, drops())


def _declared_providers(folder: Path | None) -> list[Provider | Drop]:
    home = (folder or settings.load().include) / "providers"
    return [found.root for found in _each(home, AnyProvider, "provider", lambda found: found.root.provider)]


def _carrier(channel: Literal["sms", "messenger", "letter"], policy: Policy, known: Mapping[str, Carrier]) -> Carrier:
    name = policy.providers.get(channel)
    able = sorted(each.provider for each in known.values() if channel in each.serves)
    if name not in able:
        said = f"{name!r} does not carry {channel}" if name else f"nobody is named for {channel}"
        raise DeclarationError([f"policy.yml: providers: {said}; write one of include/providers: {', '.join(able)}"])
    return known[str(name)]


def account_of(channel: str, policy: Policy) -> str | None:
    """The account of whoever carries a channel; None where no provider does. A faulty file stops its own channel only."""
    name = {str(served): carrier for served, carrier in policy.providers.items()}.get(channel)
    provider = providers().get(name) if name else None
    return provider.account if provider else None


def account_variable(account: str) -> str:
    """The variable that holds an account's login and password, as JSON."""
    return f"ROUNDTRIP_PROVIDER_{account.upper()}"


def funnels(folder: Path | None = None) -> list[Funnel]:
    """Every funnel of include/funnels, by name; raises DeclarationError with all faults of all files."""
    return _each((folder or settings.load().include) / "funnels", Funnel, "funnel", lambda funnel: funnel.funnel)


def _each(home: Path, model: type[Model], key: str, name: Callable[[Model], str]) -> list[Model]:
    """One declaration a file, each called what its file is called: `key` is the field that says so."""
    found: list[Model] = []
    faults = _never_read(home)
    for path in sorted(home.glob("*.yml")):
        try:
            declaration = read(path, model)
        except DeclarationError as error:
            faults += error.faults
            continue
        if name(declaration) != path.stem:
            faults.append(
                f"{path.name}: {key}: {name(declaration)!r} is not the file's name; write `{key}: {path.stem}`"
            )
        found.append(declaration)
    if faults:
        raise DeclarationError(faults)
    return found


def _never_read(folder: Path) -> list[str]:
    """Files that look declared and are not: only *.yml is discovered."""
    return [f"{path.name}: is not read; rename it to {path.stem}.yml" for path in sorted(folder.glob("*.yaml"))]
