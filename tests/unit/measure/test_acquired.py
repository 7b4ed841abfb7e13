"""The section about what brought people: what is not yet known is said, and no advice is made up."""

from __future__ import annotations

import pytest

from roundtrip.measure.report import acquired
from roundtrip.measure.report.render import render


@pytest.fixture
def page(night):
    return render(night, is_demo=False)


def section(page):
    return page.split('id="acquisition"')[1].split("</section>")[0]


def test_a_return_nobody_can_know_yet_is_not_zero(page):
    row = section(page).split("spark_creators")[1].split("</tr>")[0]
    assert "17 %" in row
    assert row.count(acquired.NOT_YET) == 2


def test_cost_a_customer_needs_customers(night):
    night["acquisition_campaigns"][1]["customers"] = 0
    row = section(render(night, is_demo=False)).split("spark_creators")[1].split("</tr>")[0]
    assert '<td class="n">0</td><td class="n">–</td>' in row


def test_a_shift_says_how_much_and_what_it_should_bring(page):
    told = section(page)
    assert "Spend more: €11.00 a day; that should bring €16.50 a day (€16.30 to €16.70)" in told
    assert "Spend less: €11.00 a day" in told
    assert "Leave it: too few days of spend" in told
    assert "too thin to move anything" not in told


def test_without_a_shift_the_page_says_that_the_evidence_is_thin(night):
    for row in night["budget"]:
        row |= {"advice": "keep", "reason": "not_told_apart", "shift_minor": 0, "gain_minor": None}
    told = section(render(night, is_demo=False))
    assert "too thin to move anything" in told
    assert told.count("Leave it: cannot be told apart from the best") == 3


def test_three_kinds_of_evidence_stand_apart(page):
    told = section(page)
    assert all(words in told for words in acquired.EVIDENCE.values())
    assert "Not to be added up" in told


def test_what_a_year_should_return_is_told_and_drawn_with_its_interval(page, night):
    assert '260 % <span class="muted">(220 % to 310 %)</span>' in section(page)
    assert "+1.60" in str(acquired.expected(night["acquisition_campaigns"]))


def test_without_an_interval_none_is_drawn(night):
    for row in night["acquisition_campaigns"]:
        row |= {"return_expected_low": None, "return_expected_high": None}
    assert acquired.expected(night["acquisition_campaigns"]) is None
    assert "260 %</td>" in section(render(night, is_demo=False))


def test_a_curve_needs_two_ages_that_are_over(night):
    drawn = str(acquired.payback_curves(night["payback"]))
    assert "19 Oct 107 % after 14 days; 26 Oct 68 % after 7 days" in drawn
    assert "2 Nov" not in drawn
    assert acquired.payback_curves(night["payback"][-1:]) is None


def test_campaigns_without_an_average_are_not_drawn(night):
    for row in night["budget"]:
        row["average_return"] = None
    assert acquired.returns(night["budget"]) is None


def test_nothing_advertised_no_section(night):
    night |= {"acquisition_campaigns": [], "payback": [], "budget": [], "acquisition_evidence": []}
    assert 'id="acquisition"' not in render(night, is_demo=False)
