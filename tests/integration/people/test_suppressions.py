"""Whom a former sender must not write to is not written to."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from roundtrip.load import load_night
from roundtrip.people import identify

AS_OF = date(2026, 11, 10)
LISTED = "select channel, reason, effective_at::date::text, source from crm.suppression order by effective_at, source"


@pytest.fixture
def told(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`told("suppressions", "a.csv", rows)`: the file has landed, is loaded, and the night has identified."""
    monkeypatch.setenv("ROUNDTRIP_LANDING", str(tmp_path))

    def night(feed: str, name: str, text: str, as_of: date = AS_OF) -> None:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        report = load_night(as_of, feeds=[feed])
        assert report.counts["loaded"]
        assert not report.counts["quarantined"]
        identify(as_of)

    return night


def listed(*rows: str) -> str:
    return "\n".join(["email,channel,reason,suppressed_at,source", *rows, ""])


def test_an_address_is_suppressed_by_its_hash_whatever_its_letters(told, look):
    told("suppressions", "suppressions/a.csv", listed("Ada@X.org,email,complained,2025-01-02 03:04:05,helpdesk"))
    told(
        "sendgrid_bounces",
        "sendgrid/suppression_bounces.csv",
        "status,reason,email,created\n5.1.1,no,ada@x.org,1740819600\n",
    )
    assert look(LISTED) == [("email", "complained", "2025-01-02", "suppressions")]
    assert look("select email_hash from raw.suppressions") == look("select email_hash from raw.sendgrid_bounces")


def test_of_several_words_on_an_address_the_first_counts_and_none_takes_it_back(told, look):
    told(
        "suppressions",
        "suppressions/a.csv",
        listed(
            "b@x.org,email,unsubscribed,2025-06-01 00:00:00,letter", "c@x.org,email,imported,2026-01-01 00:00:00,list"
        ),
    )
    before = look("select * from crm.suppression order by 1")
    told(
        "suppressions",
        "suppressions/b.csv",
        listed("b@x.org,email,bounced,2024-01-01 00:00:00,older", "d@x.org,email,bounced,2026-02-01 00:00:00,x"),
    )
    after = look("select * from crm.suppression order by 1")
    assert [row for row in after if row in before] == before
    assert [row[1] for row in look(LISTED)] == ["unsubscribed", "imported", "bounced"]


def test_identifying_twice_suppresses_once(told, look, act_as):
    told("suppressions", "suppressions/a.csv", listed("b@x.org,email,bounced,2025-06-01 00:00:00,x"))
    before = look("select * from crm.suppression")
    act_as(None).execute("delete from crm.run")
    identify(AS_OF)
    assert look("select * from crm.suppression") == before


def test_a_list_of_a_former_sender_makes_no_people_and_keeps_no_address(told, look):
    told("suppressions", "suppressions/a.csv", listed("b@x.org,email,bounced,2025-06-01 00:00:00,x"))
    assert look(
        "select (select count(*) from crm.person), (select count(*) from crm.contact_point), (select count(*) from crm.address)"
    ) == [(0, 0, 0)]


def test_who_will_say_so_tomorrow_has_said_so_when_the_night_began(told, look):
    told("suppressions", "suppressions/a.csv", listed("b@x.org,email,bounced,2026-11-11 12:00:00,x"))
    assert look("select effective_at <= '2026-11-10 00:00:00+00' from crm.suppression") == [True]


def test_each_of_sendgrids_lists_says_why_and_leaves_no_address_in_raw(told, look):
    reasons = {
        ("sendgrid_bounces", "suppression_bounces.csv"): "bounced",
        ("sendgrid_invalid_emails", "suppression_invalid_emails (1).csv"): "bounced",
        ("sendgrid_spam_reports", "suppression_spam_reports.csv"): "complained",
        ("sendgrid_unsubscribes", "suppression_unsubscribes.csv"): "unsubscribed",
        ("sendgrid_group_unsubscribes", "asm_groups_3893_suppressions.csv"): "unsubscribed",
        ("sendgrid_blocks", "suppression_blocks.csv"): None,
    }
    for number, (feed, file) in enumerate(reasons):
        quoting = f'4.7.1,"450 <B{number}@x.org>, later",B{number}@x.org,1740819600'
        row = quoting if file.endswith(("bounces.csv", "blocks.csv")) else f"B{number}@x.org,1740819600"
        header = "status,reason,email,created" if row is quoting else "email,created"
        told(feed, f"sendgrid/{file}", f"{header}\n{row}\n")
        assert look(f"select strpos(row::text, 'x.org') from raw.{feed} as row") == [0]
    assert dict(look("select source, reason from crm.suppression")) == {
        feed: reason for (feed, _), reason in reasons.items() if reason
    }
