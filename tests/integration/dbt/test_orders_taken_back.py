"""A later export says of an order that it is somebody else's, of another day, or nothing that counts; a refund comes after its order.
Whoever had the order has it no more, in every mart: after the nights they hold the rows of one full build."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from roundtrip import transform

from .conftest import FIRST, Night, rows

TABLES = ("fct_order", "int_life", "dim_person", "fct_user_day", "int_activity")


def order(name: str, email: str, at: str, **stated: Any) -> dict[str, Any]:
    paid = {
        "Currency": "EUR",
        "Total": "50.00",
        "Lineitem quantity": 1,
        "Lineitem name": "Mug",
        "Lineitem price": "50.00",
    }
    return {"Name": name, "Email": f"{email}@example.com", "Created at": f"{at} 10:00:00 +0000"} | paid | stated


NIGHTS: list[Night] = [
    {
        "shopify_orders": [
            order("#1", "ada", "2026-11-02"),
            order("#2", "ada", "2026-11-04"),
            order("#3", "bob", "2026-11-03"),
            order("#4", "cyd", "2026-11-03"),
            order("#5", "cyd", "2026-11-10"),
            order("#6", "eve", "2026-11-05"),
        ],
        "app_purchases": [
            {
                "order_id": "o1",
                "user_id": "u1",
                "ordered_at": "2026-11-01T10:00:00Z",
                "amount_minor": 500,
                "currency": "EUR",
            }
        ],
    },
    {  # ada's first is bob's, and his own a day later; cyd's first counts no more, the other has happened meanwhile; eve has none
        "shopify_orders": [
            order("#1", "bob", "2026-11-02"),
            order("#3", "bob", "2026-11-04"),
            order("#4", "cyd", "2026-11-03", Currency=""),
            order("#6", "fay", "2026-11-05"),
        ],
        "app_purchases": [
            {
                "order_id": "r1",
                "refund_of": "o1",
                "user_id": "u1",
                "ordered_at": "2026-11-10T10:00:00Z",
                "amount_minor": 200,
                "currency": "EUR",
            }
        ],
    },
]


def build(as_of: date, *options: str) -> None:
    transform.invoke(["run", *options, "--select", *(f"+{table}" for table in TABLES)], as_of=as_of)


def test_orders_are_whose_and_when_the_newest_export_says(db):
    found = db.execute("""
        select order_id, value, ordered_on::text, amount_minor
        from marts.fct_order join crm.identifier using (person_id)
        where kind = 'user_id' or value in (select email_hash from raw.shopify_orders)
        order by order_id
    """).fetchall()
    assert [(order_id, day, amount) for order_id, _, day, amount in found] == [
        ("app:o1", "2026-11-01", 300),
        ("shopify:#1", "2026-11-02", 5000),
        ("shopify:#2", "2026-11-04", 5000),
        ("shopify:#3", "2026-11-04", 5000),
        ("shopify:#5", "2026-11-10", 5000),
        ("shopify:#6", "2026-11-05", 5000),
    ]
    whose = {order_id: value for order_id, value, _, _ in found}
    assert whose["shopify:#1"] == whose["shopify:#3"] != whose["shopify:#2"]


def test_who_lost_an_order_is_as_if_it_had_never_been_theirs(db):
    on_top = {table: rows(db, table) for table in TABLES}
    build(FIRST + timedelta(days=len(NIGHTS) - 1), "--full-refresh")
    full = {table: rows(db, table) for table in TABLES}
    assert {table: sorted(on_top[table] ^ full[table]) for table in TABLES if on_top[table] != full[table]} == {}
    assert all(full.values())
