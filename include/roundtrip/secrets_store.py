"""Keys that must not live in the database: of the address hash, of the assignment draw, of signed links.

`secret("pii_key")` reads ROUNDTRIP_PII_KEY, or else a file that is generated once in <home>/secrets (mode 0600).
Losing the file is losing the meaning of every hash made with it: back it up with the database, but not beside it.
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from pathlib import Path

from roundtrip import settings

MINIMUM_BYTES = 16


class SecretError(RuntimeError):
    """A secret is too short to be one, or its name is no name."""


def secret(name: str) -> bytes:
    """The secret called `name` (`pii_key`, `assignment_salt`, `signing_key`): at least 16 bytes, the same every time."""
    if not re.fullmatch("[a-z][a-z_]*", name):
        raise SecretError(f"{name!r} is no name of a secret; use small letters and underscores, as in `pii_key`")
    variable = f"ROUNDTRIP_{name.upper()}"
    configured = os.environ.get(variable)
    if configured is None:
        return _kept(settings.load().home / "secrets" / name)
    if len(configured.encode()) < MINIMUM_BYTES:
        raise SecretError(f"{variable} is shorter than {MINIMUM_BYTES} bytes; `openssl rand -hex 32` makes a good one")
    return configured.encode()


def _kept(path: Path) -> bytes:
    if not path.exists():
        _generate(path)
    kept = path.read_bytes()
    if len(kept) < MINIMUM_BYTES:
        raise SecretError(f"{path} is shorter than {MINIMUM_BYTES} bytes; restore it from its backup")
    return kept


def _generate(path: Path) -> None:
    """Of several processes that come here first, one wins, whole; the others read what it wrote."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, draft = tempfile.mkstemp(dir=path.parent)  # mode 0600 from its first byte on
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(secrets.token_hex(32).encode())
            out.flush()
            os.fsync(out.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()
