"""Peers and Roundtrip measured in turn; see README.md."""
