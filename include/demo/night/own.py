"""One night over files of somebody's own, in a database that stays: loaded, decided in shadow, reported, nothing sent."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time
from pathlib import Path

from demo.night import installation
from demo.night.dag_runs import DagRuns
from demo.night.terminal import Terminal
from roundtrip import load, night


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
    day = as_of or load.closed_on() or night.business_date(datetime.now(UTC))
    terminal.headline(f"Night of {day:%A %d %B %Y} · {landing}")
    dags.run("nightly", datetime.combine(day, time(), UTC), {"as_of": day.isoformat()})
    return day
