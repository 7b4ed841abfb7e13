"""Faults in campaign files are found before anybody is looked at, and say where they are and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from roundtrip import settings
from roundtrip.decide import check_campaigns
from roundtrip.decide.check import checked
from roundtrip.decide.content import placeholders_of

GOOD = """
id: win_back
kind: marketing
owner: growth
goal: test
segment: buyers
schedule: {days: daily, at: "18:00"}
starts_on: 2026-11-01
holdout: 10%
topic: offers
success: {event: order_placed, within: 7 days}
steps:
  - id: mail
    send: email
    variants:
      plain: {subject: {en: "Hello {{ first_name | default('you') }}"}, template: letter}
      offer: {subject: {en: "{{ orders }} orders", de: "{{ orders }} Bestellungen"}, template: letter}
  - wait: 2 days
  - id: nudge
    send: push
    title: "Hello {{ orders }}"
    body: "Come back to {{ country }}"
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for folder in ("include/campaigns", "include/templates", "dbt/models/segments"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(settings.PROJECT / "include" / "policy.yml", tmp_path / "include")
    monkeypatch.setattr(settings, "PROJECT", tmp_path)
    (tmp_path / "include/campaigns/any_name.yml").write_text(GOOD)
    for name in ("letter.en.mjml", "letter.en.txt"):
        (tmp_path / "include/templates" / name).write_text("Hello {{ language }}. {{ unsubscribe_url }}")
    (tmp_path / "dbt/models/segments/seg_buyers.sql").write_text("select 1")
    (tmp_path / "dbt/models/segments/seg_buyers.yml").write_text(
        "models:\n- {name: seg_buyers, columns: [{name: person_id}, {name: orders}]}\n- {name: other, columns: [{name: elsewhere}]}\n"
    )
    return tmp_path


def test_the_campaigns_of_this_house_have_no_fault():
    assert check_campaigns() == []


def test_a_good_campaign_has_no_fault_whatever_its_file_is_called(project):
    assert check_campaigns() == []
    assert [campaign.id for campaign in checked()[0]] == ["win_back"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("segment: buyers", "segment: buyer", "segment: there is no 'buyer'; did you mean 'buyers'?"),
        ("segment: buyers", "segment: dancers", "segment: there is no 'dancers'; write dbt/models/segments/seg_dancers.sql"),
        ("topic: offers", "topic: ofers", "topic: 'ofers' is not a topic people were asked about; did you mean 'offers'?"),
        ("topic: offers", "topic: xyz", "topic: 'xyz' is not a topic people were asked about; add it to `topics` in policy.yml"),
        ('at: "18:00"', 'at: "21:00"', "schedule: 21:00 lies in the quiet hours of policy.yml (21:00 to 08:00); choose a time outside"),
        ('at: "18:00"', 'at: "07:59"', "schedule: 07:59 lies in the quiet hours of policy.yml (21:00 to 08:00); choose a time outside"),
        ("holdout: 10%", "holdout: 100%", "holdout: 100% is not a share to hold out; write 0% or more, and less than 100%"),
        (
            "holdout: 10%",
            "holdout: 10%\naudience: {min: 1, max: 999}",
            "holdout: at most 99 people are held out (audience.max × holdout), too few to show any effect; raise one of them to reach 100,"
            " or write 0% and do without an answer",
        ),
        (
            "plain: {",
            "plain: {weight: 100000, ",
            "steps.mail.variants.offer.weight: at most 9 people get this variant, too few to show any effect; raise the weight or"
            " audience.max to reach 100, or drop the variant",
        ),
        ("holdout: 10%", "holdout: 10%\naudience: {min: 5000, max: 4000}", "audience: min 5000 is more than max 4000, so nothing is ever sent; swap them"),
        ("{en: \"Hello", "{de: \"Hello", "steps.mail.variants.plain.subject: has no 'en', the default language of policy.yml; add it"),
        ('title: "Hello {{ orders }}"', "title: {de: Hallo}", "steps.nudge.variants.only.title: has no 'en', the default language of policy.yml; add it"),
        ("{{ orders }} orders", "{{ order }} orders", "steps.mail.variants.offer.subject.en: there is no placeholder 'order'; did you mean 'orders'?"),
        ("{{ country }}", "{{ elsewhere }}", "steps.nudge.variants.only.body.en: there is no placeholder 'elsewhere'; add the column to seg_buyers.sql and its .yml"),
        ("{{ country }}", "{{ person_id }}", "steps.nudge.variants.only.body.en: there is no placeholder 'person_id'; add the column to seg_buyers.sql and its .yml"),
        ("{{ country }}", "{{ country", "steps.nudge.variants.only.body.en: not readable as a template, line 1: unexpected end of template, expected 'end of print statement'.; correct it"),
        ("template: letter}\n      offer", "template: latter}\n      offer", "steps.mail.variants.plain.template: latter.en.mjml is missing in include/templates; write it"),
        ("owner: growth", "owner: growth\ncolour: red", "colour: unknown key; remove it or correct its spelling"),
    ],
)  # fmt: skip
def test_a_fault_names_file_field_and_remedy(project, old, new, fault):
    assert old in GOOD
    audience = "audience: {min: 1, max: 1000000}"
    text = GOOD.replace(old, new, 1)
    (project / "include/campaigns/any_name.yml").write_text(text if "audience" in text else text + audience)
    assert f"any_name.yml: {fault}" in check_campaigns()
    assert checked()[0] == [], "a campaign with a fault stops, alone"


