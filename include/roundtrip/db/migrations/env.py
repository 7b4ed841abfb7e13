"""Alembic environment: one connection handed in by `roundtrip.db.migrate`, history kept in crm.alembic_version."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, version_table_schema="crm", transaction_per_migration=True)
with context.begin_transaction():
    context.run_migrations()
