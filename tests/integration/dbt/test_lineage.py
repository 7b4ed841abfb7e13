"""The drawing in docs/lineage.md is of the models as they are."""

from __future__ import annotations

from roundtrip import settings
from roundtrip.transform import lineage


def test_the_drawing_is_current(module_database):
    written = (settings.PROJECT / "docs" / "lineage.md").read_text()
    assert written == lineage.page(), "write it again: python -m roundtrip.transform.lineage"
