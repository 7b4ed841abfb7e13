"""The environment Airflow runs in here, for `make up`, for `make night` (in one process) and for tests.

Everything lives below <home>/airflow, listens on 127.0.0.1 and keeps its metadata in database `airflow` of the embedded
server, or, where no embedded server is wanted, in a SQLite file. What the caller's environment already says, wins.
"""

from __future__ import annotations

import base64
import os
from hashlib import sha256

from roundtrip import settings
from roundtrip.db.engine import embedded_url
from roundtrip.secrets_store import secret

USER = "admin"


def environment(port: int = 0) -> dict[str, str]:
    """AIRFLOW_* variables; port is the api-server's, 0 where none is started."""
    home = settings.load().home
    folder = home / "airflow"
    folder.mkdir(parents=True, exist_ok=True)
    base_url = f"http://127.0.0.1:{port}"
    wanted = {
        "AIRFLOW_HOME": str(folder),
        "AIRFLOW__CORE__DAGS_FOLDER": str(settings.PROJECT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(settings.PROJECT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "2",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{base_url}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(folder / "passwords.json"),
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": base_url,
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs" / "airflow"),
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "30",
        **_metadata(str(folder / "airflow.db")),
        **_keys(),
    }
    return wanted | {name: value for name, value in os.environ.items() if name in wanted}


def _metadata(sqlite_file: str) -> dict[str, str]:
    name = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"
    if name in os.environ:
        return {}
    if settings.load().database_url:
        return {name: f"sqlite:///{sqlite_file}"}
    place = embedded_url("airflow").partition("://")[2]
    return {name: f"postgresql+psycopg2://{place}", f"{name}_ASYNC": f"postgresql+asyncpg://{place}"}


def _keys() -> dict[str, str]:
    """Keys that all processes must share, derived from one kept secret."""
    kept = secret("airflow_key")
    fernet = base64.urlsafe_b64encode(sha256(b"fernet" + kept).digest()).decode()
    return {
        "AIRFLOW__CORE__FERNET_KEY": fernet,
        "AIRFLOW__API__SECRET_KEY": sha256(b"api" + kept).hexdigest(),
        "AIRFLOW__API_AUTH__JWT_SECRET": sha256(b"jwt" + kept).hexdigest(),
    }
