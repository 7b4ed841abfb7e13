"""A real copy of a server, really promoted: recovery ends on a timeline of its own, and by that the database knows."""

from __future__ import annotations

import os
import shutil

import psycopg
import pytest

from roundtrip import ledger
from roundtrip.db.embedded import EmbeddedPostgres
from roundtrip.db.engine import dispose_engines
from roundtrip.db.migrate import upgrade
from roundtrip.ledger import desk

from .conftest import NOW


@pytest.fixture
def servers(tmp_path, installation):
    """The server a ledger was adopted in, stopped; and the folder of a copy, to which ROUNDTRIP_* point."""
    (tmp_path / "original").mkdir()
    tmp_path.chmod(0o755)
    original, copy = EmbeddedPostgres(tmp_path / "original" / "pg"), EmbeddedPostgres(tmp_path / "copy" / "pg")
    original.start()
    with (original.data / "postgresql.conf").open("a") as conf:
        conf.write("wal_level = 'replica'\nshared_buffers = '16MB'\nrestore_command = '/bin/false'\n")
    original.stop()
    installation.setenv("ROUNDTRIP_DATABASE_URL", original.start())
    upgrade()
    assert desk.is_adopted()
    dispose_engines()
    original.stop()
    shutil.copytree(original.home, copy.home, ignore=shutil.ignore_patterns("socket", "*.lock"))
    _same_owner(original, copy)
    yield installation, copy
    dispose_engines()
    copy.stop()


def test_a_copy_that_was_promoted_knows_that_it_is_one(servers):
    installation, copy = servers
    (copy.data / "standby.signal").touch()
    restored = copy.start()
    installation.setenv("ROUNDTRIP_DATABASE_URL", restored)
    with psycopg.connect(restored) as db:
        assert db.execute("select pg_promote(wait => true, wait_seconds => 60)").fetchone() == (True,)
    assert not desk.is_adopted()
    with pytest.raises(ledger.NotAdopted):
        ledger.claim("email", NOW, "me", 10)
    desk.adopt(NOW, "ada")
    assert ledger.claim("email", NOW, "me", 10) == []


def _same_owner(original, copy):
    """The server runs as whom the original's data belong to."""
    owner = original.data.stat()
    for path in (copy.home, copy.home / "password", copy.data, *copy.data.rglob("*")):
        os.chown(path, owner.st_uid, owner.st_gid)
