"""The same promises for every channel there is, whoever takes its messages: a new file in channels/ is tested before its author writes a test."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest

from roundtrip import settings
from roundtrip.channels import discover
from roundtrip.domain.message import Verdict

from ..ledger.accounts import accounts
from ..ledger.conftest import database
from .carriers import FOR_THE_APP, PROVIDER, AtProvider, Carrier, InFolder, InOurDatabase

__all__ = ["accounts", "database"]

CHANNELS = sorted(discover())

pytestmark = pytest.mark.parametrize("channel", CHANNELS)


@pytest.fixture
def carrier(channel, opened, rendered, monkeypatch, request) -> Carrier:
    render = partial(rendered, channel)
    if channel in FOR_THE_APP:
        return InOurDatabase(opened[channel], request.getfixturevalue("accounts"), monkeypatch)
    if channel == "letter":
        return InFolder(settings.load().home / "handoff" / "letters", opened[channel], render, monkeypatch)
    return AtProvider(PROVIDER[channel], request.getfixturevalue("sandbox"), render, monkeypatch)


def test_there_is_one_outcome_a_message_and_each_is_taken_once(channel, opened, carrier):
    batch = carrier.batch(25)
    outcomes = opened[channel].send(batch)
    assert [o.message_id for o in outcomes] == [r.message.message_id for r in batch]
    assert {o.verdict for o in outcomes} == {Verdict.ACCEPTED}
    assert all(o.provider_message_id for o in outcomes)
    assert carrier.taken() == Counter(str(r.message.message_id) for r in batch)


def test_what_breaks_off_with_the_message_in_hand_is_uncertain_and_taken_once_at_most(channel, opened, carrier):
    carrier.break_off()
    batch = carrier.batch(1)
    (outcome,) = opened[channel].send(batch)
    assert outcome.verdict is Verdict.UNCERTAIN
    assert outcome.disable_contact_point is None
    assert outcome.halt_campaign is None
    assert carrier.taken() == Counter([str(batch[0].message.message_id)])


def test_where_nobody_is_there_nothing_is_taken_and_nobody_is_given_up(channel, opened, carrier):
    carrier.go_away()
    batch = carrier.batch(2)
    outcomes = opened[channel].send(batch)
    assert {o.message_id for o in outcomes} == {r.message.message_id for r in batch}
    assert {o.verdict for o in outcomes} <= {Verdict.NOT_NOW, Verdict.UNCERTAIN}
    assert all((o.retry_after is not None) == (o.verdict is Verdict.NOT_NOW) for o in outcomes)
    assert all(o.disable_contact_point is None and o.halt_campaign is None for o in outcomes)
    assert carrier.taken() == Counter()


@pytest.mark.parametrize("fails", ["break_off", "go_away"])
def test_errors_keep_quiet_about_people(channel, opened, carrier, fails):
    getattr(carrier, fails)()
    (one,) = carrier.batch(1)
    (outcome,) = opened[channel].send([one])
    assert outcome.error
    assert one.message.address not in f"{outcome.error} {outcome.error_code}"
    assert "Person" not in outcome.error


def test_what_is_shown_is_text(channel, carrier):
    (message,) = carrier.batch(1)
    shown = message.shown()
    assert shown
    assert all(isinstance(text, str) and "{{" not in text and "%rt" not in text for text in shown.values())
