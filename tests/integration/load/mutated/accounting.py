"""What must have become of a file, found out without the loader: this module shares no code with it, nor its parsers."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import dataclass

KEPT = 65_536
GZIP = b"\x1f\x8b"
LONGEST_FIELD = 131_072
MOST_TIMES, UNJUDGED = 200, 16 << 20
"""The limit that docs/how-to/bring-your-own-feed.md states: what is beyond both is a zip bomb."""


@dataclass(frozen=True)
class Line:
    """One row of a file as it stands there."""

    number: int
    """Physical line at which it starts, from 1."""
    content: bytes


def unpacked(stored: bytes) -> bytes | None:
    """The file's content; None where it is a gzip that is cut, damaged or a bomb. What does not begin as a gzip is none."""
    if not stored.startswith(GZIP):
        return stored.removeprefix(b"\xef\xbb\xbf")
    content, rest = b"", stored
    while rest:
        member = zlib.decompressobj(31)
        try:
            content += member.decompress(rest)
        except zlib.error:
            return None
        if not member.eof:
            return None
        rest = member.unused_data.lstrip(b"\0")
    if len(content) > max(UNJUDGED, MOST_TIMES * len(stored)):
        return None
    return content.removeprefix(b"\xef\xbb\xbf")


def physical_lines(content: bytes) -> list[Line]:
    """Everything between newlines; what follows the last one only where there is something."""
    lines = content.split(b"\n")
    if not lines[-1]:
        lines.pop()
    return [Line(number, line) for number, line in enumerate(lines, 1)]


def header(content: bytes, delimiter: str) -> list[str] | None:
    """The columns' names; None where the first line is not simply names."""
    first = content.partition(b"\n")[0].removesuffix(b"\r")
    if b'"' in first or b"\r" in first or b"\0" in first:
        return None
    try:
        return [name.strip() for name in first.decode().split(delimiter)]
    except UnicodeDecodeError:
        return None


def csv_lines(content: bytes, delimiter: str) -> list[Line] | None:
    """Rows after the header; None where RFC 4180 does not say where they begin and end."""
    start, number, found = content.find(b"\n") + 1, 2, []
    if not start:
        return []
    cell = re.compile(rb'(?:"(?:[^"]|"")*"|[^"\n%b]*)(%b|\r?\n|\r?\Z)' % ((re.escape(delimiter.encode()),) * 2))
    while start < len(content):
        at = start
        while True:
            match = cell.match(content, at)
            if match is None:
                return None
            at = match.end()
            if match[1] != delimiter.encode():
                break
        whole = content[start:at].removesuffix(b"\n")
        if b"\n" in whole and not _is_plain(whole, delimiter):
            return None
        found.append(Line(number, whole))
        number += content.count(b"\n", start, at)
        start = at
    return found


def _is_plain(whole: bytes, delimiter: str) -> bool:
    """Nothing in a row of several lines lets a reader doubt where it ends."""
    return b"\r" not in whole.removesuffix(b"\r") and len(whole) < LONGEST_FIELD and b"\0" not in whole


def said(line: bytes, names: list[str], delimiter: str | None) -> dict[str, object] | None:
    """What a row says, by name; None where it says nothing clear."""
    if delimiter is None:
        try:
            content = json.loads(line)
        except ValueError:
            return None
        return content if isinstance(content, dict) else None
    cells = re.findall(
        rb'("(?:[^"]|"")*"|[^"%b]*)(?:%b|\Z)' % ((re.escape(delimiter.encode()),) * 2), line.removesuffix(b"\r")
    )
    try:
        texts = [cell.decode() for cell in cells][: len(names)]
    except UnicodeDecodeError:
        return None
    return {
        name: text[1:-1].replace('""', '"') if text[:1] == '"' else text
        for name, text in zip(names, texts, strict=False)
    }
