"""A batch is a hundred thousand objects that all live until it is recorded: the collector looks at them in vain."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

NEW_OBJECTS = 200_000


@contextmanager
def rare_collections() -> Iterator[None]:
    """Python's search for cycles is rarer meanwhile, and leaves alone what was there before; reference counts free the rest at once."""
    before, is_ours = gc.get_threshold(), gc.get_freeze_count() == 0
    gc.set_threshold(NEW_OBJECTS, *before[1:])
    if is_ours:
        gc.freeze()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        if is_ours:
            gc.unfreeze()
