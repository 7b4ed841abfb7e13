"""`roundtrip feed`: contracts of feeds: list and check those there are, draft one for files of your own."""

from __future__ import annotations

from typing import Annotated

import typer

from roundtrip import declared

app = typer.Typer(no_args_is_help=True, help="Feeds: the contracts of the files that land.")

FILES = typer.Argument(
    metavar="FILES…", help="Samples: CSV, NDJSON or Parquet, gzipped or not; a path or an fsspec URL."
)
NAME = typer.Option("--name", help="What the feed is called; default: after the first file.")
WRITE = typer.Option(
    "--write", help="Write the files into include/feeds and dbt/models/staging; never over one that exists."
)


@app.command("list")
def list_() -> None:
    """Every feed: how it comes, its key, and what needs it."""
    for feed in declared.feeds():
        marks = f"{feed.format}, {feed.mode}" + (", optional" if feed.optional else "")
        typer.echo(f"{feed.name:<24} {marks:<28} {feed.files:<28} {feed.needed_for}")


@app.command()
def check() -> None:
    """Read every contract and try its example row on it; ends with 1 where anything is wrong."""
    from roundtrip import load

    feeds = declared.feeds()
    faults = [fault for feed in feeds for fault in load.example_faults(feed)]
    for fault in faults:
        typer.echo(fault, err=True)
    if faults:
        raise typer.Exit(1)
    shown = sum(feed.example is not None for feed in feeds)
    typer.echo(f"{len(feeds)} contracts, {shown} with an example, no fault")


@app.command()
def docs() -> None:
    """Write docs/feeds.md from the contracts: what each feed is for, its columns, a row."""
    from roundtrip.load.reference import reference, reference_file

    reference_file().write_text(reference())
    typer.echo(str(reference_file()))


@app.command()
def infer(
    files: Annotated[list[str], FILES],
    name: Annotated[str | None, NAME] = None,
    write: Annotated[bool, WRITE] = False,
) -> None:
    """Draft a contract and a staging model from samples. Every guess says why; what to look at says CHECK."""
    from roundtrip.load import inference

    draft = inference.infer(files, name)
    if write:
        for path in draft.write():
            typer.echo(f"wrote {path}")
    else:
        for path, content in draft.files.items():
            typer.echo(f"# ---- {path}\n{content}")
    for fault in draft.faults:
        typer.echo(f"{draft.feed}: {fault}", err=True)
