"""A file may be stated again: A, then B, then A byte for byte. Its checksum is no longer unique."""

from roundtrip.db.migrations import run_sql_beside

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql_beside(__file__)
