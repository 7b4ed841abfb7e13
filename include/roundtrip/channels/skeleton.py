"""A text with its personal parts taken out: sent once for many people, with each person's own values beside it.

`Hello {{ first_name | default('you') }}` becomes `Hello %rt0%` and, per person, {"%rt0%": "Ada"}. The value is the
whole expression, worked out by our own sandbox; the provider only pastes it (docs/adr/0020).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from jinja2 import TemplateSyntaxError

from roundtrip.channels.protocol import CannotRender
from roundtrip.channels.rendering import Plain, Sandbox, render

MARK = "%rt"  # begins every tag and may not stand in a value: a name must not be able to ask for another's

BETWEEN = "\x00"
"""Stands in no value: a text of Postgres has none."""


class UnfitTemplate(ValueError):
    """The template cannot be used; the text says where and what to do instead."""


@dataclass
class Personal:
    """The personal parts of one or more sources; the same expression has the same tag wherever it stands."""

    environment: Sandbox
    prefix: str
    tags: dict[str, str] = field(default_factory=dict)
    """Tag by expression source, as in {"first_name | upper": "%rth0%"}."""

    def taken_out(self, source: str) -> str:
        """The source with a tag in place of every expression; raises UnfitTemplate."""
        try:
            self.environment.parse(source)  # the lexer alone lets a `{{` stand open
            return "".join(self._parts(source))
        except TemplateSyntaxError as error:
            raise UnfitTemplate(f"line {error.lineno}: {error.message}") from error

    def _parts(self, source: str) -> Iterator[str]:
        expression: list[str] | None = None
        for line, kind, text in self.environment.lex(source):
            if kind == "data":
                yield text
            elif kind == "variable_begin":
                expression = []
            elif kind == "variable_end":
                yield self._tag("".join(expression or []).strip())
                expression = None
            elif expression is not None:
                expression.append(text)
            elif kind == "block_begin":
                raise UnfitTemplate(
                    f"line {line}: {{% %}} is not for templates; put the condition in the segment's SQL as a column,"
                    " or write {{ this if that else other }}"
                )

    def _tag(self, expression: str) -> str:
        source = f"{{{{ {expression} }}}}"
        self.environment.from_string(source)  # a fault is found at load, not at the first person
        return self.tags.setdefault(source, f"{MARK}{self.prefix}{len(self.tags)}%")

    def values(self, context: Mapping[str, Plain]) -> dict[str, str]:
        """Each tag's value for one person; raises CannotRender."""
        worked_out = render(
            BETWEEN.join(self.tags), context, self.environment
        )  # one rendering costs what one value would
        if MARK in worked_out:
            raise CannotRender(f"a value holds {MARK!r}, which begins our own tags")
        return dict(zip(self.tags.values(), worked_out.split(BETWEEN), strict=True)) if self.tags else {}


def filled(skeleton: str, values: Mapping[str, str]) -> str:
    """What the provider makes of it: every tag replaced by its value."""
    for tag, value in values.items():
        skeleton = skeleton.replace(tag, value)
    return skeleton
