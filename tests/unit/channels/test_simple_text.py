"""A text that only names values is what jinja would have made of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError

from roundtrip.channels.rendering import HTML, TEXT
from roundtrip.channels.simple_text import simple
from roundtrip.channels.tracked_links import ADDRESS

SIMPLE = (
    "Hello {{ a }}",
    "{{ a }}{{b}}\n",
    "{{ a | default('there') }}, <b>{{ b | d('<i>') }}</b> {# not shown #}",
    "{{ a|default('') }}\x00{{ a }}\x00{{ b }}",
    "  {{- a -}}  ",
    "100 % {{ a }} %}",
)
FOR_JINJA = (
    "{{ a | upper }}",
    "{{ a | default(b) }}",
    "{{ a | default('x', true) }}",
    "{{ a if b else 'c' }}",
    "{{ a.b }}",
    "{{ self }}",
    "{{ loop }}",
    "{% if a %}x{% endif %}",
    "{{ a ~ b }}",
)
VALUES = st.dictionaries(
    st.sampled_from("abc"), st.one_of(st.text(max_size=20), st.integers(), st.booleans(), st.floats(allow_nan=False))
)


def said(write: Callable[[dict[str, object]], str], values: dict[str, object]) -> str:
    try:
        return write(values)
    except UndefinedError as undefined:
        return f"undefined: {undefined.message}"


@pytest.mark.parametrize("environment", [TEXT, HTML], ids=["text", "html"])
@pytest.mark.parametrize("source", SIMPLE)
@given(values=VALUES)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_it_is_what_jinja_makes_of_it(environment, source, values):
    written = simple(source, environment)
    assert written is not None
    assert said(written, values) == said(environment.from_string(source).render, values)


@pytest.mark.parametrize("source", FOR_JINJA)
def test_whatever_does_more_is_jinjas(source):
    assert simple(source, TEXT) is None


def test_an_environment_that_changes_values_is_jinjas():
    assert simple("https://example.com/{{ a }}", ADDRESS) is None
