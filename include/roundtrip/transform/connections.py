"""A connection of dbt's stays open from one model to the next.

dbt closes it after every node. A backend that begins knows nothing of the catalog, and to learn what some fifty views are made
of costs four times what the planning of a small query over them does; so it is learned once a thread, not once a model.
"""

from __future__ import annotations

from typing import Any

import psycopg2
from dbt.adapters.contracts.connection import Connection
from dbt.adapters.postgres.connections import PostgresConnectionManager
from dbt.adapters.postgres.impl import PostgresAdapter
from psycopg2.extensions import STATUS_BEGIN, TRANSACTION_STATUS_IDLE


class KeptConnections(PostgresConnectionManager):
    """Postgres connections as dbt has them, left by each node as it found them; dbt closes them all when it ends."""

    @classmethod
    def open(cls, connection: Connection) -> Connection:
        """With the profile's role for good: dbt sets it in a transaction, and the first rollback would leave the installer's."""
        is_new = connection.state != "open"
        super().open(connection)  # type: ignore[no-untyped-call]
        if is_new:
            connection.handle.commit()
        return connection

    def release(self) -> None:
        """What the node did not commit is rolled back and its temporary tables are gone, as if its connection were closed."""
        connection = self.get_if_exists()
        if connection is None or connection.state != "open":
            return super().release()
        try:
            _leave_as_found(connection.handle)
            connection.transaction_open = False
        except psycopg2.Error:
            super().release()
        return None


def _leave_as_found(handle: Any) -> None:
    with handle.cursor() as cursor:
        if handle.status == STATUS_BEGIN and handle.info.transaction_status == TRANSACTION_STATUS_IDLE:
            # dbt sent its COMMIT as a statement, which psycopg2 did not notice: it would roll back nothing, and be warned each time
            cursor.execute("begin")
        handle.rollback()
        cursor.execute("discard temp")
        handle.commit()


def keep_connections() -> None:
    """Make dbt's Postgres adapter, in this process, use them."""
    PostgresAdapter.ConnectionManager = KeptConnections
