"""The page: complete, self-contained, in order, and safe with whatever stands in the data."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from roundtrip.measure.report.render import render

HOSTILE = """</style></svg><script>alert(1)</script>"'&{{ 7*7 }}$x^2$"""
SECTIONS = [
    "needs-person",
    "lift",
    "variants",
    "flow",
    "feeds",
    "people",
    "returns",
    "acquisition",
    "value",
    "attribution",
    "steps",
]


class Outline(HTMLParser):
    """What a browser would see: elements, ids, classes of text, and addresses it would fetch."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.ids: list[str] = []
        self.fetched: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.opened.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        links = [given.get(name) or "" for name in ("src", "href", "xlink:href", "action", "data", "srcset")]
        self.fetched += [link for link in links if link and not link.startswith("#")]

    def handle_data(self, data):
        self.text += data


@pytest.fixture(scope="module")
def page(one_night) -> str:
    return render(one_night, is_demo=True, truth={"win_back": 0.03})


def hostile(night):
    """The same night with a campaign, a goal, a feed and an error that try to break out of the page."""
    return json.loads(json.dumps(night).replace("win_back", json.dumps(HOSTILE)[1:-1]).replace("growth", "x"))


def test_sections_stand_in_the_order_a_reader_needs_them(page):
    ids = Outline(page).ids
    assert [name for name in ids if name in SECTIONS] == SECTIONS


def test_nothing_is_fetched_and_nothing_runs(page):
    seen = Outline(page)
    assert seen.fetched == []
    assert "script" not in seen.opened
    assert "@import" not in page
    assert "url(http" not in page


def test_ids_are_unique_although_many_plots_share_the_page(page):
    ids = Outline(page).ids
    assert sorted(ids) == sorted(set(ids))


def test_text_from_data_is_escaped_everywhere(night):
    page = render(hostile(night), is_demo=False)
    seen = Outline(page)
    assert "script" not in seen.opened
    assert "<script>alert" not in page
    assert HOSTILE in seen.text, "it is shown as what it is"
    assert "49" not in seen.text.replace("496,240", "").split(HOSTILE)[1][:20]


def test_both_themes_come_from_the_same_drawing(page):
    assert "@media (prefers-color-scheme: dark)" in page
    assert "var(--good)" in page.split("</style>")[-1], "plots take their colours from the page"
    assert "#0606" not in page, "no stand-in is left"
    assert page.count("</style>") == 1, "no drawing brings a style that would be the page's"


def test_every_plot_can_be_read_without_eyes(page):
    plots = page.split("<svg ")[1:]
    assert len(plots) >= 8
    assert all('role="img"' in plot and "<title" in plot and "<desc" in plot for plot in plots)


def test_the_banner_says_when_data_are_simulated(page, night):
    assert "Simulated data" in page
    assert "Simulated data" not in render(night, is_demo=False)


def test_what_needs_a_person_comes_with_what_to_do(page, night):
    text = " ".join(Outline(page).text.split())
    assert "roundtrip campaign approve win_back --on 2026-11-12" in text
    assert "3 messages of onboarding by push: nobody knows whether they arrived" in text
    assert "store_purchases is older than its contract allows" in text
    night["needs_person"] = {name: [] for name in night["needs_person"]}
    assert "No approval waits" in render(night, is_demo=True)


def test_findings_are_sentences_with_their_interval(page):
    text = Outline(page).text
    assert "onboarding brought 313 buyers more than leaving people alone." in text
    assert "95 % interval 191 to 435." in text
    assert "So far win_back stands at 38 buyers more" in text


def test_the_simulator_s_truth_is_shown_only_where_it_is_known(page):
    assert page.count("The simulator knows the truth") == 1, "of one campaign only"
    assert "The simulator knows the truth: +3.0 per 100" in page


@pytest.mark.parametrize("is_built", [True, False])
def test_an_empty_night_still_makes_a_page(night, is_built):
    lists = {name for name, value in night.items() if isinstance(value, list)}
    empty = night | {name: [] for name in lists} | {"missing": [] if is_built else ["rpt_campaign_lift"]}
    empty["needs_person"] = {name: [] for name in night["needs_person"]}
    text = Outline(render(empty, is_demo=False)).text
    assert ("No campaign has sent anything" in text) is is_built
    assert ("The results are not built yet" in text) is not is_built
    assert "No feed has come yet" in text


def test_offers_of_past_campaigns_and_absent_feeds(night):
    night["past_events"] = [{"event": "offer received", "events": 76_277}]
    night["past_offers"] = [{"channel": "social", "received": 9, "viewed": 8, "completed": 7, "completed_unviewed": 3}]
    seen = Outline(render(night, is_demo=False))
    assert seen.ids.index("past-campaigns") < seen.ids.index("flow")
    assert "76,277" in seen.text
    assert "offers of past campaigns" in seen.text, "what an absent feed is needed for"


def test_a_night_in_shadow_says_so_although_nothing_was_planned(night):
    for row in night["decisions"]:
        row["mode"] = "shadow"
    night["plan"] = []
    page = render(night, is_demo=False)
    assert "in shadow: nothing is sent" in page
    assert page.count("in shadow: decided and rendered, never sent") == 2
