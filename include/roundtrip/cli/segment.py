"""`roundtrip segment`: which segments there are, and who would be in one by its file as it is now."""

from __future__ import annotations

import json
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Segments: list, preview.")

AS_JSON = typer.Option("--json", help="For programs.")


@app.command("list")
def list_segments(as_json: Annotated[bool, AS_JSON] = False) -> None:
    """Every segment file with its people on the newest night, and the campaigns that speak to them."""
    from roundtrip import segments

    found = segments.listing()
    typer.echo(json.dumps([one.model_dump() for one in found]) if as_json else segments.list_page(found))


@app.command()
def preview(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The file's name, without seg_ and .sql.")],
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Who is in a segment by its file as it is now: size, change, some of them, by dimension. Builds and changes nothing."""
    from roundtrip import segments

    found = segments.preview(name)
    typer.echo(found.model_dump_json() if as_json else segments.preview_page(found))
