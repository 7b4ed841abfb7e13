"""Who is who: persons, their identifiers, contact points and consents, from what was loaded."""

from roundtrip.people.identify import identify

__all__ = ["identify"]
