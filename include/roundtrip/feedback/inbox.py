"""What an account's own app says about what it was shown: receipts with ids of the app's choosing."""

from __future__ import annotations

from typing import Any

from roundtrip.domain.inbox import Receipt
from roundtrip.feedback.fact import Fact, Readings, instant, read_each

PROVIDER = "inbox"


def facts(body: bytes) -> Readings:
    """Facts of a list of receipts, docs/inbox.schema.json."""
    return read_each(body, _fact)


def _fact(given: dict[str, Any]) -> Fact:
    """The message is in the id: nobody can take a receipt's id away from another account's message."""
    receipt = Receipt.model_validate(given)
    fact_id = f"{receipt.message_id}:{receipt.kind}:{receipt.receipt_id}"
    return Fact(fact_id, receipt.message_id, receipt.kind, instant(receipt.at.isoformat()))
