"""One person from many identifiers: the evidence that ties them, merges with their reason, and whose past changed."""

from roundtrip.db.migrations import run_sql_beside

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql_beside(__file__)
