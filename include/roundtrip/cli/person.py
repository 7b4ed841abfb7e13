"""`roundtrip person`: what is known of somebody, everything as a file, and forgetting them."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from roundtrip import settings

OWNER_ALONE = 0o600

app = typer.Typer(no_args_is_help=True, help="One person: show, export, erase.")

WHO = typer.Argument(
    metavar="ID",
    help="A person_id, user id, e-mail, phone, card, device …; `email:…`, `person:…` where it could be several.",
)
BY = typer.Option("--by", metavar="WHO", help="Who asks for it; stays on record. Default: you.")


@app.command()
def show(
    who: Annotated[str, WHO], as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False
) -> None:
    """Identifiers and why they are one, attributes, consents, segments, messages, and why not. Never an address."""
    from roundtrip import rights
    from roundtrip.cli.person_page import page

    known = rights.show(rights.find(who))
    typer.echo(json.dumps(known, default=str, indent=2, ensure_ascii=False) if as_json else page(known))


@app.command()
def export(
    who: Annotated[str, WHO],
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Readable by you alone. Default: the terminal.")
    ] = None,
    by: Annotated[str | None, BY] = None,
) -> None:
    """Everything stored about a person, addresses in clear, as one JSON document (GDPR art. 15 and 20)."""
    from roundtrip import rights

    person_id = rights.find(who)
    with _opened(to) as out:
        counts = rights.export(person_id, by or getpass.getuser(), out)
    found = ", ".join(f"{section} {number:,}" for section, number in counts.items() if number)
    typer.echo(f"person {person_id}: {found}", err=True)


@app.command()
def erase(
    who: Annotated[str, WHO],
    by: Annotated[str | None, BY] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask: there is no way back.")] = False,
) -> None:
    """Forget a person in landing files, raw, quarantine, reports, dbt's tables and the ledger; counts stay. Again finishes or does nothing."""
    from roundtrip import rights

    person_id = rights.find(who)
    typer.echo(f"person {person_id}, here and in the files of {settings.load().landing}")
    if not yes:
        typer.confirm("Erase for good? There is no way back", abort=True)
    counts = rights.erase(person_id, by or getpass.getuser(), lambda line: typer.echo(f"  {line}"))
    typer.echo(f"person {person_id}: {'erased' if counts else 'nothing was left to erase'}")


@contextmanager
def _opened(to: Path | None) -> Iterator[BinaryIO]:
    """The file, made for its owner alone, or the terminal."""
    if to is None:
        yield sys.stdout.buffer
        return
    try:
        descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ALONE)
    except OSError as error:
        raise typer.BadParameter(
            f"{to} cannot be written ({error.strerror}); name another file", param_hint="--to"
        ) from error
    with os.fdopen(descriptor, "wb") as out:
        os.fchmod(descriptor, OWNER_ALONE)  # of a file that was there, too
        yield out
