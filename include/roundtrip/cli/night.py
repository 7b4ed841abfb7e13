"""`roundtrip run`, `send`, `report`: a step of the night, the day's sending, the page."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from roundtrip import night, settings
from roundtrip.cli.dates import day, moment
from roundtrip.cli.shown import printable

STEPS = ", ".join(night.NIGHT)
STEP = typer.Argument(metavar="STEP", help=f"One of {STEPS}; without it, all of them in this order.")
AS_OF = typer.Option(
    "--as-of", parser=day, metavar="DATE", help="The night, as YYYY-MM-DD; default: today where the reports are read."
)

NOW = typer.Option("--now", parser=moment, metavar="TIME", help="Business time (ISO 8601 with a zone); default: now.")


class NoNightError(RuntimeError):
    """Nothing was decided yet."""


def run(
    step: Annotated[str | None, STEP] = None,
    as_of: Annotated[date | None, AS_OF] = None,
) -> None:
    """Run one step of a night, or all of them. Running a step of the newest night again changes nothing."""
    if step and step not in night.NIGHT:
        raise typer.BadParameter(f"there is no step {step!r}; there are {STEPS}", param_hint="STEP")
    as_of = as_of or night.business_date(datetime.now(UTC))
    for name in [step] if step else night.NIGHT:
        typer.echo(f"{as_of} {name}")
        said = night.NIGHT[name](as_of)
        for line in said if isinstance(said, list) else ():
            typer.echo(f"  {printable(line)}")


def send(now: Annotated[datetime | None, NOW] = None) -> None:
    """Send what is planned and due, on every channel. Sends nothing where ROUNDTRIP_SENDING is shadow."""
    now = night.told(now)
    night.reap(now)
    night.plan_late_approvals(now)
    for channel in night.channels():
        counts = night.deliver(channel, now)
        typer.echo(f"{channel}: " + (", ".join(f"{number} {name}" for name, number in counts.items()) or "nothing due"))


def report(as_of: Annotated[date | None, AS_OF] = None) -> None:
    """Write the page of a night again (default: the newest) and say what stands in it."""
    from roundtrip import measure

    as_of = as_of or night.newest_night()
    if as_of is None:
        raise NoNightError("No night was decided yet; `roundtrip run` makes one.")
    page = night.report(as_of)
    summary = json.loads((settings.load().reports / as_of.isoformat() / "summary.json").read_text())
    typer.echo(measure.terminal(summary))
    typer.echo(page)
