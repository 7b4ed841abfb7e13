"""The last lines of a night."""

from __future__ import annotations

import pytest

from roundtrip.measure.terminal import WIDTH, terminal


def test_it_says_what_needs_a_person_and_what_the_campaigns_brought(night):
    said = terminal(night)
    text = " ".join(said.split())
    assert "roundtrip campaign approve win_back --on 2026-11-12" in text
    assert "onboarding brought 313 buyers more than leaving people alone. 95 % interval 191 to 435." in text
    assert "24,812 in = 24,798 loaded + 3 quarantined + 11 duplicates" in text
    assert max(map(len, said.splitlines())) <= WIDTH


def test_colours_are_for_terminals_only(night, monkeypatch):
    assert "\x1b" not in terminal(night)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b" in terminal(night)


@pytest.mark.parametrize("name", ["[red]x[/red]", "[/]"])
def test_markup_in_names_is_text(night, name):
    night["decisions"] = [{"campaign_id": name, "mode": "live", "reason": "send", "tonight": 5, "so_far": 5}]
    assert name in terminal(night)


def test_a_quiet_night(night):
    night["needs_person"] = {kind: [] for kind in night["needs_person"]}
    night["lift"] = []
    said = terminal(night)
    assert "every message is accounted for" in said
    assert "nothing to judge yet" in said


def test_a_night_in_shadow_says_so_although_nothing_was_planned(night):
    for row in night["decisions"]:
        row["mode"] = "shadow"
    night["plan"] = []
    assert terminal(night).count("in shadow, nothing is sent") == 2
