"""The words of Roundtrip as types. Pure: pydantic and the standard library, no database, no network, no clock of its own."""
