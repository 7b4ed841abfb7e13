"""What a person may ask of us (GDPR art. 15, 17, 20): see what is known of them, take it along, be forgotten."""

from roundtrip.rights.erase import erase, erase_pending, request
from roundtrip.rights.export import export
from roundtrip.rights.show import show
from roundtrip.rights.whom import UnknownPerson, find

__all__ = ["UnknownPerson", "erase", "erase_pending", "export", "find", "request", "show"]
