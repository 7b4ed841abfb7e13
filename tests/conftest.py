"""Fixtures every test may use: a real Postgres, a migrated database of one's own, and the roles that act in it."""

from __future__ import annotations

import itertools
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from demo.sandbox import SandboxProcess
from roundtrip import settings
from roundtrip.db import Role, connect
from roundtrip.db.embedded import EmbeddedPostgres
from roundtrip.db.engine import dispose_engines
from roundtrip.db.migrate import upgrade

WORKER = f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"  # two runs at once share the server only
TEMPLATE = f"test_{WORKER}_template"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def server() -> str:
    """URL of the embedded server's maintenance database; the tests share the one in the state folder."""
    return EmbeddedPostgres(settings.PROJECT / ".state" / "postgres").start()


@pytest.fixture(scope="session")
def template(server: str) -> Iterator[str]:
    """A migrated database that is copied for each test."""
    _recreate(server, TEMPLATE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROUNDTRIP_DATABASE_URL", server.rsplit("/", 1)[0] + f"/{TEMPLATE}")
        upgrade("own")
        dispose_engines()
    yield TEMPLATE
    _drop(server, TEMPLATE)


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """ROUNDTRIP_* point to a state folder of the test's own and to nothing else."""
    for variable in [v for v in os.environ if v.startswith("ROUNDTRIP_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("ROUNDTRIP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ROUNDTRIP_REPORTS", str(tmp_path / "reports"))
    return monkeypatch


@pytest.fixture
def database(server: str, template: str, installation: pytest.MonkeyPatch) -> Iterator[str]:
    """A fresh migrated database, to which ROUNDTRIP_* point."""
    name = f"test_{WORKER}_{next(_numbers)}"
    _recreate(server, name, template)
    url = server.rsplit("/", 1)[0] + f"/{name}"
    installation.setenv("ROUNDTRIP_DATABASE_URL", url)
    yield url
    dispose_engines()
    _drop(server, name)


@pytest.fixture(scope="session")
def parsed_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a module leaves what dbt read of its project, ten seconds' work, for the next one; dbt itself sees whether it still holds."""
    return tmp_path_factory.mktemp("dbt")


@pytest.fixture(scope="module")
def module_database(
    server: str, template: str, parsed_project: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """One fresh migrated database for a module's tests, to which ROUNDTRIP_* point: for what is dear to build.

    All have one name, one after the other: dbt keeps the name in what it has read.
    """
    name = f"test_{WORKER}_module"
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(parsed_project, home / "dbt")
    _recreate(server, name, template)
    url = server.rsplit("/", 1)[0] + f"/{name}"
    with pytest.MonkeyPatch.context() as patch:
        for variable in [v for v in os.environ if v.startswith("ROUNDTRIP_")]:
            patch.delenv(variable)
        patch.setenv("ROUNDTRIP_HOME", str(home))
        patch.setenv("ROUNDTRIP_DATABASE_URL", url)
        yield url
        dispose_engines()
    if not any(parsed_project.iterdir()):
        for parsed in (home / "dbt").glob("partial_parse.msgpack"):
            shutil.copy(parsed, parsed_project)
    _drop(server, name)


@pytest.fixture(scope="session")
def crm_database(server: str, template: str) -> Iterator[str]:
    name = f"test_{WORKER}_crm"
    _recreate(server, name, template)
    yield server.rsplit("/", 1)[0] + f"/{name}"
    dispose_engines()
    _drop(server, name)


@pytest.fixture
def emptied_database(crm_database: str, installation: pytest.MonkeyPatch) -> Iterator[str]:
    """Ten times cheaper than `database`, for tests that fill schema crm only: one for the session, emptied after each test.

    A folder takes it by a fixture `database` of its own.
    """
    installation.setenv("ROUNDTRIP_DATABASE_URL", crm_database)
    yield crm_database
    with psycopg.connect(crm_database) as admin:
        admin.execute("set session_replication_role = replica")  # past the guards, which let nobody empty anything
        tables = admin.execute(
            "select oid::regclass::text from pg_class where relnamespace = 'crm'::regnamespace and relkind = 'r'"
            " and relname not in ('alembic_version', 'installation')"
        ).fetchall()
        for (table,) in tables:
            admin.execute(sql.SQL("delete from {}").format(sql.SQL(table)))


@pytest.fixture(scope="session")
def airflow_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Airflow's home of this test process. It must be asked for before anything imports Airflow, which reads its
    configuration once; so all tests of a process share it, and its metadata."""
    assert "airflow.configuration" not in sys.modules, "something imported Airflow before its home was chosen"
    home = tmp_path_factory.mktemp("airflow")
    wanted = {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(settings.PROJECT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
    }
    os.environ |= wanted  # for the rest of the process: Airflow cannot be told twice
    return home


@pytest.fixture
def act_as(database: str) -> Iterator[Callable[[Role | None], psycopg.Connection[Any]]]:
    """`act_as(Role.SENDER)` is an autocommit connection as that role; `act_as(None)` is the superuser who arranges."""
    opened: list[psycopg.Connection[Any]] = []

    def act(role: Role | None) -> psycopg.Connection[Any]:
        made = psycopg.connect(database, autocommit=True) if role is None else connect(role, autocommit=True)
        opened.append(made)
        return made

    yield act
    for connection in opened:
        connection.close()


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    """One sandbox for the session; tests take `sandbox`."""
    with SandboxProcess(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture
def sandbox(sandbox_process: SandboxProcess) -> SandboxProcess:
    """Running FCM and SendGrid sandboxes without faults and calls of earlier tests; `environment()` points Roundtrip to them."""
    sandbox_process.reset()
    return sandbox_process


def _drop(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def _recreate(server: str, name: str, template: str | None = None) -> None:
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
        source = sql.SQL(" template {}").format(sql.Identifier(template)) if template else sql.SQL("")
        admin.execute(sql.SQL("create database {}").format(sql.Identifier(name)) + source)
        if template:  # a copy has what is in the database, not what was granted on it
            grant = sql.SQL("grant create on database {} to roundtrip_transformer")
            admin.execute(grant.format(sql.Identifier(name)))
    if template:
        with psycopg.connect(
            server.rsplit("/", 1)[0] + f"/{name}"
        ) as copy:  # nothing is sent from a copy before it is adopted
            copy.execute(
                "update crm.installation set database_oid = (select oid from pg_database where datname = current_database())"
            )
