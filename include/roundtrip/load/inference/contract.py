"""The draft as the YAML of a contract: every guess with its reason beside it."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath
from typing import Any

from roundtrip.load.inference.columns import Drafted
from roundtrip.load.inference.delivery import Delivery
from roundtrip.load.inference.example import example
from roundtrip.load.inference.sample import Sample

PLAIN = re.compile(r"[A-Za-z][\w./;'-]*(?: [\w./;'-]+)*", re.ASCII)
NOT_PLAIN = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
COLUMN_WIDTH = 72
KEY_WIDTH = 36
PACKED = (".gz", ".gzip")
OFFLINE = re.compile(r"store|shop|receipt|pos|till|call|lead|spend|cost|loyalty|branch|offline")


def contract(feed: str, sample: Sample, columns: list[Drafted], how: Delivery) -> str:
    """The text of include/feeds/<feed>.yml; `trial` puts what the loader says of it into its second line."""
    lines = [
        f"# {feed}: drafted by `roundtrip feed infer` from {_evidence(sample)}.",
        "# CHECK every line that says so; then say here what the feed tells, in one sentence.",
    ]
    lines += [_line(f"{key}: {said}", why) for key, said, why in _head(feed, sample, columns, how)]
    width = max(len(column.name) for column in columns) + 1
    lines += ["columns:", *(_column(drafted, width) for drafted in columns)]
    lines += [
        "example:                             # a row as it stands in the file; made up where it would tell who somebody is"
    ]
    lines += [f"  {yaml(name)}: {yaml(said)}" for name, said in example(sample, columns).items()]
    return "\n".join(lines) + "\n"


def _evidence(sample: Sample) -> str:
    files = f"{len(sample.paths)} files" if len(sample.paths) > 1 else "one file"
    looked = f"all {len(sample.rows):,} rows" if sample.is_whole else f"{len(sample.rows):,} rows, spread over it,"
    bad = f", {sample.unreadable} lines that are no record left out" if sample.unreadable else ""
    return f"{looked} of {files}{bad}"


def _head(feed: str, sample: Sample, columns: list[Drafted], how: Delivery) -> list[tuple[str, str, str]]:
    is_offline = bool(OFFLINE.search(feed))
    fresh = "36 hours" if how.mode == "append" and how.event_time and not is_offline else "8 days"
    said = [
        ("feed", feed, ""),
        (
            "files",
            f"{feed}/*{_suffix(sample.paths[0])}*",
            "below the landing folder; put them there, or say where they are",
        ),
        ("format", sample.format, ""),
        ("delimiter", yaml(sample.delimiter) if sample.delimiter not in ("", ",") else "", ""),
        ("timezone", "UTC" if _lacks_zone(columns) else "", f"CHECK: {', '.join(_lacks_zone(columns))} say no zone"),
        ("mode", how.mode, f"CHECK: {how.why}"),
        ("partition", _flow(how.partition) if how.partition else "", "restated as a whole"),
        ("key", _flow(how.key), how.evidence),
        ("event_time", how.event_time or "", "when a row happened, or last changed"),
        ("freshness", fresh, "CHECK: older than this at as_of: campaigns downstream decide stale_data"),
        ("minimum_rows", "0", "CHECK: fewer rows in a night: likewise"),
        ("unknown_columns", "keep", "keep (in extra, and reported) | refuse"),
        ("side", "offline" if is_offline else "app", "CHECK: app | offline, which group of the night loads it"),
        ("needed_for", f"questions about {feed.replace('_', ' ')}", "CHECK: what nobody could answer without it"),
    ]
    return [entry for entry in said if entry[1]]


def _suffix(path: str) -> str:
    """What the files' names end with, packed or not: `.csv` of `orders.2026-11-10.csv.gz`."""
    return next((suffix for suffix in reversed(PurePosixPath(path).suffixes) if suffix not in PACKED), "")


def _lacks_zone(columns: list[Drafted]) -> list[str]:
    return [c.name for c in columns if c.column.type == "timestamp" and not c.column.unit and not c.seen.shape.has_zone]


def _line(said: str, why: str) -> str:
    return f"{said:<{KEY_WIDTH}} # {why}" if why else said


def _column(drafted: Drafted, width: int) -> str:
    rules = drafted.column.model_dump(exclude_defaults=True)
    said = ", ".join(f"{key}: {_flow(rule) if key == 'one_of' else yaml(rule)}" for key, rule in rules.items())
    line = f"  {drafted.name + ':':<{width}} {{{said}}}"
    return f"{line:<{COLUMN_WIDTH}} # {'; '.join(drafted.notes)}" if drafted.notes else line


def _flow(values: tuple[str, ...]) -> str:
    return f"[{', '.join(map(yaml, values))}]"


def yaml(value: Any) -> str:
    """A scalar as YAML 1.2 and 1.1 read it alike: plain where nothing can be mistaken, else in JSON's quotes."""
    if isinstance(value, str) and PLAIN.fullmatch(value) and value.lower() not in NOT_PLAIN:
        return value
    return json.dumps(value, ensure_ascii=False, default=str)
