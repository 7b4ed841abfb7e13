"""What the app shows: in-app messages and the news feed, served to whom they are addressed alone."""

from roundtrip.db.migrations import run_sql_beside

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql_beside(__file__)
