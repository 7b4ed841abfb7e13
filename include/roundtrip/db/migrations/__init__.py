"""Alembic's home. A migration is a SQL file beside a few lines of Python; it owns schema crm and the keepers in raw."""

from pathlib import Path

from alembic import op


def run_sql_beside(migration: str) -> None:
    """Run the .sql file that has the migration's name, past SQLAlchemy, whose placeholders would trip over `%I`."""
    statements = Path(migration).with_suffix(".sql").read_bytes()
    op.get_bind().connection.driver_connection.execute(statements)  # type: ignore[union-attr]
