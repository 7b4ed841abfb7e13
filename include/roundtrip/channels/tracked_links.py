"""Links that count their clicks at our own address: signed ids, resolved from a table, never `?url=`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

from roundtrip.channels.protocol import CannotRender
from roundtrip.channels.rendering import Sandbox, faults, render, values
from roundtrip.domain import click_link

ADDRESS = Sandbox(is_html=False)
ADDRESS.finalize = lambda value: quote(str(value), safe="")  # a value never leaves its place in a path or query


def destination(target: str, placeholders: Mapping[str, Any]) -> str:
    """The address a target stands for in one message; where its values are gone (the person was erased), its host's root."""
    try:
        return render(target, values(placeholders), ADDRESS)
    except CannotRender:
        return f"https://{urlsplit(target).netloc}/"


@dataclass(frozen=True)
class TrackedLinks:
    public_url: str
    signing_key: bytes

    def url(self, message_id: UUID, target: str) -> str:
        """Where the person is sent first; the api leads on to `target`, a template of a web address."""
        return f"{self.public_url}/l/{click_link.token(message_id, click_link.link_id(target), self.signing_key)}"

    @staticmethod
    def faults(target: str) -> list[str]:
        """What is wrong with a target. Its host is written out, so that no value of anybody's chooses where people land."""
        parts = urlsplit(target)
        if parts.scheme != "https" or not parts.netloc or "{" in parts.netloc:
            return [
                f"{target!r} does not begin with https:// and a host that is written out; write the app's universal link, which opens the app where it is installed"
            ]
        return faults(target)
