"""A contract's faults name file, field and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from roundtrip import declared
from roundtrip.declared import DeclarationError

GOOD = """
feed: orders
files: orders/*.csv*
format: csv
mode: append
key: [order_id]
event_time: ordered_at
freshness: 3 days
minimum_rows: 0
unknown_columns: keep
side: offline
needed_for: tests
columns:
  order_id:   {type: text, required: true}
  ordered_at: {type: timestamp, required: true}
  amount:     {type: integer, minimum: 0}
  email:      {type: email, required: true}
"""

FAULTS = {
    "an unknown key": (
        "side: offline",
        "side: offline\ncolor: red",
        "orders.yml: color: unknown key; remove it or correct its spelling",
    ),
    "a missing key": ("files: orders/*.csv*\n", "", "orders.yml: files: is missing; add it"),
    "an unknown format": ("format: csv", "format: xlsx", "orders.yml: format: write 'ndjson', 'csv' or 'parquet'"),
    "a type nobody knows": ("type: integer", "type: money", "orders.yml: columns.amount.type: write 'text'"),
    "a key that is no column": ("[order_id]", "[id]", "orders.yml: key: 'id' is no column with `required: true`"),
    "a key that may be missing": (
        "order_id:   {type: text, required: true}",
        "order_id: {type: text}",
        "orders.yml: key: 'order_id' is no column",
    ),
    "a time that is none": (
        "event_time: ordered_at",
        "event_time: amount",
        "orders.yml: event_time: 'amount' is no column of type timestamp",
    ),
    "a duration in words": ("3 days", "soon", "orders.yml: freshness: 'soon' is not a duration"),
    "files of somebody else": (
        "orders/*.csv*",
        "../orders/*.csv",
        "orders.yml: files: is a pattern below the landing folder",
    ),
    "a name of ours": ("amount:  ", "batch_id:", "orders.yml: columns: 'batch_id' cannot name a column of raw"),
    "a name that is no name": ("amount:  ", '"a;b":', "orders.yml: columns: 'a;b' cannot name a column of raw"),
    "a table of ours": ("feed: orders", "feed: batch", "orders.yml: feed: 'batch' cannot name a table of raw"),
    "a partition without its mode": (
        "mode: append",
        "mode: append\npartition: [order_id]",
        "orders.yml: partition: goes with `mode: replace_partition`",
    ),
    "the mode without a partition": (
        "mode: append",
        "mode: replace_partition",
        "orders.yml: partition: goes with `mode: replace_partition`",
    ),
    "a zone that is none": (
        "format: csv",
        "format: csv\ntimezone: Berlin",
        "orders.yml: timezone: 'Berlin' is no time zone",
    ),
    "a broken pattern": (
        "{type: integer, minimum: 0}",
        '{type: text, pattern: "[A"}',
        "orders.yml: columns.amount.pattern: '[A' is not a regular",
    ),
    "a minimum of text": (
        "{type: integer, minimum: 0}",
        "{type: text, minimum: 0}",
        "orders.yml: columns.amount.minimum: only an integer",
    ),
    "an identifier that is no text": (
        "{type: integer, minimum: 0}",
        "{type: integer, identifies: user_id}",
        "orders.yml: columns.amount.identifies: only a column of type text",
    ),
    "an e-mail that identifies as a phone": (
        "{type: integer, minimum: 0}",
        "{type: email, identifies: phone}",
        "orders.yml: columns.amount.identifies: only a column of type phone",
    ),
    "a unit of what is no time": (
        "{type: integer, minimum: 0}",
        "{type: integer, unit: seconds}",
        "orders.yml: columns.amount.unit: only a timestamp",
    ),
    "no key where rows come once": (
        "key: [order_id]\n",
        "",
        "orders.yml: key: is missing; name the columns",
    ),
    "a partition that is an address": (
        "mode: append\nkey: [order_id]",
        "mode: replace_partition\npartition: [email]\nkey: [order_id]",
        "orders.yml: partition: 'email' is an address",
    ),
    "a key that may be missing and must not": (
        "key: [order_id]",
        "key: [order_id]\nkey_if_any: [ordered_at]",
        "orders.yml: key_if_any: 'ordered_at' is no column that a row may lack",
    ),
    "a key that may be missing where versions are kept": (
        "mode: append\nkey: [order_id]",
        "mode: upsert\nkey: [order_id]\nkey_if_any: [amount]",
        "orders.yml: key_if_any: goes with `mode: append` only",
    ),
    "quotes around a text": (
        "{type: integer, minimum: 0}",
        "{type: text, quoted: true}",
        "orders.yml: columns.amount.quoted: only an integer or a number",
    ),
    "an object in a CSV": (
        "{type: integer, minimum: 0}",
        "{type: integer, inside: totals}",
        "orders.yml: columns: 'amount' lies inside another field",
    ),
    "a suppression of nobody": (
        "key: [order_id]",
        "key: [order_id]\nsuppresses: {channel: sms, reason: bounced}",
        "orders.yml: suppresses: channel sms needs one column of type phone",
    ),
    "a suppression without a reason": (
        "key: [order_id]",
        "key: [order_id]\nsuppresses: {channel: email}",
        "orders.yml: suppresses.reason_in: or `reason`: write one of them",
    ),
    "a reason nobody knows": (
        "key: [order_id]",
        "key: [order_id]\nsuppresses: {channel: email, reason: bored}",
        "orders.yml: suppresses.reason: write 'bounced', 'complained'",
    ),
    "reasons that may be any text": (
        "key: [order_id]",
        "key: [order_id]\nsuppresses: {channel: email, reason_in: order_id}",
        "orders.yml: suppresses: reason_in: 'order_id' is no column",
    ),
    "two columns of one field": (
        "{type: integer, minimum: 0}",
        "{type: text, named: order_id}",
        "orders.yml: columns: two columns read the same field",
    ),
}


def declare(folder: Path, text: str, name: str = "orders") -> None:
    (folder / "feeds").mkdir(exist_ok=True)
    (folder / "feeds" / f"{name}.yml").write_text(text)


def test_a_good_contract_has_no_fault(tmp_path):
    declare(tmp_path, GOOD)
    (feed,) = declared.feeds(tmp_path)
    assert (feed.name, feed.is_offline, feed.optional, list(feed.columns)) == (
        "orders",
        True,
        False,
        ["order_id", "ordered_at", "amount", "email"],
    )


def test_an_address_in_the_key_is_its_hash(tmp_path):
    declare(tmp_path, GOOD.replace("key: [order_id]", "key: [email, order_id]\nkey_if_any: [amount]"))
    (feed,) = declared.feeds(tmp_path)
    assert feed.key_in_raw == ("email_hash", "order_id", "amount")


def test_an_address_is_kept_in_clear_only_where_rows_say_whose_it_is(tmp_path):
    declare(tmp_path, GOOD)
    declare(
        tmp_path,
        GOOD.replace("{type: email,", "{type: email, identifies: email,").replace("feed: orders", "feed: own"),
        "own",
    )
    orders, own = declared.feeds(tmp_path)
    assert (list(orders.addresses), list(own.addresses)) == ([], ["email"])


def test_a_feed_in_which_every_line_counts_needs_no_key_and_its_first_line_may_tell_the_time(tmp_path):
    text = GOOD.replace("mode: append\nkey: [order_id]", "mode: replace_partition\npartition: [order_id]")
    declare(tmp_path, text.replace("ordered_at: {type: timestamp, required: true}", "ordered_at: {type: timestamp}"))
    (feed,) = declared.feeds(tmp_path)
    assert (feed.key, feed.event_time) == ((), "ordered_at")


@pytest.mark.parametrize(("old", "new", "says"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_names_file_field_and_remedy(tmp_path, old, new, says):
    assert old in GOOD
    declare(tmp_path, GOOD.replace(old, new))
    with pytest.raises(DeclarationError) as raised:
        declared.feeds(tmp_path)
    (fault,) = raised.value.faults
    assert fault.startswith(says)


def test_the_faults_of_all_files_are_told_at_once(tmp_path):
    declare(tmp_path, GOOD.replace("format: csv", "format: xlsx"))
    declare(tmp_path, GOOD, name="bills")
    with pytest.raises(DeclarationError) as raised:
        declared.feeds(tmp_path)
    assert [fault.partition(":")[0] for fault in raised.value.faults] == ["bills.yml", "orders.yml"]


def test_the_contracts_of_the_product_are_good():
    sides = {feed.name: feed.side for feed in declared.feeds()}
    assert {name for name, side in sides.items() if side == "offline"} >= {"store_purchases", "ad_spend"}
    assert {"app_events", "profiles", "devices", "app_purchases", "consents", "installs"} <= sides.keys()
