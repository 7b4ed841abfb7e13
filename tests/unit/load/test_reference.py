"""docs/feeds.md says what the contracts say."""

from __future__ import annotations

from roundtrip.declared import feeds
from roundtrip.load.reference import reference, reference_file


def test_the_page_is_current():
    assert reference_file().read_text() == reference(), "write it again: roundtrip feed docs"


def test_every_column_and_the_example_of_a_feed_are_shown():
    page = reference()
    for feed in feeds():
        section = page.split(f"\n## {feed.name}\n")[1].split("\n## ")[0]
        assert [name for name in feed.columns if f"| `{name}` |" not in section] == []
        assert str(next(iter((feed.example or {}).values()))) in section


def test_rules_and_remarks_of_a_column_stand_beside_it():
    page = reference()
    assert "| `device_id` | text | `advertising_id` in the file; identifies by device_id" in page
    assert "| `rating` | integer * | at least 1; 1 to 5 stars |" in page
    assert "a delivery replaces all of its `partner`, `spent_on`" in page
