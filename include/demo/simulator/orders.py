"""Orders in the app, and the few that are taken back."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from demo.simulator import calendar
from demo.simulator.columns import Ints
from demo.simulator.population import Population
from demo.simulator.sessions import ORDER_PLACED, PRODUCTS, Events
from demo.simulator.streams import Streams
from demo.simulator.today import Row, Rows, Today

CURRENCY = "EUR"
TAKEN_BACK = 0.02
"""Share of orders; always of the whole amount."""
SOONEST_BACK, LATEST_BACK = 20 * calendar.HOUR, 6 * calendar.DAY


@dataclass
class Orders:
    """app_purchases: a row for each order_placed, and for each refund."""

    people: Population
    streams: Streams
    _to_come: list[tuple[int, Row]] = field(default_factory=list)
    """(time, refund)."""

    def rows(self, today: Today) -> Rows:
        placed = today.events.where(np.flatnonzero(today.events.code == ORDER_PLACED))
        orders = self._orders(placed)
        self._expect_refunds(placed, orders)
        due = sorted((at, row["order_id"], row) for at, row in self._to_come if at < today.end)
        self._to_come = [(at, row) for at, row in self._to_come if at >= today.end]
        return {"app_purchases": orders + [row for _, _, row in due]}

    def _orders(self, placed: Events) -> list[Row]:
        product = (self.streams.of_facts("products", placed.person, placed.session) ** 2 * PRODUCTS).astype(int)
        columns = (placed.person, placed.session, placed.detail, placed.amount, product)
        facts = zip(calendar.iso(placed.at), *(column.tolist() for column in columns), strict=True)
        return [
            {
                "order_id": order_id(person, session),
                "user_id": self.people.user_id(person),
                "device_id": self.people.device_id(person),
                "ordered_at": at,
                "amount_minor": amount,
                "currency": CURRENCY,
                "items": items,
                "product": f"p{code:03d}",
            }
            for at, person, session, items, amount, code in facts
        ]

    def _expect_refunds(self, placed: Events, orders: list[Row]) -> None:
        taken_back = self.streams.of_facts("refunds", placed.person, placed.session) < TAKEN_BACK
        later = self.streams.of_facts("days to refunds", placed.person, placed.session)
        at: Ints = placed.at + (SOONEST_BACK + later * (LATEST_BACK - SOONEST_BACK)).astype(np.int64)
        for position in np.flatnonzero(taken_back).tolist():
            self._to_come.append((int(at[position]), _refund(orders[position], int(at[position]))))


def order_id(person: int, session: int) -> str:
    return f"o{person + 1:06d}-{session // 1000}"


def _refund(order: Row, at: int) -> Row:
    kept = {name: order[name] for name in ("user_id", "amount_minor", "currency", "product")}
    return {
        "order_id": f"{order['order_id']}-back",
        "ordered_at": calendar.iso_of(at),
        "refund_of": order["order_id"],
        **kept,
    }
