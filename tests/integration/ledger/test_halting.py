"""A halt is seen within one batch by a sender that is running, and asks back what the provider has queued."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event

import pytest

from roundtrip import deliver, halt, ledger
from roundtrip.channels.protocol import Rendered
from roundtrip.domain.clock import FixedClock
from roundtrip.domain.message import Outcome, Verdict
from roundtrip.ledger import desk

from .conftest import NOW

BATCH = 3


class SlowChannel:
    """Sends batches of three; `meanwhile` happens while the provider has the first."""

    name = "email"
    max_batch = BATCH

    def __init__(self, meanwhile):
        self.sent: list[str] = []
        self.cancelled: list[str] = []
        self._meanwhile = [meanwhile]

    def prepare(self) -> None: ...

    def render(self, message, _variant):
        return Quiet(message)

    def send(self, batch: Sequence[Rendered]) -> list[Outcome]:
        self.sent += [str(each.message.message_id) for each in batch]
        while self._meanwhile:
            self._meanwhile.pop()()
        return [Outcome(each.message.message_id, Verdict.ACCEPTED, provider_batch_id="batch-1") for each in batch]

    def cancel(self, batch_id: str) -> bool:
        self.cancelled.append(batch_id)
        return True

    def close(self) -> None: ...


class Quiet(Rendered):
    def links(self):
        return {}


@pytest.fixture
def running(house, monkeypatch):
    """`running(meanwhile)` delivers ten messages while `meanwhile` happens; the channel it went through."""
    messages = [house.message() for _ in range(10)]

    def run(meanwhile):
        channel = SlowChannel(meanwhile)
        monkeypatch.setattr(deliver.Delivery, "_variant", lambda _self, _message: None)
        monkeypatch.setattr(halt, "open_channels", lambda *_: _Opened({"email": channel}))
        deliver.Delivery(channel, {}, {}, "me", FixedClock(NOW)).work_off(Event())
        return channel, messages

    return run


class _Opened:
    def __init__(self, channels):
        self._channels = channels

    def __enter__(self):
        return self._channels

    def __exit__(self, *_):
        return False


def states(house):
    return dict(house.admin.execute("select array[state, count(*)::text] from crm.message group by state").fetchall())


@pytest.mark.parametrize(
    "stop", [lambda: desk.halt("win_back", "a typo"), lambda: halt.halt_campaign("win_back", "a typo", NOW)]
)
def test_a_running_sender_stops_after_the_batch_it_has_in_flight(house, running, stop):
    channel, _ = running(stop)
    assert len(channel.sent) == BATCH
    assert states(house) == {"accepted": "3", "planned": "7"}


def test_a_paused_campaign_goes_on_where_it_stopped_and_sends_nothing_twice(house, running):
    channel, messages = running(lambda: desk.halt("win_back", "wait"))
    assert desk.resume("win_back") == 1
    deliver.Delivery(channel, {}, {}, "me", FixedClock(NOW)).work_off(Event())
    assert sorted(channel.sent) == sorted(map(str, messages))


def test_what_the_provider_has_queued_is_asked_back(house, running):
    channel, _ = running(lambda: None)
    halted = halt.halt_campaign("win_back", "a typo", NOW)
    assert (halted.is_new, halted.cancelled, halted.refused) == (True, 1, 0)
    assert channel.cancelled == ["batch-1"]
    assert not halt.halt_campaign("win_back", "again", NOW).is_new


def test_a_halt_between_claim_and_call_holds_too(house):
    message = house.message()
    ledger.claim("email", NOW, "me", 10)
    desk.halt("win_back", "now")
    assert ledger.go_in_flight([message], "me", NOW) == set()
    assert house.state(message) == "planned"


def test_what_is_not_there_is_not_halted(house):
    with pytest.raises(desk.Stopped, match="no campaign"):
        desk.halt("win_bakc", "a typo")
