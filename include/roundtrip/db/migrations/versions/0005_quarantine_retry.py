"""Quarantined rows can be tried again under a corrected contract, and never load twice."""

from roundtrip.db.migrations import run_sql_beside

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql_beside(__file__)
