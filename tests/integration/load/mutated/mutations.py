"""What can happen to a file on its way. A mutation takes dice and a good sample and gives the file's bytes; SOME of them are for
one format only, and PACKED ones happen to a gzip as it lies there."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable

from tests.integration.load.mutated.samples import Sample

Mutation = Callable[[random.Random, Sample], bytes]
MEGABYTE = 1 << 20


def mutated(dice: random.Random, of: Sample) -> tuple[str, bytes]:
    """The name of what happened, and the file as it lies in the landing after it."""
    choice = ANY | (OF_CSV if of.is_csv else OF_NDJSON)
    name = dice.choice(sorted(choice | PACKED if of.is_gzip else choice))
    if name in PACKED:
        return name, PACKED[name](dice, gzip.compress(of.content(), mtime=0))
    content = choice[name](dice, of)
    return name, gzip.compress(content, mtime=0) if of.is_gzip else content


# Bytes and lines -------------------------------------------------------------------------------------------------------


def _at_places(change: Callable[[random.Random, bytearray, int], None]) -> Mutation:
    """The change, at one to twenty places of the file."""

    def mutation(dice: random.Random, of: Sample) -> bytes:
        content = bytearray(of.content())
        for _ in range(dice.randrange(1, 20)):
            change(dice, content, dice.randrange(len(content)))
        return bytes(content)

    return mutation


def _flip_byte(dice: random.Random, content: bytearray, at: int) -> None:
    content[at] = dice.randrange(256)


def _flip_bit(dice: random.Random, content: bytearray, at: int) -> None:
    content[at] ^= 1 << dice.randrange(8)


def _drop(dice: random.Random, content: bytearray, at: int) -> None:
    del content[at : at + dice.randrange(1, 10)]
    content += b" "  # so that there is always a place left


def _repeat(dice: random.Random, content: bytearray, at: int) -> None:
    content[at:at] = content[at : at + 10] + bytes([dice.choice(b'\\"\x00\xff\n\r,;{')])


def _each_line(dice: random.Random, of: Sample, change: Callable[[bytes], bytes]) -> bytes:
    """The change, in about a third of the lines, in one at least."""
    lines = of.lines
    sure = dice.randrange(len(lines))
    return of.content([change(line) if n == sure or dice.random() < 0.3 else line for n, line in enumerate(lines)])


def _cut(dice: random.Random, of: Sample) -> bytes:
    return _each_line(dice, of, lambda line: line[: dice.randrange(len(line))])


def _joined(dice: random.Random, of: Sample) -> bytes:
    return _each_line(dice, of, lambda line: line + line)


def _blank_lines(dice: random.Random, of: Sample) -> bytes:
    return _each_line(dice, of, lambda line: line + dice.choice([b"\n", b"\n  \t", b"\n\r\n"]))


def _nul(dice: random.Random, of: Sample) -> bytes:
    def spoil(line: bytes) -> bytes:
        at = dice.randrange(len(line))
        return line[:at] + dice.choice([b"\x00", b"\\u0000"]) + line[at:]

    return _each_line(dice, of, spoil)


def _long_line(dice: random.Random, of: Sample) -> bytes:
    return _each_line(dice, of, lambda line: line + b"x" * dice.choice([70_000, MEGABYTE, MEGABYTE + 1, 3 * MEGABYTE]))


def _file_cut(dice: random.Random, of: Sample) -> bytes:
    content = of.content()
    return content[: dice.randrange(len(content))]


# Encodings -------------------------------------------------------------------------------------------------------------


def _encoded(encoding: str) -> Mutation:
    return lambda _, of: of.content().decode().encode(encoding, "replace")


def _partly_latin(dice: random.Random, of: Sample) -> bytes:
    return _each_line(dice, of, lambda line: line.decode().encode("latin-1", "replace"))


# Values ----------------------------------------------------------------------------------------------------------------


def _values(*literals: str, columns: tuple[str, ...] = ()) -> Mutation:
    """Some values become one of these literals: JSON text, or a CSV's cell, where quotes around it are left out."""

    def mutation(dice: random.Random, of: Sample) -> bytes:
        places = [name for name in of.names if name in columns] or of.names
        for row in dice.sample(of.rows, dice.randrange(1, len(of.rows))):
            literal = dice.choice(literals)
            row[dice.choice(places)] = literal.strip('"') if of.is_csv else literal
        return of.content()

    return mutation


