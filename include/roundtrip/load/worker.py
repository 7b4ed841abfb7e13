"""A process that checks blocks of a file for another one, by the quick path, and knows no database: bytes in, rows out.

Started by `workers` with the number of a socket. It ends when the other side does, however that ended.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from multiprocessing.connection import Connection

from roundtrip.domain.feed import Feed
from roundtrip.load import columnar, ndjson
from roundtrip.load.part import Block
from roundtrip.load.rows import Rows, Stamp


@dataclass(frozen=True)
class Contract:
    """What the quick path is compiled from."""

    feed: Feed
    as_of: date
    pii_key: bytes
    cutoff: datetime

    def compiled(self) -> columnar.Columnar:
        return columnar.compiled(self.feed, self.as_of, self.pii_key, self.cutoff)


def main(socket: int) -> None:
    """What the process does."""
    with suppress(EOFError, OSError, KeyboardInterrupt):
        _work(Connection(socket))


def _work(connection: Connection) -> None:
    """Says True once it is ready; then answers each (block, first line, stamp) with its rows, or None where it doubts."""
    contract: Contract = connection.recv()
    read, rows = ndjson.reader(contract.feed), contract.compiled()
    connection.send(True)
    while True:
        content = connection.recv_bytes()
        first, stamp = connection.recv()
        found = rows(read(Block(content, first)), stamp)
        connection.send(found and (found.count, found.newest, found.unknown))
        if found:
            connection.send_bytes(found.payload)


def answer(connection: Connection, block: Block, stamp: Stamp) -> Rows | None:
    """Has the worker at the other end check a block; raises EOFError or OSError where there is none any more."""
    connection.send_bytes(block.content)
    connection.send((block.first, stamp))
    found = connection.recv()
    return Rows(connection.recv_bytes(), *found) if found else None
