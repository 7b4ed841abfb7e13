"""The warehouse's figures on the Starbucks feed against a pandas calculation from the files, which shares no code with it.

The feed has no licence and stays outside the repository: without ../shared/real/starbucks these tests are skipped.
Spend is compared in cents. What is odd in the feed is counted here by its own reading of the files.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from roundtrip import load, people, settings, transform
from roundtrip.db import Role, engine

FEED = settings.PROJECT.parent / "shared" / "real" / "starbucks"
AS_OF = date(2018, 8, 26)
WANTED = "+rpt_starbucks_events +rpt_starbucks_offer_funnel +rpt_starbucks_first_wave +rpt_starbucks_oddity"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FEED.is_dir(), reason="the Starbucks feed is not on this machine"),
]


@pytest.fixture(scope="module")
def warehouse(module_database: str) -> Iterator[dict[str, pd.DataFrame]]:
    """The rpt_ tables of the feed, loaded and built as a night does, by name without rpt_starbucks_."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROUNDTRIP_LANDING", str(FEED))
        load.load_night(AS_OF)
        load.ensure_tables()
        people.identify(AS_OF)
        transform.build(AS_OF, WANTED)
    names = [name.removeprefix("+rpt_starbucks_") for name in WANTED.split()]
    with engine(Role.BI_READER).connect() as db:
        yield {name: pd.read_sql(f"select * from results.rpt_starbucks_{name}", db) for name in names}


@pytest.fixture(scope="module")
def transcript() -> pd.DataFrame:
    """One row per event line: person, event, value, time, offer, and told (the line's order among its exact repeats)."""
    events = pd.DataFrame(_objects(FEED / "transcript.json.gz"))
    events["offer"] = [value.get("offer_id", value.get("offer id")) for value in events["value"]]
    events["text"] = [json.dumps(value, sort_keys=True) for value in events["value"]]
    events["told"] = events.groupby(["person", "event", "text", "time"]).cumcount()
    return events


@pytest.fixture(scope="module")
def events(transcript: pd.DataFrame) -> pd.DataFrame:
    return transcript[transcript["told"] == 0]


@pytest.fixture(scope="module")
def offers() -> pd.DataFrame:
    return pd.DataFrame(_objects(FEED / "portfolio.json")).rename(columns={"id": "offer"})


@pytest.fixture(scope="module")
def members() -> pd.DataFrame:
    return pd.DataFrame(_objects(FEED / "profile.json.gz"))


@pytest.fixture(scope="module")
def received(events: pd.DataFrame, offers: pd.DataFrame) -> pd.DataFrame:
    """One row per received offer: person, offer, sent, ends (hours), viewed, completed (first hour of each while open)."""
    receipts = events[events["event"] == "offer received"][["person", "offer", "time"]].rename(columns={"time": "sent"})
    receipts = receipts.merge(offers[["offer", "duration", "channels"]], on="offer")
    receipts["ends"] = receipts["sent"] + receipts["duration"] * 24
    for kind in ("viewed", "completed"):
        reactions = _reactions(events, kind).merge(
            receipts[["person", "offer", "sent", "ends"]], on=["person", "offer"]
        )
        in_time = reactions[reactions["time"].between(reactions["sent"], reactions["ends"])]
        first = in_time.groupby(["person", "offer", "sent"])["time"].min().rename(kind)
        receipts = receipts.join(first, on=["person", "offer", "sent"])
    return receipts


def test_events_by_type(warehouse, events):
    found = warehouse["events"].set_index("event")["events"]
    assert found.to_dict() == events["event"].value_counts().to_dict()


def test_offer_funnel_by_channel(warehouse, received):
    by_channel = received.explode("channels").rename(columns={"channels": "channel"})
    expected = pd.concat([_funnel(group, channel) for channel, group in by_channel.groupby("channel")])
    expected = pd.concat([expected, _funnel(received, "any")]).sort_index()
    columns = ["received", "viewed", "completed", "completed_unviewed"]
    found = warehouse["offer_funnel"].set_index("channel")[columns].sort_index()
    pd.testing.assert_frame_equal(found, expected[columns], check_dtype=False, check_names=False)
    assert set(found.index) == {"any", "email", "mobile", "social", "web"}


def test_spend_of_the_first_wave_against_the_others(warehouse, events, members):
    receipts = events[events["event"] == "offer received"]
    first, second = sorted(receipts["time"].unique())[:2]
    in_wave = set(receipts[receipts["time"] == first]["person"])
    paid = events[(events["event"] == "transaction") & events["time"].between(first, second, inclusive="left")]
    cents = paid["value"].map(lambda value: round(value["amount"] * 100)).groupby(paid["person"]).sum()
    spend = members.set_index("id").index.to_frame(name="member").assign(cents=cents).fillna({"cents": 0})
    group = spend["member"].isin(in_wave).map({True: "received", False: "not_received"})
    expected = spend.groupby(group)["cents"].agg(["size", "sum", "mean"])
    found = warehouse["first_wave"].set_index("group")
    assert found["members"].to_dict() == expected["size"].to_dict()
    assert found["spend_minor"].to_dict() == expected["sum"].to_dict()
    assert found["mean_spend_minor"].to_dict() == pytest.approx(expected["mean"].to_dict())
    assert found["transactions"].sum() == len(paid)


def test_everything_odd_is_counted(warehouse, transcript, events, members, received):
    reactions = pd.concat([_reactions(events, kind).assign(kind=kind) for kind in ("viewed", "completed")])
    open_then = reactions.merge(received[["person", "offer", "sent", "ends"]], on=["person", "offer"], how="left")
    open_then["is_open"] = open_then["time"].between(open_then["sent"], open_then["ends"])
    receipts_open = open_then.groupby(["person", "offer", "kind", "time"])["is_open"].sum()
    with gzip.open(FEED / "transcript.json.gz", "rt") as lines:
        blank = sum(not line.strip() for line in lines)
    spelled = [next((key for key in value if key.startswith("offer")), None) for value in events["value"]]
    assert warehouse["oddity"].set_index("oddity")["rows_affected"].to_dict() == {
        "impossible age": (members["age"] == 118).sum(),
        "key spelled offer id": spelled.count("offer id"),
        "key spelled offer_id": spelled.count("offer_id"),
        "line the contract refuses, blank ones among them": blank,
        "exact repeat of an event": (transcript["told"] > 0).sum(),
        "reaction to no open offer": (receipts_open == 0).sum(),
        "reaction while the same offer is open more than once": (receipts_open > 1).sum(),
    }


def _objects(path: Path) -> Iterator[dict]:
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _reactions(events: pd.DataFrame, kind: str) -> pd.DataFrame:
    return events[events["event"] == f"offer {kind}"][["person", "offer", "time"]]


def _funnel(received: pd.DataFrame, channel: str) -> pd.DataFrame:
    completed = received["completed"].notna()
    counts = {
        "received": len(received),
        "viewed": received["viewed"].notna().sum(),
        "completed": completed.sum(),
        "completed_unviewed": (completed & ~(received["viewed"] <= received["completed"])).sum(),
    }
    return pd.DataFrame([counts], index=[channel])
