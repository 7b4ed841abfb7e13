"""The chance behind one campaign's reactions, drawn for everybody before anybody gets a message."""

from __future__ import annotations

from dataclasses import dataclass, fields

from demo.simulator.columns import Floats
from demo.simulator.streams import Streams


@dataclass(frozen=True)
class Draws:
    """One campaign's chance for everybody, each uniform in [0, 1)."""

    opens: Floats
    open_delay: Floats
    machine: Floats
    clicks: Floats
    leaves: Floats
    orders: Floats
    order_delay: Floats
    morning: Floats
    repeats: Floats


def draw(streams: Streams, campaign_id: str, people: int) -> Draws:
    return Draws(*streams.of(f"reactions to {campaign_id}").random((len(fields(Draws)), people)))
