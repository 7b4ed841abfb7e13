"""The embedded server as its owner would abuse it: started twice, killed, squatted upon."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from roundtrip.db import database_url
from roundtrip.db.embedded import EmbeddedPostgres, EmbeddedPostgresError
from roundtrip.db.engine import dispose_engines


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A server of this module's own, apart from the one the suite shares."""
    server = EmbeddedPostgres(tmp_path_factory.mktemp("home") / "postgres")
    server.start()
    yield server
    server.stop()


def postmaster(server: EmbeddedPostgres) -> int:
    return int((server.data / "postmaster.pid").read_text().splitlines()[0])


def test_starting_twice_is_one_server(own_server):
    first, pid = own_server.start(), postmaster(own_server)
    assert (own_server.start(), postmaster(own_server)) == (first, pid)


def test_stop_says_whether_there_was_anything_to_stop(own_server):
    own_server.start()
    pid = postmaster(own_server)
    assert own_server.stop() is True
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    assert own_server.stop() is False


def test_the_port_of_last_time_stays(own_server):
    url = own_server.start()
    own_server.stop()
    assert own_server.start() == url


def test_data_survive_a_killed_postmaster(own_server):
    with psycopg.connect(own_server.start(), autocommit=True) as db:
        db.execute("create table kept as select 42 as answer")
    os.kill(postmaster(own_server), signal.SIGKILL)
    with psycopg.connect(own_server.start()) as db:
        assert db.execute("select answer from kept").fetchone() == (42,)


def test_a_port_somebody_took_meanwhile_is_left_to_them(own_server):
    url = own_server.start()
    own_server.stop()
    port = int(url.rsplit(":", 1)[1].split("/")[0])
    with socket.create_server(("127.0.0.1", port)):
        assert f":{port}/" not in own_server.start()


def test_a_strangers_server_on_our_port_is_refused_before_any_ddl(own_server, server, tmp_path, monkeypatch):
    """The suite's shared server plays the stranger: same user and password, other data folder."""
    pid_file = own_server.data / "postmaster.pid"
    own_server.start()
    ours, theirs = pid_file.read_text(), psycopg.conninfo.conninfo_to_dict(server)
    lines = ours.splitlines()
    lines[3] = str(theirs["port"])
    monkeypatch.setattr(EmbeddedPostgres, "_password_file", _file(tmp_path, str(theirs["password"])))
    pid_file.write_text("\n".join(lines) + "\n")
    try:
        with pytest.raises(EmbeddedPostgresError, match="belongs to another server"):
            own_server.start()
    finally:
        pid_file.write_text(ours)


def _file(folder: Path, content: str) -> Path:
    (folder / "password").write_text(content)
    return folder / "password"


def test_with_a_url_of_ones_own_nothing_embedded_starts(tmp_path, monkeypatch):
    monkeypatch.setenv("ROUNDTRIP_HOME", str(tmp_path))
    monkeypatch.setenv("ROUNDTRIP_DATABASE_URL", "postgresql://me:secret@db.example:5432/mine")
    dispose_engines()
    assert database_url() == "postgresql://me:secret@db.example:5432/mine"
    assert list(tmp_path.iterdir()) == []
