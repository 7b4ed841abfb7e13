"""The section about what touches are credited with: models side by side, and credit beside what was won."""

from __future__ import annotations

import pytest

from roundtrip.measure.report import attributed
from roundtrip.measure.report.render import render


@pytest.fixture
def told(night):
    return section(render(night, is_demo=False))


def section(page):
    return page.split('id="attribution"')[1].split("</section>")[0]


def row(told, name):
    return told.split(f'<th scope="row">{name}</th>')[1].split("</tr>")[0]


def test_models_stand_side_by_side_in_one_order(told):
    figures = ["20.0", "60.0", "62.5", "41.2", "40.0", "50.0", "38.5", "60", "12", "2.5", "1.5"]
    assert row(told, "email") == "".join(f'<td class="n">{figure}</td>' for figure in figures)


def test_channels_go_by_what_they_are_credited_with_and_nothing_comes_last(night):
    orders = attributed.goals(night)[0]
    assert [channel.name for channel in orders.channels] == ["paid", "email", "none"]


def test_conversions_nothing_came_before_have_no_way(told):
    assert row(told, "nothing known before").endswith('<td class="n">–</td>' * 4)


def test_a_model_no_night_has_scored_is_not_zero(night):
    first = attributed.goals(night)[1]
    assert first.heading == "First purchases"
    assert "markov" not in first.channels[0].credited
    assert '<td class="n">31.0</td><td class="n">–</td>' in row(
        section(render(night, is_demo=False)).split("<summary>First purchases")[1], "paid"
    )


def test_a_goal_nobody_reached_is_left_out(told):
    assert "Begun subscriptions" not in told


def test_what_is_provisional_is_said(told, night):
    assert "50 % of these are provisional" in told
    for credit in night["attribution"]:
        credit["provisional"] = 0.0
    assert "provisional" not in section(render(night, is_demo=False))


def test_credit_stands_beside_what_was_won(told):
    assert '<td>people</td><td class="n">+90</td><td class="n">+50 to +130</td>' in row(told, "win_back")
    assert '<td class="n">130.0</td><td class="n">–</td><td class="n">44.2</td>' in row(told, "win_back")


def test_without_an_answer_nothing_was_won_that_could_be_said(told):
    revenue = told.split("<td>revenue</td>")[1].split("</tr>")[0]
    assert revenue.startswith('<td class="n">–</td><td class="n">–</td>')
    assert "€2,100" in revenue


def test_a_campaign_without_an_answer_is_not_drawn(night):
    assert attributed.gap_plot(night["attribution_gap"][:1])
    assert attributed.gap_plot(night["attribution_gap"][2:]) is None


def test_nothing_credited_no_section(night):
    night |= {"attribution": [], "attribution_gap": []}
    assert 'id="attribution"' not in render(night, is_demo=False)
