"""A message is planned for the time it was decided for, and for no other."""

from roundtrip.db.migrations import run_sql_beside

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql_beside(__file__)
