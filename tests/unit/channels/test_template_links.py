"""Links of a template become tracked ones: each person's own, every target known beforehand."""

from __future__ import annotations

from uuid import uuid4

import pytest

from roundtrip.channels.mail_template import MailTemplates
from roundtrip.channels.skeleton import UnfitTemplate, filled
from roundtrip.channels.tracked_links import TrackedLinks, destination
from roundtrip.domain import click_link

KEY = b"0123456789abcdef"
TRACKED = TrackedLinks("https://go.example", KEY)
MJML = """<mjml><mj-body><mj-section><mj-column>
<mj-button href="https://shop.example/p/{{ product }}?a=1&amp;b=2">Buy</mj-button>
<mj-text><a href="https://shop.example/all">All</a> <a href="mailto:x@shop.example">Write</a>
<a clicktracking="off" href="https://terms.example/">Terms</a>
<a href="{{ unsubscribe_url }}" clicktracking="off">No more</a></mj-text>
</mj-column></mj-section></mj-body></mjml>"""
TXT = "Buy: https://shop.example/p/{{ product }}?a=1&b=2. All (https://shop.example/all)\n{{ unsubscribe_url }}"
TARGETS = ["https://shop.example/p/{{ product }}?a=1&b=2", "https://shop.example/all"]


@pytest.fixture
def template(tmp_path):
    (tmp_path / "a.en.mjml").write_text(MJML)
    (tmp_path / "a.en.txt").write_text(TXT)
    return lambda: MailTemplates(tmp_path, "en", is_tracked=True).load("a", "en")


def test_every_link_but_the_unsubscribe_link_is_the_persons_own(template):
    made, message = template(), uuid4()
    values = {
        **made.values({"unsubscribe_url": "https://u.example/x"}),
        **made.links.values(message, TRACKED),
    }
    html, text = filled(made.html, values), filled(made.text, values)
    buy, everything = (TRACKED.url(message, target) for target in TARGETS)
    assert f'href="{buy}"' in html
    assert f'href="{everything}"' in html
    assert 'href="https://u.example/x"' in html
    assert 'href="https://terms.example/"' in html
    assert 'href="mailto:x@shop.example"' in html
    assert "https://shop.example" not in html + text
    assert text == f"Buy: {buy}. All ({everything})\nhttps://u.example/x"


def test_a_link_says_who_and_where_to_only_to_us(template):
    message = uuid4()
    for target in template().links.tags:
        token = TRACKED.url(message, target).rpartition("/")[2]
        assert len(token) == 40
        assert click_link.read(token, KEY) == click_link.Click(message, click_link.link_id(target))
        assert click_link.read(token, b"another key of ours") is None
        assert click_link.read(token[:-1] + ("A" if token[-1] != "A" else "B"), KEY) is None


def test_the_values_of_a_target_are_asked_for_at_the_click_alone(template):
    assert list(template().values({"unsubscribe_url": "u"})) == ["%rth1%", "%rtt1%"]


@pytest.mark.parametrize("wrong", ["http://shop.example/", "https://{{ host }}/", "https://a{{ host }}/"])
def test_a_host_is_written_out_and_encrypted(template, tmp_path, wrong):
    (tmp_path / "a.en.mjml").write_text(MJML.replace("https://shop.example/all", wrong))
    with pytest.raises(UnfitTemplate, match=r"a\.en\.mjml: .*universal link"):
        template()


@pytest.mark.parametrize(
    ("product", "where"),
    [
        ("shoe 7", "https://shop.example/p/shoe%207?a=1"),
        ("../../login?x=", "https://shop.example/p/..%2F..%2Flogin%3Fx%3D?a=1"),
        ("@evil.example", "https://shop.example/p/%40evil.example?a=1"),
        (None, "https://shop.example/"),
    ],
)
def test_a_value_stays_in_its_place(product, where):
    assert destination("https://shop.example/p/{{ product }}?a=1", {"product": product}) == where
