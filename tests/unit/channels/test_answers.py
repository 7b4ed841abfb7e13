"""Whatever a provider answers, it means something: an error here would cost a whole batch its outcomes."""

from __future__ import annotations

import json
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from roundtrip.channels import fcm_errors, sendgrid_answers
from roundtrip.channels.pause import LONGEST, pause
from roundtrip.channels.post import Answered
from roundtrip.domain.message import Verdict

BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
ODD = [
    b"",
    b"<html>",
    b"\xff\xfe",
    b"[" * 100_000,
    *(
        json.dumps(content).encode()
        for content in (
            None,
            0,
            [1],
            {"error": [1]},
            {"error": {"status": []}},
            {"error": {"status": "INVALID_ARGUMENT", "details": [1]}},
            {"error": {"status": "INVALID_ARGUMENT", "details": [{"@type": BAD_REQUEST, "fieldViolations": None}]}},
            {"errors": [1]},
            {"errors": [{"field": {}}]},
        )
    ),
]


@pytest.mark.parametrize("status", [200, 201, 302, 400, 401, 404, 429, 500, 503])
@pytest.mark.parametrize("body", ODD, ids=lambda body: body[:40].decode(errors="replace"))
def test_an_odd_answer_accepts_nothing_and_breaks_nothing(body, status):
    reply = Answered(status, body, [b"Retry-After: " + b"9" * 400])
    message = SimpleNamespace(message_id=uuid4(), contact_point_id=1, platform=None)
    assert fcm_errors.meaning(reply, message).verdict is not Verdict.ACCEPTED
    assert sendgrid_answers.refused_fields(reply) in ([], ["{}"])
    told = sendgrid_answers.meaning(reply, "batch", only_checks=False)(message.message_id)
    assert told.verdict is not Verdict.ACCEPTED


@pytest.mark.parametrize("asked", [None, "", "soon", "-5", "nan", "1.5", "Wed, 21 Oct 2099 07:28:00 GMT"])
def test_what_is_no_number_of_seconds_is_a_minute(asked):
    assert timedelta(seconds=60) <= pause(retry_after=asked) <= timedelta(seconds=75)


@pytest.mark.parametrize("asked", [" 120 ", "120"])
def test_a_provider_is_left_alone_as_long_as_it_asks_for(asked):
    assert timedelta(seconds=120) <= pause(retry_after=asked) <= timedelta(seconds=150)


@pytest.mark.parametrize("digits", [10, 20, 400, 5000])
def test_nobody_is_left_alone_for_ever(digits):
    assert LONGEST <= pause(retry_after="9" * digits) <= LONGEST * 1.25
