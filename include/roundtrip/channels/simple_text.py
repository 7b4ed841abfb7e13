"""Texts that only name values, as in `Hello {{ first_name | default('there') }}`: nearly all are, and a fifth of jinja's price.

What jinja would make of them is a property (tests/unit/channels/test_simple_text.py); whatever else a text holds is jinja's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from jinja2 import Environment, UndefinedError, nodes
from markupsafe import escape

OWN_NAMES = ("self", "super", "loop", "caller", "varargs", "kwargs")
"""Jinja's, and no placeholders."""

Written = Callable[[Mapping[str, Any]], str]


class _Value(NamedTuple):
    name: str
    default: str | None


def simple(source: str, environment: Environment) -> Written | None:
    """The text as a function of its values, which raises UndefinedError as jinja does; None where jinja is needed."""
    if environment.finalize is not None:
        return None
    parts: list[str | _Value] = []
    for output in environment.parse(source).body:
        found = [_part(node) for node in output.nodes] if isinstance(output, nodes.Output) else [None]
        parts += [part for part in found if part is not None]
        if None in found:
            return None
    shown: Callable[[Any], str] = escape if environment.autoescape else str
    return lambda values: "".join([part if isinstance(part, str) else shown(_of(part, values)) for part in parts])


def _part(node: nodes.Expr) -> str | _Value | None:
    match node:
        case nodes.TemplateData(data=text):
            return str(text)
        case nodes.Name(name=name) if name not in OWN_NAMES:
            return _Value(name, None)
        case nodes.Filter(
            node=nodes.Name(name=name), name="default" | "d", args=[nodes.Const(value=str(text))], kwargs=[]
        ) if node.dyn_args is None and node.dyn_kwargs is None and name not in OWN_NAMES:
            return _Value(name, text)
    return None


def _of(wanted: _Value, values: Mapping[str, Any]) -> Any:
    found = values.get(wanted.name, wanted.default)
    if found is None:
        raise UndefinedError(f"{wanted.name!r} is undefined")
    return found
