"""Advisory locks: every number in one place, so that no two meanings share one."""

LOADING = 0x10AD
"""Shared by loads from before they own a batch_id until they commit: who holds it alone knows that no smaller id comes later."""
