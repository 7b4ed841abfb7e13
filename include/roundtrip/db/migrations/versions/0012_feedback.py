"""Bodies that were kept can be read again: when they came by business time, and what became of each of their events."""

from roundtrip.db.migrations import run_sql_beside

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql_beside(__file__)
