"""Every campaign of the repository says something presentable, and what is not is named with field and remedy."""

from __future__ import annotations

import pytest

from roundtrip import declared
from roundtrip.channels import check_content
from roundtrip.domain.campaign import EmailVariant, PushVariant


@pytest.fixture
def campaigns():
    return {campaign.id: campaign for campaign in declared.campaigns()[0]}


def changed(campaign, variant):
    step = campaign.send_steps[0].model_copy(update={"variants": {"only": variant}})
    return campaign.model_copy(update={"steps": [step]})


def test_the_repository_s_own_campaigns_have_no_fault(campaigns):
    assert check_content(list(campaigns.values())) == []


def test_a_push_that_computes_and_a_long_collapse_key(campaigns):
    variant = PushVariant(title={"en": "{{ name | center(9) }}"}, body={"en": "{{ open"}, collapse_key="x" * 65)
    faults = check_content([changed(campaigns["onboarding"], variant)])
    assert [fault.split(": ")[0] for fault in faults] == ["onboarding.yml"] * 3
    assert "variants.only.title.en: No filter named 'center'" in faults[0]
    assert "variants.only.body.en" in faults[1]
    assert "collapse_key: is longer than 64 bytes; shorten it" in faults[2]


def test_a_template_with_a_condition_is_told_where_it_belongs(campaigns, tmp_path, monkeypatch):
    include = tmp_path / "include"
    (include / "templates").mkdir(parents=True)
    (include / "policy.yml").write_text((declared.settings.load().include / "policy.yml").read_text())
    (include / "templates" / "odd.en.mjml").write_text("<mjml><mj-body>\n{% if a %}x{% endif %}</mj-body></mjml>")
    (include / "templates" / "odd.en.txt").write_text("x")
    monkeypatch.setattr(type(declared.settings.load()), "include", include)
    faults = check_content([changed(campaigns["win_back"], EmailVariant(subject={"en": "x"}, template="odd"))])
    assert faults == [
        "win_back.yml: steps.mail.variants.only.template: odd.en.mjml: line 2: {% %} is not for templates;"
        " put the condition in the segment's SQL as a column, or write {{ this if that else other }}"
    ]
