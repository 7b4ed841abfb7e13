"""`roundtrip …`: the acts of the schedule and of a person, from a terminal. One file a noun."""

from __future__ import annotations

import sys
from typing import NoReturn

import typer
from psycopg.errors import UndefinedTable
from sqlalchemy.exc import ProgrammingError

from roundtrip import settings
from roundtrip.cli import (
    airflow,
    campaign,
    database,
    doctor,
    feed,
    feedback,
    ledger,
    night,
    person,
    quarantine,
    segment,
)
from roundtrip.db.engine import no_answer

app = typer.Typer(
    no_args_is_help=True, pretty_exceptions_enable=False, help="The mobile CRM that lives in your own warehouse."
)
app.add_typer(campaign.app, name="campaign")
app.add_typer(segment.app, name="segment")
app.add_typer(feed.app, name="feed")
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(feedback.app, name="feedback")
app.add_typer(ledger.app, name="ledger")
app.add_typer(person.app, name="person")
app.add_typer(database.app, name="db")
app.add_typer(airflow.app, name="airflow")
app.command("run")(night.run)
app.command("send")(night.send)
app.command("report")(night.report)
app.command("doctor")(doctor.doctor)


def main() -> None:
    """Our own errors are sentences for people and end with code 1; any other is a bug and keeps its traceback."""
    try:
        app()
    except ProgrammingError as error:
        if not isinstance(error.orig, UndefinedTable):
            raise
        _end(settings.NO_NIGHT_HERE)
    except Exception as error:
        if sentence := no_answer(error):
            _end(sentence)
        if not type(error).__module__.startswith("roundtrip."):
            raise
        _end(str(error))


def _end(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    sys.exit(1)
