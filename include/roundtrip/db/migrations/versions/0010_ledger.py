"""The ledger grown up: several devices, a history of moves, months that retire, guards that ask once a statement."""

from roundtrip.db.migrations import run_sql_beside

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql_beside(__file__)
