"""The first house: people, campaigns, decisions, the ledger, feedback, and who may do what."""

from roundtrip.db.migrations import run_sql_beside

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql_beside(__file__)
