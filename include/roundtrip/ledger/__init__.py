"""The ledger: who may send a message, and what came of it. At most once, and every outcome accounted for.

A worker claims, goes in flight, calls the provider, records. Claim and in-flight are two commits; no transaction is open
while the provider is called. What must never happen is refused by the database (migrations/versions/0001_crm.sql).
"""

from roundtrip.ledger.claim import NotAdopted, claim
from roundtrip.ledger.in_flight import go_in_flight, narrowed, suppress
from roundtrip.ledger.links import keep_links
from roundtrip.ledger.placed import tidy_inbox
from roundtrip.ledger.reap import reap
from roundtrip.ledger.record import record

__all__ = ["NotAdopted", "claim", "go_in_flight", "keep_links", "narrowed", "reap", "record", "suppress", "tidy_inbox"]
