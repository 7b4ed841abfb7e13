"""What models call that only dbt knows, for sqlfluff: so that SQL is linted without dbt and without a database."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import yaml

_PROJECT = yaml.safe_load((Path(__file__).parents[1] / "dbt_project.yml").read_text())
_FROM_POLICY = {
    "reporting_timezone": "Europe/Berlin",
    "currency": "EUR",
    "default_timezone": "Europe/Berlin",
    "default_language": "en",
    "global_control": "0.1",
    "message_cost": {"email": "0.06", "push": "0"},
    "segments": ["lapsed_buyers", "onboarding"],
    "identifying": {"app_events": {"user_id": "user_id", "device_id": "device_id"}, "calls": {"phone": "phone_hash"}},
    "dimensions": [
        {"name": "platform", "of": "event", "column": "platform", "property": None, "when": None, "many": False},
        {
            "name": "basket",
            "of": "event",
            "column": "property_basket",
            "property": "items",
            "when": None,
            "many": False,
        },
        {"name": "gender", "of": "person", "column": "gender", "property": None, "when": None, "many": False},
        {"name": "segment", "of": "segment", "column": None, "property": None, "when": None, "many": True},
    ],
    "event_properties": ["items"],
    "funnels": [
        {
            "name": "first_purchase",
            "seconds": 604800,
            "entries": "daily",
            "steps": [
                {"id": "installed", "did": "app_installed", "screen": None, "where": {}},
                {"id": "filled", "did": "cart_updated", "screen": "cart", "where": {"items": ["2", "3"]}},
            ],
        }
    ],
    "success_events": ["order_placed", "level_done"],
    "address_of_channel": {"email": "email", "push": "push_token", "in_app": "app_user"},
}

execute = False
graph: dict[str, Any] = {}
model: dict[str, Any] = {"name": "model", "config": {"materialized": "table"}}


def local_md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def var(name: str, default: Any = None) -> Any:
    return {**_FROM_POLICY, **_PROJECT["vars"]}.get(name, default)


class dbt:
    """dbt's own macros for types and date arithmetic, as dbt-postgres renders them."""

    @staticmethod
    def type_string() -> str:
        return "text"

    @staticmethod
    def type_bigint() -> str:
        return "bigint"

    @staticmethod
    def type_int() -> str:
        return "integer"

    @staticmethod
    def type_numeric() -> str:
        return "numeric"

    @staticmethod
    def type_float() -> str:
        return "float"

    @staticmethod
    def type_boolean() -> str:
        return "boolean"

    @staticmethod
    def string_literal(value: str) -> str:
        return f"'{value}'"

    @staticmethod
    def escape_single_quotes(value: str) -> str:
        return value.replace("'", "''")

    @staticmethod
    def dateadd(datepart: str, interval: object, from_date_or_timestamp: str) -> str:
        return f"{from_date_or_timestamp} + ((interval '1 {datepart}') * ({interval}))"


class adapter:
    @staticmethod
    def quote(identifier: str) -> str:
        return f'"{identifier}"'
