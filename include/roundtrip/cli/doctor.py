"""`roundtrip doctor`: what this installation is and what runs of it. Starts nothing, prints no secret."""

from __future__ import annotations

import platform

import typer

from roundtrip import declared, settings
from roundtrip.db.embedded import EmbeddedPostgres
from roundtrip.local_airflow.up import services


def doctor() -> None:
    """Say where this installation keeps things, what it may do, and what runs."""
    here = settings.load()
    campaigns, faults = declared.campaigns()
    server = EmbeddedPostgres(here.home / "postgres")
    is_embedded = here.database_url is None
    facts = {
        "python": platform.python_version(),
        "state": here.home,
        "database": where(),
        "embedded server": ("running" if server.is_alive() else "stopped") if is_embedded else "not used",
        "airflow": ", ".join(services().running()) or "stopped",
        "landing": here.landing,
        "sending": f"{here.sending} to {here.providers} providers",
        "campaigns": f"{len(campaigns)} readable, {len(faults)} faults",
    }
    for name, fact in facts.items():
        typer.echo(f"{name:<16} {fact}")


def where() -> str:
    """The database in words, without its password."""
    here = settings.load()
    return "the database of ROUNDTRIP_DATABASE_URL" if here.database_url else f"{here.database} in the embedded server"
