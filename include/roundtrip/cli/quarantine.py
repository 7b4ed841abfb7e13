"""`roundtrip quarantine`: what was refused and why, the rows themselves, and trying them again."""

from __future__ import annotations

import sys
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from roundtrip.cli.dates import day
from roundtrip.cli.shown import printable

if TYPE_CHECKING:
    from roundtrip.load.refused import Group

app = typer.Typer(no_args_is_help=True, help="Refused rows: count, look, try again.")

FEED = typer.Argument(metavar="FEED", help="The feed's name.")
FILE = typer.Option("--file", metavar="FILE", help="Only rows of this file, named as `list` names it.")
REASON = typer.Option(
    "--reason", metavar="REASON", help="Only rows refused for this reason, worded as `list` words it."
)
ONLY_FEED = typer.Option("--feed", metavar="FEED", help="Only this feed.")
SINCE = typer.Option("--since", parser=day, metavar="DATE", help="Only nights from this one on.")
SHOWN_GROUPS = 100
SHOWN_BYTES = 300


@app.command("list")
def list_refused(feed: Annotated[str | None, ONLY_FEED] = None, since: Annotated[date | None, SINCE] = None) -> None:
    """Count what is in quarantine now, by feed, file, reason and field."""
    from roundtrip.load import refused

    found = refused.groups(feed, since)
    if not found:
        only = (f" of {feed}" if feed else "") + (f" since {since}" if since else "")
        typer.echo(f"Nothing{only} is in quarantine.")
        return
    widths = [max(len(text) for text in column) for column in zip(*[_told(group) for group in found], strict=True)]
    for group in found[:SHOWN_GROUPS]:
        typer.echo("  ".join(text.ljust(width) for text, width in zip(_told(group), widths, strict=True)).rstrip())
    if len(found) > SHOWN_GROUPS:
        typer.echo(f"… and {len(found) - SHOWN_GROUPS:,} more; narrow them by --feed or --since")
    typer.echo(f"{_rows(sum(group.lines for group in found))}. `roundtrip quarantine show FEED` shows them.")


def _told(group: Group) -> tuple[str, ...]:
    nights = f"{group.first_night}" + (f" to {group.last_night}" if group.last_night > group.first_night else "")
    rows = _rows(group.lines) if group.lines else "the file"
    why = group.reason + (f" ({group.field})" if group.field else "")
    return group.feed, printable(group.file), rows, nights, printable(why)


@app.command()
def show(
    feed: Annotated[str, FEED],
    file: Annotated[str | None, FILE] = None,
    reason: Annotated[str | None, REASON] = None,
    limit: Annotated[int, typer.Option(min=1, help="Rows to show.")] = 20,
    raw: Annotated[
        bool,
        typer.Option("--raw", help="All rows, byte for byte and nothing else, to correct them for `retry --from`."),
    ] = False,
) -> None:
    """Show refused rows with line, field, reason and what they say. They may hold personal data: keep them to yourself."""
    from roundtrip.load import refused

    rows = refused.rows(feed, file, reason)
    if raw:
        for row in rows:
            sys.stdout.buffer.write(row.bytes + b"\n")
        return
    if not (first := next(rows, None)):
        typer.echo("Nothing of that is in quarantine; `roundtrip quarantine list` says what is.", err=True)
        raise typer.Exit(1)
    typer.echo("These rows may hold personal data.", err=True)
    for row in islice(chain([first], rows), limit):
        where = f"{printable(row.file)}:{row.line}"
        typer.echo(
            f"{where}  {row.reason}" + (f" ({row.field})" if row.field else "") + ("  [cut]" if row.is_cut else "")
        )
        typer.echo(f"    {_beginning(row.bytes)}")
    if next(rows, None):
        typer.echo(f"… and more; --limit {limit * 10} shows them")


def _beginning(content: bytes) -> str:
    shown = printable(content[:SHOWN_BYTES].decode("utf-8", "backslashreplace"))
    return shown + (f" … {len(content):,} bytes" if len(content) > SHOWN_BYTES else "")


@app.command()
def retry(
    feed: Annotated[str, FEED],
    file: Annotated[str | None, FILE] = None,
    reason: Annotated[str | None, REASON] = None,
    corrected: Annotated[
        Path | None,
        typer.Option("--from", metavar="PATH", help="The rows of --file, corrected: as many, in their order."),
    ] = None,
) -> None:
    """Load refused rows again, under the contract as it is now. What passes is loaded once; what fails stays."""
    from roundtrip.load import refused

    became = refused.retry(feed, file=file, reason=reason, corrected=corrected)
    typer.echo(f"{_rows(became.loaded)} loaded, {became.duplicates:,} there already")
    for fault, number in became.refused.most_common():
        typer.echo(f"{number:,} refused: {fault.reason}" + (f" ({fault.field})" if fault.field else ""))
    if became.cut:
        typer.echo(f"{became.cut:,} not tried: longer than what is kept of a row; correct them and use --from")
    for name, number in became.headless.items():
        typer.echo(f"{number:,} not tried: {name} is no longer in the landing, and with it its header; use --from")


def _rows(number: int) -> str:
    return f"{number:,} row" + ("" if number == 1 else "s")
