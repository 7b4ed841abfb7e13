"""Finds the channels: every file in this folder that has `open_channel`. There is no list to edit."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from roundtrip import declared
from roundtrip.channels.protocol import Channel, Surroundings
from roundtrip.domain.campaign import Campaign
from roundtrip.domain.clock import Clock, SystemClock


def discover() -> dict[str, Callable[[Surroundings], Channel]]:
    """How to open each channel, by name, which is its file's name."""
    package = __name__.rpartition(".")[0]
    names = [found.name for found in pkgutil.iter_modules([str(Path(__file__).parent)])]
    modules = {name: import_module(f"{package}.{name}") for name in names}
    return {name: module.open_channel for name, module in modules.items() if hasattr(module, "open_channel")}


@contextmanager
def open_channels(clock: Clock, only: Collection[str] | None = None) -> Iterator[dict[str, Channel]]:
    """All channels, or the named ones, by name; closed at the end."""
    found = discover()
    if unknown := set(only or ()) - set(found):
        raise KeyError(f"no such channel: {', '.join(sorted(unknown))}; there are {', '.join(sorted(found))}")
    surroundings = Surroundings(declared.policy(), clock)
    opened = {name: found[name](surroundings) for name in sorted(found if only is None else only)}
    try:
        yield opened
    finally:
        for channel in opened.values():
            channel.close()


def check_content(campaigns: Sequence[Campaign]) -> list[str]:
    """Faults in what campaigns say to people: texts, templates, links. Each names file, field and remedy."""
    with open_channels(SystemClock()) as channels:
        return [
            f"{campaign.id}.yml: steps.{step.id}.{fault}"
            for campaign in campaigns
            for step in campaign.send_steps
            for fault in channels[step.send].check(step)
        ]
