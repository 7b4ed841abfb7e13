"""`make bench-value`: how long lifetime value takes to fit, against the fitter of the package `lifetimes` on the same counts.

Three sets of customers: the CDNOW sample, a simulated shop that both fit, and a million people (PEOPLE= changes it) that
Roundtrip fits alone, in a process of its own whose memory is measured; and then scores, from the warehouse and back.
"""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import distribution
from multiprocessing import get_context

import numpy as np
import pandas as pd

from bench.harness import Contender, Report, interleaved, median
from bench.value_step import peak_megabytes, scored_alone, watch_memory
from roundtrip.measure.value.bg_nbd import BgNbd
from roundtrip.measure.value.purchases import Purchases

PEOPLE = int(os.environ.get("PEOPLE", "1000000"))
SHARED = min(PEOPLE, 50_000)
"""Customers of the shop that both fit."""
ROUNDS = 5
SAMPLE = "lifetimes/datasets/cdnow_customers_summary.csv"
DAYS = 365


def main() -> None:
    report = Report("value", rows=PEOPLE)
    for name, counts in (("cdnow", _sample()), (f"shop_of_{SHARED}", _shop(SHARED))):
        laps = interleaved(
            [Contender("roundtrip", _ours(counts)), Contender("lifetimes", _theirs(counts))], ROUNDS, time.process_time
        )
        seconds = {who: median(lap.seconds for lap in turns) for who, turns in laps.items()}
        for who, taken in seconds.items():
            report.figure(f"{who}_{name}", taken, "s")
        report.ratio(f"vs_lifetimes_{name}", seconds["lifetimes"] / seconds["roundtrip"])
    with ProcessPoolExecutor(1, get_context("spawn")) as alone:
        taken, megabytes = alone.submit(_alone, PEOPLE).result()
    report.figure("million", taken, "s")
    report.figure("million_memory", megabytes, "MB")
    report.ratio("million_within_20_s", 20 / taken, goal=1)
    report.ratio("million_within_1_gb", 1000 / megabytes, goal=1)
    with ProcessPoolExecutor(1, get_context("spawn")) as alone:
        scored, megabytes = alone.submit(scored_alone, PEOPLE, _shop_one_by_one(PEOPLE)).result()
    report.figure("million_scored", scored, "s")
    report.figure("million_scored_memory", megabytes, "MB")
    report.ratio("million_scored_within_1_gb", 1000 / megabytes, goal=1)
    report.show()


def _ours(counts: pd.DataFrame) -> Callable[[], int]:
    purchases = _purchases(counts)

    def fit() -> int:
        BgNbd.of(purchases)
        return int(purchases.total)

    return fit


def _theirs(counts: pd.DataFrame) -> Callable[[], int]:
    from lifetimes import BetaGeoFitter

    def fit() -> int:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of overflows on its way, which it survives
            BetaGeoFitter().fit(counts["frequency"], counts["recency"], counts["age"], weights=counts["people"])
        return int(counts["people"].sum())

    return fit


def _purchases(counts: pd.DataFrame) -> Purchases:
    columns = (counts[name].to_numpy(float) for name in ("recency", "age", "people"))
    return Purchases(counts["frequency"].to_numpy(np.int64), *columns)


def _sample() -> pd.DataFrame:
    customers = pd.read_csv(str(distribution("lifetimes").locate_file(SAMPLE))).rename(columns={"T": "age"})
    return _grouped(customers)


def _shop(people: int) -> pd.DataFrame:
    return _grouped(_shop_one_by_one(people))


def _shop_one_by_one(people: int) -> pd.DataFrame:
    """Customers of a year who live as the model says, by the day: purchases until they leave."""
    rng = np.random.default_rng(people)
    age = rng.integers(30, DAYS, people).astype(float)
    rate, leaves = rng.gamma(0.6, 1 / 40, people), rng.beta(0.9, 3.0, people)
    wished, last = rng.poisson(rate * age), rng.geometric(leaves)
    frequency = np.minimum(wished, last)
    # purchases of a Poisson process lie evenly: the n-th of m is a beta
    share = rng.beta(np.maximum(frequency, 1), np.maximum(wished - frequency + 1, 1))
    recency = np.where(frequency > 0, np.clip(np.ceil(share * age), 1, age), 0)
    return pd.DataFrame({"frequency": frequency, "recency": recency, "age": age})


def _grouped(customers: pd.DataFrame) -> pd.DataFrame:
    return customers.groupby(["frequency", "recency", "age"]).size().reset_index(name="people")


def _alone(people: int) -> tuple[float, float]:
    """Seconds and peak megabytes of a process that holds the counts of so many people and fits them once."""
    purchases = _purchases(_shop(people))
    watch_memory()  # making the counts is not the fit's work
    begun = time.perf_counter()
    BgNbd.of(purchases)
    return time.perf_counter() - begun, peak_megabytes()


if __name__ == "__main__":
    main()
