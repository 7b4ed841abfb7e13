"""The step `value` of a night over many customers, in a process of its own: from marts.int_purchase_history to raw.person_value."""

from __future__ import annotations

import time
from contextlib import closing
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from bench.server import own_server

AS_OF = date(2026, 11, 12)
HISTORY = """
    create table marts.int_purchase_history (
        cutoff text, person_id bigint, frequency bigint, recency_days integer, age_days integer, mean_spend_minor numeric,
        later_purchases bigint, later_spend_minor numeric, held_back_days integer, cohort_week date, source_type text,
        partner text, campaign text
    )
"""


def scored_alone(people: int, customers: pd.DataFrame) -> tuple[float, float]:
    """Seconds and peak megabytes of scoring them all, the back-test of as many included."""
    with TemporaryDirectory() as home, own_server(Path(home)):
        from roundtrip.measure.value.score import score

        _fill(people, customers)
        watch_memory()
        begun = time.perf_counter()
        score(AS_OF)
        return time.perf_counter() - begun, peak_megabytes()


def watch_memory() -> None:
    """The peak counts from here on."""
    Path("/proc/self/clear_refs").write_text("5")


def peak_megabytes() -> float:
    status = Path("/proc/self/status").read_text().splitlines()
    peak = next(line for line in status if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024


def _fill(people: int, customers: pd.DataFrame) -> None:
    from roundtrip.db import Role, connect

    rng = np.random.default_rng(people)
    again = customers["frequency"] > 0
    rows = pd.DataFrame(
        {
            "cutoff": "tonight",
            "person_id": np.arange(people),
            "frequency": customers["frequency"],
            "recency_days": customers["recency"].astype(int),
            "age_days": customers["age"].astype(int),
            "mean_spend_minor": np.where(again, rng.gamma(6, 600, people).round(2), np.nan),
            "later_purchases": 0,
            "later_spend_minor": 0,
            "held_back_days": 0,
            "cohort_week": pd.Timestamp("2025-11-17") + pd.to_timedelta(7 * rng.integers(0, 52, people), "D"),
            "source_type": rng.choice(["organic", "referral", "paid"], people),
            "partner": None,
            "campaign": None,
        }
    )
    earlier = rows.assign(cutoff="backtest", held_back_days=91, later_purchases=1, later_spend_minor=3000)
    with closing(connect(Role.TRANSFORMER)) as db, db:
        db.execute("create schema if not exists marts")
        db.execute(HISTORY)
        with db.cursor().copy("copy marts.int_purchase_history from stdin (format csv)") as copy:
            for part in (rows, earlier):
                copy.write(part.to_csv(index=False, header=False))
