"""What each customer is expected to be worth: a typed table, as a million rows of JSON would be dear to read."""

from roundtrip.db.migrations import run_sql_beside

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql_beside(__file__)
