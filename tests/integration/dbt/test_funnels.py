"""A funnel's file is all there is to change: the next night counts it over everything that ever happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
import pytest
from tests.integration.people.conftest import Landing

from roundtrip import declared, transform
from roundtrip.domain.funnel import Funnel

AS_OF = date(2026, 11, 10)
NOW = [("opened", "home", None), ("cart_updated", "cart", 2), ("order_placed", "done", None)]
"""What everybody does, a minute after one another: event, screen, items."""

Declare = Callable[..., None]


@pytest.fixture(scope="module")
def db(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as patch, psycopg.connect(module_database, autocommit=True) as connection:
        landing = Landing(tmp_path_factory.mktemp("landing"), patch)
        landing.know(AS_OF, app_events=[_event(*did, minute) for minute, did in enumerate(NOW)])
        yield connection


@pytest.fixture
def night(monkeypatch: pytest.MonkeyPatch) -> Declare:
    """Builds the funnel `buy` with these steps, without a full refresh."""

    def build(steps: list[dict[str, Any]], select: str) -> None:
        funnel = Funnel.model_validate({"funnel": "buy", "goal": "x", "within": "1 hour", "steps": steps})
        monkeypatch.setattr(declared, "funnels", lambda: [funnel])
        transform.build(AS_OF, select)

    return build


def test_a_changed_step_is_counted_over_all_that_happened(db, night):
    opened, filled = {"id": "opened", "did": "opened"}, {"id": "filled", "did": "cart_updated"}
    left = {"id": "left", "screen": "done"}
    night([opened, filled | {"where": {"items": [2, 3]}}, left], select="+int_funnel_entry")
    assert _reached(db) == [1, 2], "what the app itself calls order_placed is no step: the order is"
    night([opened, filled | {"where": {"items": [3]}}, left], select="int_funnel_step int_funnel_entry")
    assert _reached(db) == [1]


def _event(event: str, screen: str, items: int | None, minute: int) -> dict[str, Any]:
    properties = {} if items is None else {"items": items}
    at = f"2026-11-08T10:{minute:02}:00Z"
    return {
        "event_id": f"e{minute}",
        "event": event,
        "user_id": "u1",
        "occurred_at": at,
        "screen": screen,
        "properties": properties,
    }


def _reached(db: psycopg.Connection[Any]) -> list[int]:
    return [step for (step,) in db.execute("select step from marts.int_funnel_entry order by 1").fetchall()]
