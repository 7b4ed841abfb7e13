"""An embedded server of a bench's own, with Roundtrip's tables, so that nobody else's work is counted."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def own_server(home: Path) -> Iterator[str]:
    """URL of its database as the superuser; ROUNDTRIP_* point to it, and nothing else of the caller's installation does."""
    for variable in [name for name in os.environ if name.startswith("ROUNDTRIP_")]:
        del os.environ[variable]
    os.environ |= {"ROUNDTRIP_HOME": str(home), "ROUNDTRIP_LANDING": str(home / "landing")}
    from roundtrip.db.embedded import EmbeddedPostgres
    from roundtrip.db.engine import database_url, dispose_engines
    from roundtrip.db.migrate import upgrade
    from roundtrip.load import ensure_tables

    home.chmod(0o755)  # the server is another user's where we are root
    try:
        upgrade()
        ensure_tables()
        yield database_url()
    finally:
        dispose_engines()
        EmbeddedPostgres(home / "postgres").stop()
