"""One night over files of somebody's own, in a database that stays: loaded, decided in shadow, reported, nothing sent."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time
from pathlib import Path

from demo.night import installation
from demo.night.dag_runs import DagRuns
from demo.night.terminal import Terminal
from roundtrip import load, night
from roundtrip.load.landing import strangers

STRANGERS_SHOWN = 5


def play(terminal: Terminal, landing: Path, as_of: date | None) -> date:
    """Returns the night's as_of: the one given, else the day a closed data set ended on, else today."""
    if not landing.is_dir():
        raise installation.RefusedError(f"{landing} is not a folder; LANDING names the folder with your files.")
    os.environ["ROUNDTRIP_LANDING"] = str(landing.resolve())
    os.environ["ROUNDTRIP_SENDING"] = "shadow"
    os.environ.setdefault("ROUNDTRIP_DATABASE", installation.name_of(landing.resolve()))
    with terminal.step("prepare", "database"):
        installation.own()
        dags = DagRuns(terminal)
    _say_what_nobody_reads(terminal, landing)
    day = as_of or load.closed_on() or night.business_date(datetime.now(UTC))
    terminal.headline(f"Night of {day:%A %d %B %Y} · {landing}")
    dags.run("nightly", datetime.combine(day, time(), UTC), {"as_of": day.isoformat()})
    return day


def _say_what_nobody_reads(terminal: Terminal, landing: Path) -> None:
    if not any(landing.iterdir()):
        terminal.say(
            f"{landing} is empty, so that this night has nothing new; include/feeds says which files it looks for"
        )
    if strange := strangers(str(landing.resolve()), [feed.files for feed in load.feeds()]):
        shown = ", ".join(strange[:STRANGERS_SHOWN]) + (" …" if len(strange) > STRANGERS_SHOWN else "")
        terminal.say(f"No feed of include/feeds reads {shown}; correct the names, or write a contract")
