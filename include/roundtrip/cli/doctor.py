"""`roundtrip doctor`: what this installation is and what runs of it, how its data are, and the one export to ask for next.

Starts nothing, prints no secret.
"""

from __future__ import annotations

import json
import platform
from typing import Annotated

import typer

from roundtrip import declared, settings
from roundtrip.db.embedded import EmbeddedPostgres
from roundtrip.local_airflow.up import services

AS_JSON = typer.Option("--json", help="For machines: one JSON object with `installation` and `health`.")


def doctor(as_json: Annotated[bool, AS_JSON] = False) -> None:
    """Say what this installation is, whether its data are fresh, joined and reachable, and what to ask for next."""
    from roundtrip import health

    facts = installation()
    found = health.health() if _may_ask() else None
    if as_json:
        typer.echo(json.dumps({"installation": facts, "health": found and found.model_dump(mode="json")}))
        return
    for name, fact in facts.items():
        typer.echo(f"{name:<16} {fact}")
    typer.echo("")
    typer.echo(health.terminal(found) if found else "The database is stopped; `roundtrip db start`, then ask again.")


def installation() -> dict[str, str]:
    """Where this installation keeps things, what it may do, and what runs."""
    from roundtrip.load import store

    here = settings.load()
    campaigns, faults = declared.campaigns()
    server = EmbeddedPostgres(here.home / "postgres")
    is_embedded = here.database_url is None
    return {
        "python": platform.python_version(),
        "state": str(here.home),
        "database": where(),
        "embedded server": ("running" if server.is_alive() else "stopped") if is_embedded else "not used",
        "airflow": ", ".join(services().running()) or "stopped",
        "landing": store.why_unreachable(here.landing) or here.landing,
        "sending": f"{here.sending} to {here.providers} providers",
        "campaigns": f"{len(campaigns)} readable, {len(faults)} faults",
    }


def _may_ask() -> bool:
    """Whether a connection would find a server: asking an embedded one that is stopped would start it."""
    here = settings.load()
    return here.database_url is not None or EmbeddedPostgres(here.home / "postgres").is_alive()


def where() -> str:
    """The database in words, without its password."""
    here = settings.load()
    return "the database of ROUNDTRIP_DATABASE_URL" if here.database_url else f"{here.database} in the embedded server"
