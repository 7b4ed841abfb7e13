"""Advisory locks: every number in one place, so that no two meanings share one."""

LOADING = 0x10AD
"""Shared by loads from before they own a batch_id until they commit: who holds it alone knows that no smaller id comes later."""

ERASING = 0xE7A5ED
"""Held by the erasure under way, of which there is one at a time, and shared by an identification. Whoever takes LOADING as well
takes it after this one."""
