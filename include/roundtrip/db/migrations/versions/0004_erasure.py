"""Show, export, erase: requests, the eraser's role, and the tombstones that keep the erased from coming back."""

from roundtrip.db.migrations import run_sql_beside

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql_beside(__file__)
