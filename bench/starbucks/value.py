"""`make starbucks-value LANDING=folder`: what members were forecast to spend in the last third of the period, and what they spent.

The forecast is made from the first two thirds, by the same code that a night's back-test runs. The programme is thirty days long,
so it is judged on ten; its own offers drive much of what is bought, which no model of buying knows of.
"""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from bench.server import own_server
from bench.starbucks.__main__ import AS_OF

DAYS = 31
FORECASTS = {
    "model": "the model",
    "average": "everybody as all did on average",
    "as_before": "everybody as they did before",
}


def main(feed: Path) -> int:
    if not (feed / "transcript.json.gz").exists():
        print(
            f"{feed}: there is no transcript.json.gz; name the folder of the Starbucks feed: make starbucks-value LANDING=…"
        )
        return 2
    with TemporaryDirectory() as home, own_server(Path(home)):
        os.environ["ROUNDTRIP_LANDING"] = str(_landing(feed, Path(home) / "landing"))
        _show(*_histories())
    return 0


def _landing(feed: Path, folder: Path) -> Path:
    """A copy of the feed and of what a dollar is worth: one unit of whatever money is reported, so that figures are dollars."""
    shutil.copytree(feed, folder)
    (folder / "exchange_rates").mkdir()
    days = [AS_OF - timedelta(days=n) for n in range(1, DAYS + 1)]
    rates = "currency,rate_on,per_unit\n" + "".join(f"USD,{day},1\n" for day in days)
    (folder / "exchange_rates" / "dollars.csv").write_text(rates)
    return folder


def _histories():
    """A night over the feed as far as the back-test needs it; members at its cutoff, its scores and their deciles."""
    from roundtrip import load, people, transform
    from roundtrip.db import Role, connect
    from roundtrip.measure.value.histories import read
    from roundtrip.measure.value.proof import proof

    load.load_night(AS_OF)
    load.ensure_tables()
    people.identify(AS_OF)
    transform.invoke(["run", "--select", "+int_purchase_history"], as_of=AS_OF)
    with closing(connect(Role.TRANSFORMER)) as db:
        members = read(db, "backtest")
    return members, *proof(members)


def _show(members, scored, deciles) -> None:
    came = float(members.later_spend.sum())
    cutoff: date = AS_OF - timedelta(days=members.held_back_days)
    console = Console(width=110)
    console.print(
        f"{len(members):,} members who had bought before {cutoff}; {(members.purchases.frequency > 0).sum():,} of them again."
        f" In the {members.held_back_days} days since they bought on {members.later_purchases.sum():,.0f} days and spent"
        f" ${came / 100:,.2f}."
    )
    table = _table("forecast of", "by", "sum", "against what came", "mean error", "root mean square")
    for subject, answer in scored:
        unit = 100 if subject["measure"] == "value" else 1
        actual = came if subject["measure"] == "value" else float(members.later_purchases.sum())
        table.add_row(
            subject["measure"],
            f"{FORECASTS[subject['forecast']]}{' (loses)' if answer['loses_to_naive'] else ''}",
            f"{actual * (1 + answer['bias']) / unit:,.0f}",
            f"{answer['bias']:+.1%}",
            f"{answer['error'] / unit:.3f}",
            f"{answer['squared_error'] / unit:.3f}",
        )
    console.print(table)
    tenths = _table("tenth by forecast", "members", "forecast, $ a member", "came, $ a member")
    for subject, answer in deciles:
        if subject["measure"] == "value" and subject["forecast"] == "model":
            money = (f"{answer[side] / 100:.2f}" for side in ("predicted", "actual"))
            tenths.add_row(str(subject["decile"]), f"{answer['people']:,}", *money)
    console.print(tenths)
    console.print(f"the model: {scored[0][1]['estimate']}")


def _table(*headings: str) -> Table:
    table = Table(*headings)
    for column in table.columns[1:]:
        column.justify = "right"
    return table


if __name__ == "__main__":
    sys.exit(main(Path(os.environ.get("LANDING") or "../shared/real/starbucks")))
