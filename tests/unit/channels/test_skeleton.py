"""A text sent once with values beside it says the same as one rendered for each person."""

from __future__ import annotations

import pytest

from roundtrip.channels.protocol import CannotRender
from roundtrip.channels.rendering import HTML, TEXT, render
from roundtrip.channels.skeleton import Personal, UnfitTemplate, filled

SOURCES = [
    "plain, 100 % without people",
    "Hello {{ first_name | default('you') }}, {{ first_name }} and {{ orders }}!",
    "{{ 'even' if orders == 2 else 'odd' }}{{- first_name -}} {{ \"}}\" }} {# a note #}",
]


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("environment", [TEXT, HTML], ids=["text", "html"])
def test_filled_skeleton_equals_the_rendered_text(source, environment):
    context = {"first_name": "<Ada> & Söhne", "orders": 2}
    personal = Personal(environment, "x")
    skeleton = personal.taken_out(source)
    assert "Ada" not in skeleton
    assert filled(skeleton, personal.values(context)) == render(source, context, environment)


def test_the_same_expression_has_the_same_tag():
    personal = Personal(TEXT, "t")
    assert personal.taken_out("{{ a }}") == personal.taken_out("{{a}}") != personal.taken_out("{{ b }}")


def test_eleven_values_are_not_mixed_up():
    personal = Personal(TEXT, "t")
    source = " ".join(f"{{{{ v{n} }}}}" for n in range(12))
    context = {f"v{n}": f"value {n}" for n in range(12)}
    assert filled(personal.taken_out(source), personal.values(context)) == render(source, context)


def test_a_value_cannot_ask_for_another_value():
    personal = Personal(TEXT, "t")
    personal.taken_out("{{ first_name }} {{ unsubscribe_url }}")
    with pytest.raises(CannotRender, match="our own tags"):
        personal.values({"first_name": "%rtt1%", "unsubscribe_url": "u"})


@pytest.mark.parametrize("source", ["{% if a %}x{% endif %}", "{{ a", "{{ a | center(9) }}"])
def test_what_cannot_be_taken_out_is_refused_with_its_line(source):
    with pytest.raises(UnfitTemplate, match="line 1"):
        Personal(TEXT, "t").taken_out(source)
