"""A campaign file as a marketer writes it."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from pydantic import TypeAdapter, ValidationError

from roundtrip.domain.campaign import Campaign, Once, Schedule
from roundtrip.domain.values import Duration, Share, Texts

FILE = {
    "id": "c",
    "kind": "marketing",
    "owner": "o",
    "goal": "g",
    "segment": "s",
    "schedule": {"days": ["tue", "fri"], "at": "18:00"},
    "starts_on": date(2026, 11, 1),
    "holdout": "10%",
    "topic": "t",
    "success": {"event": "e", "within": "7 days"},
}
MAIL = {"id": "mail", "send": "email", "subject": "Hi", "template": "x"}
PUSH = {"id": "nudge", "send": "push", "title": "Hi", "body": "there"}


def campaign(*steps, **changes) -> Campaign:
    return Campaign.model_validate({**FILE, "steps": list(steps) or [MAIL], **changes})


def test_a_step_that_is_not_tested_has_one_variant_called_only():
    assert list(campaign(MAIL).step("mail").variants) == ["only"]


def test_a_step_is_due_after_all_the_waits_before_it():
    made = campaign(MAIL, {"wait": "2 days"}, {"wait": "3 hours"}, PUSH)
    assert made.delay_of("mail") == timedelta(0)
    assert made.delay_of("nudge") == timedelta(days=2, hours=3)
    with pytest.raises(KeyError):
        made.delay_of("nothing")


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        ([{"wait": "1 day"}], "at least one step must send something"),
        ([MAIL, MAIL], "'mail' stands twice"),
        ([{**MAIL, "send": "pigeon"}], "pigeon"),
        ([{**MAIL, "id": "Not an id"}], "pattern"),
        ([{**MAIL, "colour": "red"}], "extra_forbidden"),
        ([{"id": "x"}], "missing `send`"),
    ],
)
def test_steps_that_make_no_sense_are_refused(steps, fault):
    with pytest.raises(ValidationError, match=fault):
        campaign(*steps)


def test_due_on_its_weekdays_daily_or_once():
    tuesday, wednesday = date(2026, 11, 10), date(2026, 11, 11)
    some = Schedule(days=["tue"], at=time(18))
    assert (some.is_due_on(tuesday), some.is_due_on(wednesday)) == (True, False)
    assert Schedule(days="daily", at=time(18)).is_due_on(wednesday)
    once = Once.model_validate({"once": "2026-11-11T10:30"})
    assert (once.is_due_on(tuesday), once.is_due_on(wednesday), once.at) == (False, True, time(10, 30))


def test_an_unknown_zone_is_refused():
    for wrong in ("Atlantis/Capital", "../../etc/passwd", ""):
        with pytest.raises(ValidationError, match="is not a time zone"):
            Schedule(days="daily", at=time(18), timezone=wrong)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("14 days", timedelta(14)),
        ("1 week", timedelta(7)),
        ("30 minutes", timedelta(minutes=30)),
        ("2hours", timedelta(hours=2)),
    ],
)
def test_durations(written, meant):
    assert TypeAdapter(Duration).validate_python(written) == meant


@pytest.mark.parametrize("written", ["14", 14, "two days", "1 year", "-1 days", None])
def test_what_is_no_duration_says_how_to_write_one(written):
    with pytest.raises(ValidationError, match="as in `14 days`"):
        TypeAdapter(Duration).validate_python(written)


@pytest.mark.parametrize(
    ("written", "meant"), [("10%", Decimal("0.1")), ("2.5 %", Decimal("0.025")), ("0%", Decimal(0))]
)
def test_shares(written, meant):
    assert TypeAdapter(Share).validate_python(written) == meant


@pytest.mark.parametrize("written", [10, 0.1, "10", "ten%"])
def test_what_is_no_share_says_how_to_write_one(written):
    with pytest.raises(ValidationError, match="as in `10%`"):
        TypeAdapter(Share).validate_python(written)


def test_a_bare_text_is_english():
    assert TypeAdapter(Texts).validate_python("Hi") == {"en": "Hi"}
