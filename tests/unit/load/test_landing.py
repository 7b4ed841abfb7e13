"""Which files of a landing folder are whose."""

from __future__ import annotations

from roundtrip.load.landing import strangers


def test_a_file_that_no_feed_reads_is_a_stranger_and_a_draft_is_not(tmp_path):
    for name in ("orders/a.csv", "orders/b.txt", "Orders/c.csv", "readme.md", "orders/d.csv.tmp", ".hidden"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert strangers(str(tmp_path), ["orders/*.csv*", "other/*"]) == ["Orders/c.csv", "orders/b.txt", "readme.md"]


def test_an_empty_folder_has_no_strangers(tmp_path):
    assert strangers(str(tmp_path), ["*"]) == []
