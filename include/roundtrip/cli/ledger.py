"""`roundtrip ledger`: what the ledger holds, why somebody got or did not get something, stop and go on, copies."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import typer

from roundtrip.cli import ledger_page
from roundtrip.domain.clock import SystemClock
from roundtrip.ledger import desk

app = typer.Typer(
    no_args_is_help=True, help="The ledger: what is sent, what is not, what nobody is sure of; halt and go on."
)

CAMPAIGN = typer.Argument(metavar="CAMPAIGN", help="The campaign's id.")
WHY = typer.Option("--why", metavar="TEXT", help="Stays on record.")
BY = typer.Option("--by", metavar="WHO", help="Who says so; default: you.")
AT = typer.Option(
    "--restored-at", formats=["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%MZ"], help="The instant the backup is of, in UTC."
)


class Became(StrEnum):
    SENT = "sent"
    UNSENT = "unsent"


STATES = {Became.SENT: "accepted", Became.UNSENT: "presumed_unsent"}


@app.command()
def status() -> None:
    """What is open, what came of the last two days, what stands still, and whether this database may send."""
    typer.echo(ledger_page.status(desk.status(SystemClock().now()), is_adopted=desk.is_adopted()))


@app.command()
def explain(
    who: Annotated[str, typer.Argument(metavar="PERSON", help="A person_id, user id, e-mail, phone, device …")],
) -> None:
    """Every message of a person with each of its moves, and why they did not get the others. Never an address."""
    from roundtrip import rights

    person_id = rights.find(who)
    typer.echo(ledger_page.explain(person_id, desk.explain(person_id)))


@app.command()
def uncertain(campaign: Annotated[str | None, typer.Option("--campaign", help="Of this one only.")] = None) -> None:
    """Messages of which nobody knows whether they went out; `resolve` says what became of one."""
    typer.echo(ledger_page.uncertain(desk.uncertain(campaign)))


@app.command()
def resolve(
    message: Annotated[UUID, typer.Argument(metavar="MESSAGE", help="A message_id of `roundtrip ledger uncertain`.")],
    became: Annotated[Became, typer.Argument(help="What became of it.")],
    why: Annotated[str, WHY],
) -> None:
    """Say what became of an uncertain message, as the provider's own log shows. It is never sent again, either way."""
    desk.resolve(message, STATES[became], f"{getpass.getuser()}: {why}", SystemClock().now())  # type: ignore[arg-type]
    typer.echo(f"{message}: {STATES[became]}")


@app.command()
def pause(campaign: Annotated[str, CAMPAIGN], why: Annotated[str, WHY] = "paused") -> None:
    """Let nothing more of a campaign go out until `resume`; what is planned waits, and expires when it is too late."""
    is_new = desk.halt(campaign, f"{getpass.getuser()}: {why}")
    typer.echo(
        f"{campaign}: {'paused' if is_new else 'stood still already'}; go on with: roundtrip ledger resume {campaign}"
    )


@app.command()
def resume(campaign: Annotated[str, CAMPAIGN]) -> None:
    """Lift every halt of a campaign, a provider's too; what is not too late goes out with the next run of `send`."""
    lifted = desk.resume(campaign)
    typer.echo(f"{campaign}: {'goes on' if lifted else 'did not stand still'}")


@app.command()
def halt(campaign: Annotated[str, CAMPAIGN], why: Annotated[str, WHY] = "halted") -> None:
    """Pause, and ask the providers to let go of what they have queued. A batch that is in flight still goes out."""
    from roundtrip.halt import halt_campaign

    halted = halt_campaign(campaign, f"{getpass.getuser()}: {why}", SystemClock().now())
    typer.echo(f"{campaign}: {'halted' if halted.is_new else 'stood still already'}")
    typer.echo(
        f"batches the providers let go of: {halted.cancelled}; sent already or not theirs to stop: {halted.refused}"
    )


@app.command()
def adopt(
    restored_at: Annotated[datetime | None, AT] = None,
    by: Annotated[str | None, BY] = None,
) -> None:
    """Let a restored, copied or promoted database send, once the one it comes from has stopped for good.

    What that one may have sent meanwhile becomes uncertain, so that nobody gets it twice.
    """
    instant = restored_at.replace(tzinfo=UTC) if restored_at else None
    doubtful = desk.adopt(SystemClock().now(), by or getpass.getuser(), instant)
    typer.echo(f"adopted; {doubtful:,} messages may have been sent by the other copy: roundtrip ledger uncertain")