TIMES = ("occurred_at", "updated_at", "bought_at", "spent_on", "born_on")
NUMBERS = ("amount", "ratio")


def _same_keys(dice: random.Random, of: Sample) -> bytes:
    """Some rows come again, with other content or with the same."""
    for row in dice.sample(of.rows, dice.randrange(1, len(of.rows))):
        of.rows.insert(dice.randrange(len(of.rows) + 1), row | {"amount": dice.choice([row["amount"], "7"])})
    return of.content()


def _deep(dice: random.Random, of: Sample) -> bytes:
    depth = dice.choice([100, 250, 260, 5_000])
    opening, closing = dice.choice([("[", "]"), ('{"a":', "}")])
    for row in dice.sample(of.rows, 3):
        row[dice.choice(["properties", "note", "unknown"])] = opening * depth + "1" + closing * depth
    return of.content()


def _moved_fields(dice: random.Random, of: Sample) -> bytes:
    """JSON knows no order: nothing may come of it."""
    of.rows = [dict(dice.sample(sorted(row.items()), len(row))) for row in of.rows]
    return of.content()


def _swapped_fields(dice: random.Random, of: Sample) -> bytes:
    for row in dice.sample(of.rows, 3):
        one, other = dice.sample(sorted(row), 2)
        row[one], row[other] = row[other], row[one]
    return of.content()


def _field_twice(dice: random.Random, of: Sample) -> bytes:
    return _each_line(dice, of, lambda line: line[:-1] + b', "amount": 1, "amount": 2}')


def _missing_field(dice: random.Random, of: Sample) -> bytes:
    for row in dice.sample(of.rows, 5):
        del row[dice.choice(sorted(row))]
    return of.content()


def _new_field(dice: random.Random, of: Sample) -> bytes:
    for row in dice.sample(of.rows, 5):
        row[dice.choice(["new", "batch_id", "Amount", "\\u00e4", ""])] = dice.choice(["1", '"x"', "null", "[]"])
    return of.content()


# CSV -------------------------------------------------------------------------------------------------------------------


def _moved_columns(dice: random.Random, of: Sample) -> bytes:
    """Header and cells alike: nothing may come of it."""
    dice.shuffle(of.names)
    return of.content()


def _moved_cells(dice: random.Random, of: Sample) -> bytes:
    """The cells, but not the header."""
    header, separator, _ = of.content([]).partition(b"\n")
    dice.shuffle(of.names)
    return header + separator + of.content().partition(b"\n")[2]


def _more_columns(dice: random.Random, of: Sample) -> bytes:
    of.names.insert(dice.randrange(len(of.names)), dice.choice(["new", "Neu", "batch_id", "note ", ""]))
    return of.content()


def _fewer_columns(dice: random.Random, of: Sample) -> bytes:
    of.names.remove(dice.choice(of.names))
    return of.content()


def _header_again(dice: random.Random, of: Sample) -> bytes:
    header = of.content([]).rstrip(b"\n")
    return _each_line(dice, of, lambda line: line + b"\n" + header)


def _no_header(_: random.Random, of: Sample) -> bytes:
    return of.content().partition(b"\n")[2]


def _other_delimiter(dice: random.Random, of: Sample) -> bytes:
    return of.content().replace(of.delimiter.encode(), dice.choice([b",", b";", b"\t", b"|"]))


def _quotes(dice: random.Random, of: Sample) -> bytes:
    def spoil(line: bytes) -> bytes:
        at = dice.randrange(len(line) + 1)
        return line[:at] + dice.choice([b'"', b'""', b'"""']) + line[at:]

    return _each_line(dice, of, spoil)


# As it lies there ------------------------------------------------------------------------------------------------------


def _gzip_flipped(dice: random.Random, packed: bytes) -> bytes:
    content = bytearray(packed)
    for _ in range(dice.randrange(1, 4)):
        content[dice.randrange(len(content))] = dice.randrange(256)
    return bytes(content)