def test_mail_can_be_left_again(project):
    template = project / "include/templates/letter.en.txt"
    template.write_text("no way out")
    assert check_campaigns() == [
        f"any_name.yml: steps.mail.variants.{variant}.template: letter.en.txt has no unsubscribe link; add {{{{ unsubscribe_url }}}}"
        for variant in ("plain", "offer")
    ]
    campaign = project / "include/campaigns/any_name.yml"
    campaign.write_text(GOOD.replace("kind: marketing", "kind: transactional"))
    assert check_campaigns() == [], "a receipt needs none"


def test_a_link_in_an_included_part_counts(project):
    (project / "include/templates/letter.en.mjml").write_text('<mj-include path="_footer.en.mjml" />')
    (project / "include/templates/_footer.en.mjml").write_text("{{ unsubscribe_url }} {{ ordres }}")
    faults = check_campaigns()
    assert any("letter.en.mjml: there is no placeholder 'ordres'; did you mean 'orders'?" in fault for fault in faults)
    assert not any("unsubscribe" in fault for fault in faults)


def test_a_template_has_both_its_parts_in_every_language(project):
    (project / "include/templates/letter.de.mjml").write_text("{{ unsubscribe_url }}")
    assert any("letter.de.txt is missing in include/templates; write it" in fault for fault in check_campaigns())


def test_of_two_files_with_one_id_the_second_stops(project):
    (project / "include/campaigns/z.yml").write_text(GOOD)
    assert check_campaigns() == [
        "z.yml: id: 'win_back' is taken by any_name.yml, which counts; give one of them an id of its own"
    ]
    assert len(checked()[0]) == 1


def test_planned_are_the_placeholders_of_every_variant_language_and_template(project):
    (campaign,) = checked()[0]
    templates = project / "include/templates"
    assert placeholders_of(campaign.step("mail"), templates) == {"first_name", "orders", "language"}
    assert placeholders_of(campaign.step("nudge"), templates) == {"orders", "country"}


TEXT = GOOD[: GOOD.index("steps:")] + "steps: [{id: text, send: sms, text: {en: Come back, de: Komm wieder}}]\n"


def test_a_marketing_text_says_how_to_end_it(project):
    (project / "include/campaigns/any_name.yml").write_text(TEXT)
    assert check_campaigns() == [
        f"any_name.yml: steps.text.variants.only.text.{language}: does not say how to end it;"
        " add {{ opt_out }} or {{ unsubscribe_url }}"
        for language in ("en", "de")
    ]


@pytest.mark.parametrize(
    "text", [TEXT.replace("Come back, de: Komm wieder", '"Come back: {{ link }} {{ opt_out }}"'), TEXT.replace("marketing", "service")]
)  # fmt: skip
def test_a_text_that_says_so_or_need_not_is_well(project, text):
    (project / "include/campaigns/any_name.yml").write_text(text)
    assert check_campaigns() == []
