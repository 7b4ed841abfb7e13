"""`roundtrip airflow`: what `make up` and `make down` call."""

from __future__ import annotations

import typer

from roundtrip import settings
from roundtrip.cli.doctor import where
from roundtrip.local_airflow import up as local

app = typer.Typer(no_args_is_help=True, help="The real Airflow on this machine.")


@app.command()
def up() -> None:
    """Start api-server, scheduler, dag-processor and triggerer on 127.0.0.1; print where and how to log in."""
    login = local.up(progress=lambda what: typer.echo(f"  starting {what} …"))
    typer.echo(f"\nAirflow   {login.url}\nuser      {login.user}\npassword  {login.password}")
    typer.echo(f"\nIts nights work on {where()}, with the files of {settings.load().landing}.")
    typer.echo("The DAGs are paused until you switch them on. `make down` stops everything.")


@app.command()
def down() -> None:
    """Stop Airflow and the embedded Postgres, and prove that no process is left."""
    processes, had_server = local.down()
    typer.echo(f"stopped {processes} processes of Airflow" if processes else "Airflow was not running")
    typer.echo("stopped the embedded Postgres" if had_server else "the embedded Postgres was not running")
