"""The texts of a campaign before anybody is looked at: which there are, and which placeholders they use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import TemplateSyntaxError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from roundtrip.domain.campaign import EmailVariant, SendStep, Variant

UNSUBSCRIBE = "unsubscribe_url"
OPT_OUT = "opt_out"
OF_THE_PERSON = frozenset({"first_name", "language", "country"})
"""Placeholders every campaign has: columns of marts.dim_person."""
OF_THE_CHANNEL = frozenset({UNSUBSCRIBE, OPT_OUT, "link"})
"""Placeholders the channel fills in by itself."""

_INCLUDE = re.compile(r"<mj-include\b[^>]*\bpath=\"([^\"]+)\"")
_SYNTAX = ImmutableSandboxedEnvironment()


class Unreadable(ValueError):
    """A text that is no template; says where and why."""


@dataclass(frozen=True)
class Text:
    """One text of a variant. `field` is where it stands, below the step: variants.<name>.subject.en, or a file's name."""

    field: str
    source: str

    @property
    def words(self) -> set[str]:
        """The same, and none where the text is unreadable."""
        try:
            return self.placeholders
        except Unreadable:
            return set()

    @property
    def placeholders(self) -> set[str]:
        """Names the text refers to; raises Unreadable."""
        try:
            return meta.find_undeclared_variables(_SYNTAX.parse(self.source))
        except TemplateSyntaxError as error:
            raise Unreadable(f"line {error.lineno}: {error.message}") from error


def placeholders_of(step: SendStep, templates: Path) -> set[str]:
    """Placeholders that must be planned for a step: those any of its texts uses, but for the channel's own."""
    return {name for text in texts(step, templates) for name in text.placeholders} - OF_THE_CHANNEL


def texts(step: SendStep, templates: Path) -> Iterator[Text]:
    """Every text of a step, in every variant and language."""
    for name, variant in step.variants.items():
        yield from _inline(f"variants.{name}", variant)
        if isinstance(variant, EmailVariant):
            yield from (
                Text(f"variants.{name}.template: {path.name}", whole(path)) for path in files(variant, templates)
            )


def _inline(field: str, variant: Variant) -> Iterator[Text]:
    for part, by_language in variant.texts.items():
        yield from (Text(f"{field}.{part}.{language}", source) for language, source in by_language.items())
    yield from (Text(f"{field}.{part}", source) for part, source in variant.addresses.items())


def files(variant: EmailVariant, templates: Path) -> list[Path]:
    """The template's files that exist: <template>.<language>.mjml and .txt."""
    return sorted(path for kind in ("mjml", "txt") for path in templates.glob(f"{variant.template}.*.{kind}"))


def whole(path: Path) -> str:
    """A template's source with what it includes from its folder."""
    source = path.read_text()
    included = [path.parent / name for name in _INCLUDE.findall(source)]
    return "\n".join([source, *(part.read_text() for part in included if part.is_file())])
