"""What a person at the ledger may look at and decide; as the operator, who sees no address and sends nothing."""

from roundtrip.ledger.desk.acts import Stopped, adopt, halt, is_adopted, resolve, resume, retire
from roundtrip.ledger.desk.looks import explain, queued, status, uncertain

__all__ = [
    "Stopped",
    "adopt",
    "explain",
    "halt",
    "is_adopted",
    "queued",
    "resolve",
    "resume",
    "retire",
    "status",
    "uncertain",
]
