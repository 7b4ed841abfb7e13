"""One night over files of somebody's own, in a database that stays: loaded, decided in shadow, reported, nothing sent."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time
from pathlib import Path

from demo.night import installation
from demo.night.dag_runs import DagRuns
from demo.night.terminal import Terminal
from roundtrip import load, night, settings
from roundtrip.load.landing import landed


def play(terminal: Terminal, landing: str, as_of: date | None) -> date:
    """landing: a folder, or a bucket's URL. Returns the night's as_of: the one given, else the day a closed data set ended on,
    else today."""
    if "://" not in landing:
        if not Path(landing).is_dir():
            raise installation.RefusedError(
                f"{landing} is not a folder; LANDING names the folder with your files, or a bucket as in s3://bucket/prefix."
            )
        landing = str(Path(landing).resolve())
    os.environ["ROUNDTRIP_SENDING"] = "shadow"
    os.environ.setdefault("ROUNDTRIP_DATABASE", installation.name_of(landing))
    with terminal.step("prepare", "database"):
        installation.own()
        settings.choose_landing(landing)
        dags = DagRuns(terminal)
    _say_what_nobody_reads(terminal, landing)
    day = as_of or load.closed_on() or night.business_date(datetime.now(UTC))
    terminal.headline(f"Night of {day:%A %d %B %Y} · {landing}")
    dags.run("nightly", datetime.combine(day, time(), UTC), {"as_of": day.isoformat()})
    return day


def _say_what_nobody_reads(terminal: Terminal, landing: str) -> None:
    if not any(True for _ in landed(landing, "**")):
        terminal.say(
            f"{landing} is empty, so that this night has nothing new; include/feeds says which files it looks for"
        )
    for sentence in load.unclaimed(landing):
        terminal.say(sentence)
