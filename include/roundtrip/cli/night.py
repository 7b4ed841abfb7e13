"""`roundtrip run`, `send`, `report`: a step of the night, the day's sending, the page."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from roundtrip import night, settings

STEPS = ", ".join(night.NIGHT)
STEP = typer.Argument(metavar="STEP", help=f"One of {STEPS}; without it, all of them in this order.")
AS_OF = typer.Option(
    "--as-of", metavar="DATE", help="The night, as YYYY-MM-DD; default: today where the reports are read."
)


class NoNightError(RuntimeError):
    """Nothing was decided yet."""


def run(
    step: Annotated[str | None, STEP] = None,
    as_of: Annotated[str | None, AS_OF] = None,
) -> None:
    """Run one step of a night, or all of them. Running a step of the newest night again changes nothing."""
    if step and step not in night.NIGHT:
        raise typer.BadParameter(f"there is no step {step!r}; there are {STEPS}", param_hint="STEP")
    day = date.fromisoformat(as_of) if as_of else night.business_date(datetime.now(UTC))
    for name in [step] if step else night.NIGHT:
        typer.echo(f"{day} {name}")
        night.NIGHT[name](day)


def send(
    now: Annotated[
        str | None, typer.Option(metavar="TIME", help="Business time (ISO 8601 with a zone); default: now.")
    ] = None,
) -> None:
    """Send what is planned and due, on every channel. Sends nothing where ROUNDTRIP_SENDING is shadow."""
    at = datetime.fromisoformat(now) if now else datetime.now(UTC)
    if at.tzinfo is None:
        raise typer.BadParameter("a business time needs a zone, as in 2026-11-10T12:00+01:00", param_hint="--now")
    night.reap(at)
    night.plan_late_approvals(at)
    for channel in night.channels():
        counts = night.deliver(channel, at)
        typer.echo(f"{channel}: " + (", ".join(f"{number} {name}" for name, number in counts.items()) or "nothing due"))


def report(as_of: Annotated[str | None, AS_OF] = None) -> None:
    """Write the page of a night again (default: the newest) and say what stands in it."""
    from roundtrip import measure

    day = date.fromisoformat(as_of) if as_of else night.newest_night()
    if day is None:
        raise NoNightError("No night was decided yet; `roundtrip run` makes one.")
    page = night.report(day)
    summary = json.loads((settings.load().reports / day.isoformat() / "summary.json").read_text())
    typer.echo(measure.terminal(summary))
    typer.echo(page)