ANY: dict[str, Mutation] = {
    "nothing": lambda _, of: of.content(),
    "bytes flipped": _at_places(_flip_byte),
    "bits flipped": _at_places(_flip_bit),
    "bytes dropped": _at_places(_drop),
    "bytes repeated": _at_places(_repeat),
    "lines cut": _cut,
    "lines joined": _joined,
    "blank lines": _blank_lines,
    "NUL bytes": _nul,
    "long lines": _long_line,
    "file cut": _file_cut,
    "empty file": lambda *_: b"",
    "no newline at the end": lambda _, of: of.content().removesuffix(b"\n"),
    "CRLF": lambda _, of: of.content(newline=b"\r\n"),
    "CR": lambda _, of: of.content(newline=b"\r"),
    "said twice": lambda _, of: of.content(of.lines + of.lines),
    "latin-1": _encoded("latin-1"),
    "partly latin-1": _partly_latin,
    "UTF-16": _encoded("utf-16"),
    "UTF-16 without its mark": _encoded("utf-16-le"),
    "UTF-8 with its mark": _encoded("utf-8-sig"),
    "numbers out of range": _values("9223372036854775808", "-9223372036854775809", "1" * 400, "1e400", "-1", "1e-400", columns=NUMBERS),
    "NaN and Infinity": _values("NaN", "Infinity", "-Infinity", "nan", "inf", columns=NUMBERS),
    "numbers written oddly": _values("007", "+5", "5.0", "5.", ".5", "1_000", "1,000", "0x10", "\u0665", "1e3", columns=NUMBERS),
    "times in local zones": _values(
        '"2026-11-09T10:00:00"', '"2026-11-09T10:00:00+05:45"', '"2026-11-09 10:00 CET"', '"2026-10-25T02:30:00"',
        '"09.11.2026 10:00"', '"11/9/2026"', '"2026-11-09T10:00:00+25:00"', columns=TIMES,
    ),
    "times in 1970 and 2100": _values(
        '"1970-01-01T00:00:00Z"', '"2100-01-01T00:00:00Z"', '"1970-01-01"', '"2100-01-01"', '"0000-00-00"',
        '"9999-12-31T23:59:59-14:00"', '"0001-01-01T00:00:00+14:00"', "0", "1762682400", columns=TIMES,
    ),
    "other types": _values('"x"', "1", "true", "null", "[]", "{}", '""', '"true"', '"5"', "1.5"),
    "addresses of nobody": _values('"nobody"', '"@"', '"a@b@c"', '"030 1234"', '"=1+1"', '"a@' + "b" * 300 + '"', columns=("email", "phone")),
    "same keys, other content": _same_keys,
}  # fmt: skip
OF_NDJSON: dict[str, Mutation] = {
    "deep JSON": _deep,
    "fields in another order": _moved_fields,
    "fields swapped": _swapped_fields,
    "a field twice": _field_twice,
    "a field missing": _missing_field,
    "a field more": _new_field,
    "one array": lambda _, of: b"[" + b",\n".join(of.lines) + b"]\n",
    "half surrogates": _values(
        '"\\ud800"', '"\\udc00x"', '"\\ud83d\\ude00"', columns=("note", "event_id", "member_id")
    ),
}
OF_CSV: dict[str, Mutation] = {
    "columns moved": _moved_columns,
    "cells moved": _moved_cells,
    "a column more": _more_columns,
    "a column fewer": _fewer_columns,
    "header twice": _header_again,
    "no header": _no_header,
    "another delimiter": _other_delimiter,
    "quotes": _quotes,
}
PACKED: dict[str, Callable[[random.Random, bytes], bytes]] = {
    "zip bomb": lambda *_: gzip.compress(b"x" * 20 * MEGABYTE, mtime=0),
    "gzip cut": lambda dice, packed: packed[: dice.randrange(len(packed))],
    "gzip flipped": _gzip_flipped,
    "gzip in a gzip": lambda _, packed: gzip.compress(packed, mtime=0),
    "gzips in a row": lambda _, packed: packed + packed,
    "gzip with a tail": lambda dice, packed: packed + dice.choice([b"tail", b"\0" * 512, b"\x1f\x8b"]),
}
