"""A provider's file promises no more than can be known, and leads to its own hosts only."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from roundtrip import declared
from roundtrip.domain.provider import AnyProvider, Provider

GOOD = {
    "provider": "pigeons",
    "serves": ["sms"],
    "url": "https://api.pigeons.example/v1/{{ login }}/messages",
    "hosts": ["api.pigeons.example"],
    "auth": {"header": "X-Api-Key"},
    "body": {"json": {"to": "{{ to }}", "text": "{{ text }}"}},
    "id_at": "id",
    "answers": [{"status": 202, "means": "accepted"}],
}


def made(**changes):
    return Provider.model_validate({**GOOD, **changes})


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"url": "http://api.pigeons.example/"}, "https://"),
        ({"url": "https://{{ login }}.pigeons.example/"}, "written out"),
        ({"url": "https://evil.example/"}, "not among them"),
        ({"url": "https://api.pigeons.example@evil.example/"}, "not among them"),
        ({"answers": [{"status": 429, "means": "not_now"}]}, "none is accepted"),
        ({"answers": [{"status": 503, "means": "not_now"}]}, "leave open"),
        ({"answers": [{"status": [400, 408], "means": "rejected"}]}, "leave open"),
        ({"answers": [{"status": 302, "means": "accepted"}]}, "2xx"),
        ({"answers": [{"status": 429, "means": "not_now", "disables": "gone"}]}, "rejected"),
        ({"callbacks": {"signature": "link", "status": "s", "kinds": {}, "replies": {"sender": "f", "text": "t", "stop": ["stop"]}}}, "must sign"),
        ({"passwort": "x"}, "Extra inputs"),
    ],
)  # fmt: skip
def test_a_fault_is_found_when_it_is_read(changes, fault):
    with pytest.raises(ValidationError, match=fault):
        made(**changes)


@pytest.mark.parametrize(
    ("status", "code", "means"),
    [
        (202, None, "accepted"),
        (400, "7", "rejected"),
        (400, "8", "not_now"),
        (404, None, "uncertain"),
        (200, None, "uncertain"),
        (503, None, "uncertain"),
    ],
)
def test_the_first_answer_that_fits_counts_and_none_is_uncertain(status, code, means):
    answers = [
        {"status": 202, "means": "accepted"},
        {"status": 400, "code": [7, "07"], "means": "rejected"},
        {"status": "4xx", "code": 8, "means": "not_now"},
    ]
    assert made(answers=answers).meaning_of(status, code).means == means


def test_a_file_with_a_drop_is_somebody_who_fetches():
    kinds = {name: type(found).__name__ for name, found in {**declared.providers(), **declared.drops()}.items()}
    assert kinds == {"twilio": "Provider", "twilio_whatsapp": "Provider", "print_shop": "Drop"}
    with pytest.raises(ValidationError, match="serves"):
        AnyProvider.model_validate({"provider": "x", "serves": ["sms"], "drop": "letters"})


def test_a_channel_without_a_carrier_says_what_to_write():
    policy = declared.policy().model_copy(update={"providers": {"sms": "print_shop"}})
    with pytest.raises(declared.DeclarationError, match="does not carry sms; write one of include/providers: twilio"):
        declared.provider_of("sms", policy)
    with pytest.raises(declared.DeclarationError, match="nobody is named for letter"):
        declared.drop_of("letter", policy)
