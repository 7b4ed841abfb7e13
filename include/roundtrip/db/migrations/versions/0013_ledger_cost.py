"""What a message costs the database: rewritten in place, asked once, kept by the batch."""

from roundtrip.db.migrations import run_sql_beside

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql_beside(__file__)
