"""Whoever locks people locks all of them at once, so that nobody waits in a circle."""

from roundtrip.db.migrations import run_sql_beside

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql_beside(__file__)
