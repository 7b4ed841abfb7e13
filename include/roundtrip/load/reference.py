"""docs/feeds.md: what every feed is for, its columns and a row, written from the contracts and from the comments in them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from roundtrip import settings
from roundtrip.declared import feeds
from roundtrip.domain.column import Column
from roundtrip.domain.feed import Feed
from roundtrip.load.example import as_file

TITLE = """# Feeds

Written by `roundtrip feed docs` from `include/feeds/*.yml`; change those. A file that fits lands below the landing folder under
the pattern given, plain or gzipped. `*` marks what every row must have. What is not here yet:
[bring your own feed](how-to/bring-your-own-feed.md).
"""
KINDS = {"Feeds of the product": False, "Shapes other systems write, and the worked example": True}
"""Heading by whether the feeds under it are optional."""
REMARK = re.compile(r"^  (\w+):.*\s#\s(.+)$", re.MULTILINE)
"""A column on a line of its own, with a comment behind it."""


def reference_file() -> Path:
    return settings.PROJECT / "docs" / "feeds.md"


def reference() -> str:
    """The page, as Markdown; the same for the same contracts."""
    return "\n".join([TITLE, *_contents(), *(line for feed in feeds() for line in _section(feed))])


def _contents() -> Iterator[str]:
    for heading, is_optional in KINDS.items():
        yield f"**{heading}**\n\n| feed | needed for |\n|---|---|"
        for feed in feeds():
            if feed.optional == is_optional:
                yield f"| [{feed.name}](#{feed.name}) | {feed.needed_for} |"
        yield ""


def _section(feed: Feed) -> Iterator[str]:
    text = (settings.load().include / "feeds" / f"{feed.name}.yml").read_text()
    remarks = dict(REMARK.findall(text[text.index("\ncolumns:") :]))
    yield f"## {feed.name}\n\n{_opening(text)}\n"
    yield f"- **Files** `{feed.files}`, {feed.format}\n- **Rows** {_rows(feed)}\n- **Fresh** {_freshness(feed)}"
    yield f"- **Needed for** {feed.needed_for}\n\n| column | type | |\n|---|---|---|"
    for name, column in feed.columns.items():
        said = "; ".join([*_rules(name, column), *filter(None, [remarks.get(name)])]).replace("|", r"\|")
        yield f"| `{name}` | {column.type}{' *' if column.required else ''} | {said} |"
    yield f"\n```{feed.format if feed.format == 'csv' else 'json'}\n{_shown(feed)}\n```\n"


def _opening(text: str) -> str:
    """The comment at the top of a contract."""
    lines = text[: text.index("feed:")].splitlines()
    return "\n".join(line.removeprefix("#").strip() for line in lines).strip()


def _rows(feed: Feed) -> str:
    names = ", ".join(f"`{name}`" for name in (*feed.key, *feed.key_if_any)) or "line"
    match feed.mode:
        case "append":
            return f"once by {names}"
        case "upsert":
            return f"by {names}, the newest version counts"
        case "replace_partition":
            whole = ", ".join(f"`{name}`" for name in feed.partition)
            return f"by {names}; a delivery replaces all of its {whole}"


def _freshness(feed: Feed) -> str:
    hours = feed.freshness // timedelta(hours=1)
    age = f"{hours // 24} days" if hours % 24 == 0 else f"{hours} hours"
    return f"while the newest {f'`{feed.event_time}`' if feed.event_time else 'file'} is no older than {age}"


def _rules(name: str, column: Column) -> Iterator[str]:
    if column.source(name) != name:
        yield f"`{column.source(name)}` in the file"
    if column.one_of:
        yield ", ".join(column.one_of)
    if column.pattern:
        yield f"as in `{column.pattern}`"
    if column.minimum is not None:
        yield f"at least {column.minimum}"
    if column.identifies:
        yield f"identifies by {column.identifies}"
    if column.unquoted:
        yield "a number will do"
    if column.personal:
        yield "personal"


def _shown(feed: Feed) -> str:
    if feed.format == "csv":
        return as_file(feed).decode().strip().replace("\r\n", "\n")
    return json.dumps(feed.example, ensure_ascii=False)
