"""`make check-starbucks LANDING=folder`: who the members are, how often they buy and who comes back, from the marts and by pandas.

Both are printed side by side; the exit code is 1 where one figure differs. The feed has no licence and is not in the repository.
"""

from __future__ import annotations

import os
import re
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from rich.console import Console
from rich.table import Table

from bench.server import own_server
from bench.starbucks.files import figures

AS_OF = date(2018, 8, 26)
SQL = Path(__file__).with_name("marts.sql")
MART = re.compile(r"\bmarts\.(\w+)")


def main(feed: Path) -> int:
    if not (feed / "transcript.json.gz").exists():
        print(
            f"{feed}: there is no transcript.json.gz; name the folder of the Starbucks feed: make check-starbucks LANDING=…"
        )
        return 2
    beside = pd.concat([_from_marts(feed), figures(feed, _zone())], axis=1)
    _show(beside)
    differing = int((beside["marts"] != beside["pandas"]).sum())
    print(f"{len(beside)} figures: {'all equal' if not differing else f'{differing} differ'}")
    return int(differing > 0)


def _from_marts(feed: Path) -> pd.Series:
    """The figures of a night over the feed in a server of its own, which is gone afterwards."""
    with TemporaryDirectory() as home, own_server(Path(home)):
        os.environ["ROUNDTRIP_LANDING"] = str(feed)
        from roundtrip import load, people, transform
        from roundtrip.db import Role, engine

        load.load_night(AS_OF)
        load.ensure_tables()
        people.identify(AS_OF)
        asked = SQL.read_text()
        transform.build(AS_OF, " ".join(f"+{mart}" for mart in sorted(set(MART.findall(asked)))))
        with engine(Role.TRANSFORMER).connect() as db:
            return pd.read_sql(asked, db).set_index(["asked", "who"])["figure"].rename("marts")


def _zone() -> str:
    from roundtrip import declared

    return declared.policy().reporting.timezone


def _show(beside: pd.DataFrame) -> None:
    table = Table("figure", "of", "marts", "pandas", "")
    for column in table.columns[2:4]:
        column.justify = "right"
    for (asked, who), row in beside.sort_index().iterrows():
        is_equal = row["marts"] == row["pandas"]
        table.add_row(asked, who, *(_count(row[side]) for side in ("marts", "pandas")), "=" if is_equal else "differs")
    Console(width=110).print(table)


def _count(number: float) -> str:
    return "none" if pd.isna(number) else f"{number:,.0f}"


if __name__ == "__main__":
    sys.exit(main(Path(os.environ.get("LANDING") or "../shared/real/starbucks")))
