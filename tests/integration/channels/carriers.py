"""Who takes a channel's messages, a provider, a folder or our own database: what it took, and how it fails."""

from __future__ import annotations

import csv
import socket
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psycopg
import pytest
from fsspec.implementations.local import LocalFileSystem

from demo.sandbox import SandboxProcess
from roundtrip import ledger
from roundtrip.channels import Channel, Rendered, drop_folder, inbox
from roundtrip.domain.shown import InAppVariant, NewsVariant

from ..ledger.accounts import Accounts
from ..ledger.conftest import NOW

PROVIDER = {"email": "sendgrid", "push": "fcm", "sms": "twilio", "messenger": "twilio"}
SAID = {"title": "Hello {{ first_name | default('you') }}", "body": "Look\nhere"}
FOR_THE_APP = {"in_app": InAppVariant(**SAID, priority=70), "feed": NewsVariant(**SAID, pinned=True)}


class Carrier(Protocol):
    """`break_off`: it may have taken what is handed over, and nobody hears of it. `go_away`: it cannot be reached at all."""

    def batch(self, people: int) -> list[Rendered]: ...

    def taken(self) -> Counter[str]: ...

    def break_off(self) -> None: ...

    def go_away(self) -> None: ...


@dataclass
class AtProvider:
    name: str
    sandbox: SandboxProcess
    render: Callable[[int], list[Rendered]]
    patch: pytest.MonkeyPatch

    def batch(self, people: int) -> list[Rendered]:
        return self.render(people)

    def taken(self) -> Counter[str]:
        calls = self.sandbox.received(provider=self.name)
        return Counter(str(message["message_id"]) for call in calls for message in call["messages"])

    def break_off(self) -> None:
        self.sandbox.plan_fault(self.name, "RESET", is_taken=True)

    def go_away(self) -> None:
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            port = closed.getsockname()[1]
        self.patch.setenv("ROUNDTRIP_SANDBOX_URL", f"http://127.0.0.1:{port}")


class FaultyDisk(LocalFileSystem):
    """A disk on which one kind of act fails."""

    cachable = False
    fails: tuple[str, ...] = ()
    was_looked_at = False

    def pipe_file(self, path: str, value: bytes, **options: Any) -> None:
        if "write" in self.fails and path.endswith(".part"):
            super().pipe_file(path, value[:5], **options)
            raise OSError("no space left on device")
        super().pipe_file(path, value, **options)

    def mv(self, path1: str, path2: str, **options: Any) -> None:
        if "move" in self.fails:
            raise OSError("permission denied")
        super().mv(path1, path2, **options)
        if "after the move" in self.fails:
            raise OSError("stale file handle")

    def exists(self, path: str, **options: Any) -> bool:
        if "second look" in self.fails and self.was_looked_at:
            raise OSError("stale file handle")
        self.was_looked_at = True
        return bool(super().exists(path, **options))


@dataclass
class InFolder:
    folder: Path
    channel: Channel
    render: Callable[[int], list[Rendered]]
    patch: pytest.MonkeyPatch

    def batch(self, people: int) -> list[Rendered]:
        self.channel.prepare()
        return self.render(people)

    def taken(self) -> Counter[str]:
        return Counter(row["message_id"] for path in self.folder.glob("*.csv") for row in _rows(path))

    def break_off(self) -> None:
        self._on_a_disk_that_fails("after the move", "second look")

    def go_away(self) -> None:
        self._on_a_disk_that_fails("write")

    def _on_a_disk_that_fails(self, *acts: str) -> None:
        disk = FaultyDisk()
        disk.fails = acts
        self.patch.setattr(drop_folder, "url_to_fs", lambda url: (disk, url))


@dataclass
class InOurDatabase:
    """A message must be in flight there before it can be placed."""

    channel: Channel
    accounts: Accounts
    patch: pytest.MonkeyPatch

    def batch(self, people: int) -> list[Rendered]:
        planned = [self.accounts.message(self.accounts.person(), self.channel.name) for _ in range(people)]
        claimed = ledger.claim(self.channel.name, NOW, "me", people)
        assert ledger.go_in_flight(planned, "me", NOW) == set(planned)
        return [self.channel.render(message, FOR_THE_APP[self.channel.name]) for message in claimed]

    def taken(self) -> Counter[str]:
        return Counter(str(message) for (message,) in self.accounts.rows("select message_id from crm.inbox"))

    def break_off(self) -> None:
        self._fail(inbox._place)

    def go_away(self) -> None:
        self._fail(lambda *_: set())

    def _fail(self, after: Callable[..., object]) -> None:
        def breaks(channel: str, rows: Sequence[Any]) -> None:
            after(channel, rows)
            raise inbox.DBAPIError("commit", {}, psycopg.OperationalError("gone"))

        self.patch.setattr(inbox, "_place", breaks)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))
