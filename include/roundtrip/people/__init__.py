"""Who is who: persons, their identifiers, contact points and consents, from what was loaded."""

from roundtrip.people.identification import identify

__all__ = ["identify"]
