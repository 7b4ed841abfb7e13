"""Personalisation: a template is written by us, its values come from strangers, and neither can do more than show text.

No calls, no loops, no imports, no arithmetic that can grow; a value that is missing is an error, not a blank.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NoReturn

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from roundtrip.channels.protocol import CannotRender
from roundtrip.channels.simple_text import Written, simple

MAX_VALUE = 2_000  # characters of one placeholder
MAX_TEXT = 10_000  # characters of one rendered text
FILTERS = ("default", "d", "upper", "lower", "capitalize", "title", "trim", "truncate", "replace", "round", "int", "e")
Plain = str | int | float | bool


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's own sandbox, less everything a line of text to one person has no use for."""

    intercepted_binops = frozenset(("*", "**", "%"))  # `'x' * 10**9` would be a gigabyte

    def __init__(self, *, is_html: bool) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=is_html, keep_trailing_newline=True)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ARG002
        return False

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> NoReturn:  # noqa: ARG002
        raise CannotRender(f"the template computes with `{operator}`; do that in the segment's SQL")


TEXT = Sandbox(is_html=False)
HTML = Sandbox(is_html=True)


@cache
def _compiled(source: str, environment: Sandbox) -> Written:
    return simple(source, environment) or environment.from_string(source).render


def values(given: Mapping[str, Any]) -> dict[str, Plain]:
    """Placeholders a template may use: plain ones. Null, blank and endless ones are missing, so `default` has its say."""
    return {name: value for name, value in given.items() if _is_plain(value)}


def _is_plain(value: Any) -> bool:
    if isinstance(value, str):
        return bool(value.strip()) and len(value) <= MAX_VALUE
    return isinstance(value, int | float)


def render(source: str, context: Mapping[str, Plain], environment: Sandbox = TEXT) -> str:
    """One text for one person; raises CannotRender, whose words never hold a value."""
    if "{" not in source:  # nothing personal: most links and many bodies
        return _bounded(source)
    try:
        return _bounded(_compiled(source, environment)(context))
    except CannotRender:
        raise
    except TemplateError as error:
        raise CannotRender(f"{type(error).__name__}: {error.message}") from error
    except (TypeError, ValueError, ArithmeticError) as error:
        raise CannotRender(f"{type(error).__name__} in `{source[:100]}`") from error


def _bounded(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise CannotRender(f"longer than {MAX_TEXT} characters")
    return text


def single_line(text: str) -> str:
    """For headers and titles: no line break of any alphabet gets through."""
    return " ".join(text.split())


def faults(source: str) -> list[str]:
    """What is wrong with a text before anybody is looked at."""
    try:
        TEXT.from_string(source)
    except TemplateSyntaxError as error:
        return [f"{error.message} (line {error.lineno})"]
    return []
