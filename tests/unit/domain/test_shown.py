"""What the app shows, as a marketer writes it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import ValidationError

from roundtrip.domain.shown import InAppVariant, NewsVariant

SAID = {"title": "Hi", "body": "there"}


@pytest.mark.parametrize(
    ("content", "most"),
    [({}, 1), ({"times": 3}, 3), ({"form": "placement", "placement": "home_top"}, None),
     ({"form": "placement", "placement": "home_top", "times": 2}, 2)],
)  # fmt: skip
def test_a_message_is_shown_once_unless_said_otherwise_and_a_place_as_often_as_it_is_seen(content, most):
    assert InAppVariant(**SAID, **content).most_shown == most


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ({"form": "placement"}, "goes with `form: placement`"),
        ({"placement": "home_top"}, "goes with `form: placement`"),
        ({"form": "placement", "placement": "Home Top"}, "pattern"),
        ({"form": "popup"}, "modal"),
        ({"times": 0}, "greater than or equal to 1"),
        ({"valid_for": "60 weeks"}, "less than or equal to"),
        ({"valid_for": "0 days"}, "greater than"),
        ({"buttons": [{"text": "a"}, {"text": "b"}, {"text": "c"}]}, "at most 2"),
        ({"trigger": {"event": "e", "where": {"n": {"more_than": 2}}}}, "extra_forbidden"),
    ],
)
def test_what_makes_no_sense_is_refused(content, fault):
    with pytest.raises(ValidationError, match=fault):
        InAppVariant(**SAID, **content)


def test_texts_and_links_are_named_by_their_part():
    buttons = [{"text": "Go", "link": "app://go"}, {"text": "No"}]
    made = InAppVariant(**SAID, link="app://x", image="https://x.example/i.png", buttons=buttons)
    assert list(made.texts) == ["title", "body", "buttons.0.text", "buttons.1.text"]
    assert made.addresses == {"image": "https://x.example/i.png", "link": "app://x", "buttons.0.link": "app://go"}
    assert NewsVariant(**SAID).addresses == {}
    assert NewsVariant(**SAID).valid_for == timedelta(days=30)
