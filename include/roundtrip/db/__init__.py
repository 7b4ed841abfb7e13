"""Connections, roles, migrations and the embedded server."""

from roundtrip.db.engine import Role, connect, database_url, engine

__all__ = ["Role", "connect", "database_url", "engine"]
