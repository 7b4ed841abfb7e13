"""Where this installation keeps its state, and what it may do. Read from the environment, once, at the edge."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
DATABASE = "roundtrip"
NO_NIGHT_HERE = (
    "This database knows no night yet. `make night` keeps a demo in roundtrip_demo and your own files in"
    " roundtrip_<folder>; `export ROUNDTRIP_DATABASE=<name>` chooses one."
)


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
    """Root of the landing files: a path or an fsspec URL."""
    most_unpacked: int
    """Bytes a landed file may unpack to; a larger one is refused. It keeps a mistake or an attack from filling the disk."""
    reports: Path
    sending: Sending
    providers: Providers
    sandbox_url: str | None
    """Base URL of the sandbox providers, e.g. http://127.0.0.1:8901; required when providers is sandbox."""
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
    """Settings from ROUNDTRIP_* variables; every one has a default that sends nothing."""
    env = os.environ
    home = Path(env.get("ROUNDTRIP_HOME", PROJECT / ".state")).resolve()
    return Settings(
        home=home,
        database_url=env.get("ROUNDTRIP_DATABASE_URL") or None,
        database=env.get("ROUNDTRIP_DATABASE", DATABASE),
        landing=env.get("ROUNDTRIP_LANDING", str(home / "landing")),
        most_unpacked=int(env.get("ROUNDTRIP_MOST_UNPACKED", 50 * 1024**3)),
        reports=Path(env.get("ROUNDTRIP_REPORTS", PROJECT / "reports")).resolve(),
        sending=Sending(env.get("ROUNDTRIP_SENDING", "shadow")),
        providers=Providers(env.get("ROUNDTRIP_PROVIDERS", "sandbox")),
        sandbox_url=env.get("ROUNDTRIP_SANDBOX_URL") or None,
        public_url=env.get("ROUNDTRIP_PUBLIC_URL", "http://127.0.0.1:8902").rstrip("/"),
    )
