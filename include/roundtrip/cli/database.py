"""`roundtrip db`: the database of this installation."""

from __future__ import annotations

import os
import shutil
from typing import Annotated

import typer

from roundtrip import settings
from roundtrip.db.embedded import EmbeddedPostgres
from roundtrip.db.engine import Role, database_url
from roundtrip.db.migrate import upgrade

app = typer.Typer(no_args_is_help=True, help="The database: embedded, or the one ROUNDTRIP_DATABASE_URL names.")
ROLES = ", ".join(role.name.lower() for role in Role)


class NoEmbeddedServerError(RuntimeError):
    """ROUNDTRIP_DATABASE_URL names a server that is not ours to start or stop."""


def _embedded() -> EmbeddedPostgres:
    if settings.load().database_url:
        raise NoEmbeddedServerError("ROUNDTRIP_DATABASE_URL is set, so no embedded server is used; unset it first.")
    return EmbeddedPostgres(settings.load().home / "postgres")


@app.command()
def url() -> None:
    """Print the URL, for a BI tool or psql; it holds the password."""
    typer.echo(database_url())


@app.command()
def start() -> None:
    """Start the embedded server; it is left running."""
    _embedded().start()
    typer.echo(f"running; log: {_embedded().log}")


@app.command()
def stop() -> None:
    """Stop the embedded server."""
    typer.echo("stopped" if _embedded().stop() else "was not running")


@app.command()
def migrate() -> None:
    """Bring schema crm to the newest migration; running it again changes nothing."""
    upgrade()
    typer.echo("at the newest migration")


@app.command()
def psql(
    role: Annotated[str | None, typer.Option(help=f"Act as one role only: {ROLES}.")] = None,
) -> None:
    """Open psql, as the installer or as one role."""
    address = database_url()  # starts the server where needed
    found = shutil.which("psql") or str(EmbeddedPostgres(settings.load().home / "postgres").psql)
    environment = dict(os.environ)
    if role:
        try:
            environment["PGOPTIONS"] = f"-c role={Role[role.upper()].value}"
        except KeyError:
            raise typer.BadParameter(f"there is no role {role!r}; there are {ROLES}", param_hint="--role") from None
    os.execve(found, [found, address], environment)  # noqa: S606  (a terminal program takes our place)
