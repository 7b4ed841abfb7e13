"""`roundtrip campaign`: check the files, look at a message, give or refuse a campaign's approval."""

from __future__ import annotations

import getpass
from datetime import date
from typing import Annotated

import typer
from sqlalchemy import text

from roundtrip import decide, declared
from roundtrip.cli.dates import day
from roundtrip.db import Role, engine

app = typer.Typer(no_args_is_help=True, help="Campaigns: check, look, approve.")

NAME = typer.Argument(metavar="NAME", help="The campaign's id.")
ON = typer.Option("--on", parser=day, metavar="DATE", help="The occurrence; default: the newest that waits.")
BY = typer.Option("--by", metavar="WHO", help="Who says so; default: you.")

WAITING = text("""
    select a.occurrence_on, a.people
    from crm.approval as a
    join crm.campaign as c using (campaign_id)
    where campaign_id = :campaign and a.is_granted is null and a.definition_hash in (c.definition_hash, '')
    order by a.occurrence_on desc
""")


class NothingWaitsError(RuntimeError):
    """No occurrence of the campaign waits for a word."""


@app.command()
def check() -> None:
    """Find every fault in the campaign files, each with file, field and remedy, before anything is sent."""
    from roundtrip.channels import check_content

    if faults := decide.check_campaigns() or check_content(declared.campaigns()[0]):
        raise declared.DeclarationError(faults)
    typer.echo(f"{len(declared.campaign_files())} campaigns, no fault")


@app.command()
def schema() -> None:
    """Write docs/campaign.schema.json, from which editors complete campaign files."""
    from roundtrip.decide.schema import campaign_schema, schema_file

    schema_file().write_text(campaign_schema())
    typer.echo(str(schema_file()))


@app.command("list")
def list_campaigns() -> None:
    """Every campaign file, and what waits for approval."""
    campaigns, faults = declared.campaigns()
    for campaign in campaigns:
        typer.echo(f"{campaign.id:<20} {campaign.mode:<10} {campaign.segment:<20} {campaign.goal}")
        for occurrence_on, people in _waiting(campaign.id):
            typer.echo(f"{'':<20} waits for approval: {occurrence_on}, {people:,} people")
    for fault in faults:
        typer.echo(fault, err=True)


@app.command()
def test(
    name: Annotated[str, NAME],
    person: Annotated[str, typer.Option("--as", metavar="PERSON", help="A user id, or a person_id.")],
) -> None:
    """Render every step and variant as one person would get it. Sends nothing."""
    from roundtrip.channels import preview

    for rehearsal in preview(name, person):
        typer.echo(rehearsal)


@app.command()
def approve(
    name: Annotated[str, NAME],
    on: Annotated[date | None, ON] = None,
    by: Annotated[str | None, BY] = None,
) -> None:
    """Let an occurrence go out; the next run of `send` plans and sends it."""
    _answer(name, on, by, is_granted=True)


@app.command()
def reject(
    name: Annotated[str, NAME],
    on: Annotated[date | None, ON] = None,
    by: Annotated[str | None, BY] = None,
) -> None:
    """Refuse an occurrence."""
    _answer(name, on, by, is_granted=False)


def _answer(name: str, on: date | None, by: str | None, *, is_granted: bool) -> None:
    occurrence_on = on or _newest_waiting(name)
    decide.grant(name, occurrence_on, by=by or getpass.getuser(), is_granted=is_granted)
    typer.echo(f"{name} {occurrence_on}: {'approved' if is_granted else 'rejected'}")


def _newest_waiting(name: str) -> date:
    for occurrence_on, _ in _waiting(name):
        return occurrence_on
    raise NothingWaitsError(f"No occurrence of {name!r} waits for approval; `roundtrip campaign list` shows what does.")


def _waiting(name: str) -> list[tuple[date, int]]:
    with engine(Role.OPERATOR).connect() as db:
        return [(row.occurrence_on, row.people) for row in db.execute(WAITING, {"campaign": name})]
