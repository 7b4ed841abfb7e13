"""What a template can do with a stranger's value: show it, and nothing else."""

from __future__ import annotations

import pytest

from roundtrip.channels.protocol import CannotRender
from roundtrip.channels.rendering import HTML, MAX_TEXT, TEXT, faults, render, single_line, values

HOSTILE = [
    "{{ first_name.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''.__class__ }}",
    "{{ 'x' * 999999999 }}",
    "{{ 9 ** 999999999 }}",
    "{{ '%999999999d' % 1 }}",
    "{{ first_name.ljust(999999999) }}",
    "{{ '{0:>999999999}'.format(first_name) }}",
    "{{ range(999999999) | list }}",
    "{% for i in range(999999999) %}x{% endfor %}",
    "{{ self._TemplateReference__context }}",
    "{{ first_name | center(999999999) }}",
    "{{ cycler.__init__.__globals__ }}",
]


@pytest.mark.parametrize("source", HOSTILE)
def test_a_template_cannot_leave_the_sandbox_or_eat_the_memory(source):
    with pytest.raises(CannotRender):
        render(source, {"first_name": "Ada"})


def test_a_missing_value_is_an_error_and_default_has_its_say():
    with pytest.raises(CannotRender, match="'first_name' is undefined"):
        render("Hi {{ first_name }}", {})
    assert render("Hi {{ first_name | default('you') }}", values({"first_name": None})) == "Hi you"
    assert render("Hi {{ first_name | default('you') }}", values({"first_name": "  "})) == "Hi you"


def test_only_plain_values_reach_a_template():
    given = {"name": "Ada", "orders": 3, "is_new": False, "list": [1], "object": {"a": 1}, "endless": "x" * 2001}
    assert values(given) == {"name": "Ada", "orders": 3, "is_new": False}


def test_a_value_is_no_template():
    assert render("{{ first_name }}", {"first_name": "{{ 7 * 7 }}"}) == "{{ 7 * 7 }}"


def test_html_is_escaped_and_text_is_not():
    assert render("{{ n }}", {"n": "<b>&"}, HTML) == "&lt;b&gt;&amp;"
    assert render("{{ n }}", {"n": "<b>&"}, TEXT) == "<b>&"


def test_output_is_bounded():
    source = "{{ a ~ a ~ a ~ a ~ a ~ a }}"
    with pytest.raises(CannotRender, match=f"longer than {MAX_TEXT}"):
        render(source, {"a": "x" * 2000})


@pytest.mark.parametrize("separator", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_no_line_break_gets_into_a_header(separator):
    assert single_line(f"Hello{separator}Bcc: all@example.com") == "Hello Bcc: all@example.com"


def test_the_error_never_holds_the_value():
    with pytest.raises(CannotRender) as error:
        render("{{ first_name | int / 0 }}", {"first_name": "secret"})
    assert "secret" not in str(error.value)


def test_a_fault_is_found_before_anybody_is_looked_at():
    assert faults("{{ first_name | default('x') }}") == []
    assert "line 1" in faults("{{ first_name ")[0]
    assert "center" in faults("{{ first_name | center(9) }}")[0]
