"""Lanes for the tests of this folder: opening one takes seconds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .run import Lanes, open_lanes


@pytest.fixture(scope="session")
def lanes() -> Iterator[Lanes]:
    with open_lanes() as opened:
        yield opened
