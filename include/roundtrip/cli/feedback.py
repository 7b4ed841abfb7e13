"""`roundtrip feedback`: what came back, and what the app and the api say to each other."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="What providers and the app report.")


@app.command()
def replay(
    everything: Annotated[
        bool,
        typer.Option("--everything", help="also bodies that were read before, as after a reader learned something"),
    ] = False,
) -> None:
    """Read kept bodies that nobody read yet, as after a crash; what is known already stays as it is."""
    from zoneinfo import ZoneInfo

    from roundtrip import declared
    from roundtrip import feedback as room
    from roundtrip.domain.clock import SystemClock

    receiver = room.Receiver(SystemClock(), ZoneInfo(declared.policy().reporting.timezone))
    counted = room.replay(receiver, everything=everything)
    typer.echo(", ".join(f"{number} {name}" for name, number in counted.items()) or "every body has been read")


@app.command()
def schema() -> None:
    """Write docs/inbox.schema.json, by which apps read the inbox and give receipts."""
    from roundtrip.api.inbox.schema import inbox_schema, schema_file

    schema_file().write_text(inbox_schema())
    typer.echo(str(schema_file()))
