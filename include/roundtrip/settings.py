"""Where this installation keeps its state, and what it may do. Read from the environment, once, at the edge."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

Choice = TypeVar("Choice", bound=StrEnum)

PROJECT = Path(__file__).resolve().parents[2]
DATABASE = "roundtrip"
NO_NIGHT_HERE = (
    "This database knows no night yet. `make night` keeps a demo in roundtrip_demo and your own files in"
    " roundtrip_<folder>; `export ROUNDTRIP_DATABASE=<name>` chooses one."
)


class SettingsError(ValueError):
    """A variable says what it cannot; the message names it and what it may say."""


class Providers(StrEnum):
    """Whom the channels talk to."""

    SANDBOX = "sandbox"  # local servers only: any host but loopback is refused
    LIVE = "live"  # the real providers, with keys from Airflow connections


class Sending(StrEnum):
    """The most an installation allows, whatever a campaign file asks for."""

    SHADOW = "shadow"  # plan and render, send nothing
    LIVE = "live"


@dataclass(frozen=True)
class Settings:
    """Every knob that is not policy (include/policy.yml) and not a secret."""

    home: Path
    """State folder, git-ignored: the embedded server, secrets, the demo's landing files."""
    database_url: str | None
    """A Postgres 15+ that is not embedded, as postgresql://user:password@host:port/name; None starts our own."""
    database: str
    """Database name inside the embedded server: one for each landing, so that demo and own data never mix."""
    landing: str
    """Root of the landing files, a path or an fsspec URL: ROUNDTRIP_LANDING, else where `make night` last found this database's."""
    most_unpacked: int
    """Bytes a landed file may unpack to; a larger one is refused. It keeps a mistake or an attack from filling the disk."""
    reports: Path
    sending: Sending
    providers: Providers
    sandbox_url: str | None
    """Base URL of the sandbox providers, e.g. http://127.0.0.1:8901; required when providers is sandbox."""
    senders: int
    """Workers of a process on one channel, each with connections of its own: while one waits for the database another posts."""
    public_url: str
    """Base URL under which people reach the api: unsubscribe links begin with it."""

    @property
    def in_shell(self) -> str:
        """What stands before `roundtrip` in a fresh shell, so that it acts on this database; empty for the default one."""
        is_default = self.database_url or self.database == DATABASE
        return "" if is_default else f"ROUNDTRIP_DATABASE={self.database} "

    @property
    def include(self) -> Path:
        """The folder people edit: feeds, campaigns, templates, policy."""
        return PROJECT / "include"

    @property
    def dbt_project(self) -> Path:
        return PROJECT / "dbt"


def load() -> Settings:
    """Settings from ROUNDTRIP_* variables; every one has a default that sends nothing. Raises SettingsError."""
    env = os.environ
    home = Path(env.get("ROUNDTRIP_HOME", PROJECT / ".state")).resolve()
    database_url, database = env.get("ROUNDTRIP_DATABASE_URL") or None, env.get("ROUNDTRIP_DATABASE", DATABASE)
    noted = _landing_note(home, database_url or database)
    return Settings(
        home=home,
        database_url=database_url,
        database=database,
        landing=env.get("ROUNDTRIP_LANDING") or (noted.read_text() if noted.is_file() else str(home / "landing")),
        most_unpacked=_bytes("ROUNDTRIP_MOST_UNPACKED", 50 * 1024**3),
        reports=Path(env.get("ROUNDTRIP_REPORTS", PROJECT / "reports")).resolve(),
        sending=_one_of(Sending, "ROUNDTRIP_SENDING", Sending.SHADOW),
        providers=_one_of(Providers, "ROUNDTRIP_PROVIDERS", Providers.SANDBOX),
        sandbox_url=env.get("ROUNDTRIP_SANDBOX_URL") or None,
        senders=_count("ROUNDTRIP_SENDERS", 2),
        public_url=env.get("ROUNDTRIP_PUBLIC_URL", "http://127.0.0.1:8902").rstrip("/"),
    )


def choose_landing(landing: str) -> None:
    """Take this landing in this process, and in every later one that names the database only.

    Otherwise an erasure in a fresh shell would look into an empty folder and find nothing to erase.
    """
    os.environ["ROUNDTRIP_LANDING"] = landing
    here = load()
    note = _landing_note(here.home, here.database_url or here.database)
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(landing)


def _landing_note(home: Path, database: str) -> Path:
    return home / "landings" / sha256(database.encode()).hexdigest()[:16]


def _one_of(choices: type[Choice], name: str, default: Choice) -> Choice:
    try:
        return choices(os.environ.get(name) or default)
    except ValueError:
        raise SettingsError(f"{name} is {os.environ[name]!r}; it may be {' or '.join(choices)}") from None


def _bytes(name: str, default: int) -> int:
    said = os.environ.get(name) or str(default)
    if not said.isdecimal():
        raise SettingsError(f"{name} is {said!r}; write a number of bytes, as in {default}")
    return int(said)


def _count(name: str, default: int) -> int:
    said = os.environ.get(name) or str(default)
    if not said.isdecimal() or int(said) == 0:
        raise SettingsError(f"{name} is {said!r}; write a whole number from 1 on")
    return int(said)
