"""Good files for the mutator: contracts of four kinds, and rows of which every one loads.

A row is a dict of literals, as they stand in the file: JSON text in NDJSON, cell text in CSV. So a mutation can put anything there.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

Row = dict[str, str]
EVENTS = """
feed: events
files: events/*
format: ndjson
mode: append
key: [event_id]
event_time: occurred_at
freshness: 36 hours
minimum_rows: 1
unknown_columns: keep
side: app
needed_for: tests
columns:
  event_id:    {type: text, required: true}
  occurred_at: {type: timestamp, required: true}
  kind:        {type: text, one_of: [open, close]}
  amount:      {type: integer, minimum: 0}
  ratio:       {type: number}
  is_new:      {type: boolean}
  born_on:     {type: date}
  note:        {type: text}
  properties:  {type: json}
"""
MEMBERS = """
feed: members
files: members/*
format: ndjson
mode: upsert
key: [member_id]
event_time: updated_at
freshness: 8 days
minimum_rows: 0
unknown_columns: keep
side: offline
needed_for: tests
columns:
  member_id:  {type: text, required: true, identifies: user_id}
  email:      {type: email}
  phone:      {type: phone}
  amount:     {type: integer}
  note:       {type: text, personal: true}
  updated_at: {type: timestamp, required: true}
"""
RECEIPTS = """
feed: receipts
files: receipts/*
format: csv
mode: append
key: [receipt_id]
event_time: bought_at
timezone: Europe/Berlin
freshness: 3 days
minimum_rows: 0
unknown_columns: keep
side: offline
needed_for: tests
columns:
  receipt_id: {type: text, required: true}
  bought_at:  {type: timestamp, required: true}
  amount:     {type: integer, required: true}
  note:       {type: text}
  city:       {type: text}
"""
SPEND = """
feed: spend
files: spend/*
format: csv
delimiter: ";"
mode: replace_partition
partition: [network]
key: [network, spent_on]
freshness: 3 days
minimum_rows: 0
unknown_columns: keep
side: app
needed_for: tests
columns:
  network:  {type: text, required: true}
  spent_on: {type: date, required: true}
  amount:   {type: number, required: true}
  note:     {type: text}
"""
CONTRACTS = {"events": EVENTS, "members": MEMBERS, "receipts": RECEIPTS, "spend": SPEND}
KEYS = {
    "events": ("event_id",),
    "members": ("member_id",),
    "receipts": ("receipt_id",),
    "spend": ("network", "spent_on"),
}
DELIMITERS = {"receipts": ",", "spend": ";"}
NAMES = {
    feed: [line.split(":")[0].strip() for line in contract.partition("columns:\n")[2].splitlines()]
    for feed, contract in CONTRACTS.items()
}
NOTES = ("Köln", "Łódź", "東京", "plain", "a\\b", "50 %", "naïve café", "x" * 300)


@dataclass
class Sample:
    """One good file, before anything happens to it."""

    feed: str
    number: int
    is_gzip: bool
    rows: list[Row]
    multiline: bool = False
    """Some notes are quoted and hold a newline (CSV)."""
    names: list[str] = field(default_factory=list)

    @property
    def is_csv(self) -> bool:
        return self.feed in DELIMITERS

    @property
    def delimiter(self) -> str:
        return DELIMITERS[self.feed]

    @property
    def lines(self) -> list[bytes]:
        """The rows as they stand in the good file, without newlines and header."""
        return [self.written(row) for row in self.rows]

    def written(self, row: Row) -> bytes:
        if self.is_csv:
            return self.delimiter.join(row.get(name, "") for name in self.names).encode("utf-8", "surrogateescape")
        return ("{" + ", ".join(f'"{name}": {value}' for name, value in row.items()) + "}").encode()

    def content(self, lines: list[bytes] | None = None, newline: bytes = b"\n") -> bytes:
        """The whole file: a header where it is a CSV, and the lines (default: the good ones)."""
        header = [self.delimiter.join(self.names).encode()] if self.is_csv else []
        return b"".join(line + newline for line in header + (self.lines if lines is None else lines))


def sample(number: int, dice: random.Random) -> Sample:
    """The file of that number; its keys are its own."""
    feed = ("events", "members", "receipts", "receipts", "spend")[number % 5]
    multiline = number % 5 == 3
    rows = [_ROWS[feed](number, n, dice, multiline) for n in range(dice.randrange(8, 25))]
    return Sample(feed, number, dice.random() < 0.4, rows, multiline, list(NAMES[feed]))


def _event(number: int, n: int, dice: random.Random, _: bool) -> Row:
    return {
        "event_id": f'"e{number}-{n}"',
        "occurred_at": f'"2026-11-0{dice.randrange(1, 10)}T10:{dice.randrange(10, 60)}:00+01:00"',
        "kind": dice.choice(['"open"', '"close"', "null"]),
        "amount": str(dice.randrange(10**6)),
        "ratio": repr(dice.random()),
        "is_new": dice.choice(["true", "false"]),
        "born_on": f'"19{dice.randrange(10, 100)}-02-28"',
        "note": '"' + dice.choice(NOTES).replace("\\", "\\\\") + '"',
        "properties": dice.choice(['{"a": [1, {"b": null}]}', "{}", '["ä", 1.5]']),
    }


def _member(number: int, n: int, dice: random.Random, _: bool) -> Row:
    return {
        "member_id": f'"m{number}-{n}"',
        "email": f'"m{number}.{n}@example.org"',
        "phone": f'"+49 30 {number:04d}{n:03d}"',
        "amount": str(dice.randrange(-100, 100)),
        "note": '"' + dice.choice(NOTES).replace("\\", "\\\\") + '"',
        "updated_at": f'"2026-11-0{dice.randrange(1, 10)}T10:00:00Z"',
    }


def _receipt(number: int, n: int, dice: random.Random, multiline: bool) -> Row:
    quoted = f'"two\nlines, and a ""quote"" {n}"'
    return {
        "receipt_id": f"r{number}-{n}",
        "bought_at": f"2026-11-0{dice.randrange(1, 10)} 10:00:{dice.randrange(10, 60)}",
        "amount": str(dice.randrange(-500, 10**6)),
        "note": quoted if multiline and n % 4 == 0 else dice.choice(NOTES),
        "city": dice.choice(["Köln", "Kraków", ""]),
    }


def _spend(number: int, n: int, dice: random.Random, _: bool) -> Row:
    return {
        "network": f"net{number}",
        "spent_on": f"2026-10-{n + 1:02d}",
        "amount": f"{dice.randrange(10**6) / 100:.2f}",
        "note": dice.choice(NOTES),
    }


_ROWS = {"events": _event, "members": _member, "receipts": _receipt, "spend": _spend}
