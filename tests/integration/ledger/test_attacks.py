"""Each promise of the ledger, attacked with raw SQL by the role that has most to gain. The database alone defends."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors

from roundtrip import ledger
from roundtrip.db import Role
from roundtrip.domain.message import Outcome, Verdict

from .conftest import DUE, NOT_AFTER, NOW, ON

ME = "worker-1"


def in_state(house, state):
    """A message that came to a state by the honest way."""
    message = house.message()
    if state == "planned":
        return message
    ledger.claim("email", NOW, ME, 10)
    if state == "claimed":
        return message
    ledger.go_in_flight([message], ME, NOW)
    if state in ("accepted", "rejected", "uncertain"):
        ledger.record([Outcome(message, Verdict(state))], ME, NOW)
    elif state == "presumed_unsent":
        ledger.record([Outcome(message, Verdict.UNCERTAIN)], ME, NOW)
        ledger.reap(NOW + timedelta(days=4))
    assert house.state(message) == state
    return message


# Planning ------------------------------------------------------------------------------------------------------------
def test_a_person_in_a_control_group_is_refused_however_it_is_tried(house):
    for arms in ({"global_arm": "control"}, {"campaign_arm": "holdout"}):
        person = house.person(**arms)
        honest = house.planned(person, decision_id=house.decision(person))
        with pytest.raises(errors.ForeignKeyViolation):  # says treatment, the assignment says otherwise
            house.insert(honest)
        with pytest.raises(errors.CheckViolation, match="message_never_to_control"):
            house.insert({**honest, **arms})
        experiment = "global" if "global_arm" in arms else "campaign"
        with pytest.raises(errors.CheckViolation, match="message_never_to_control"):  # no assignment at all
            house.insert({**honest, f"{experiment}_assignment_id": None, f"{experiment}_arm": None})


def test_another_persons_treatment_cannot_be_borrowed(house):
    control, treated = house.person(global_arm="control"), house.person()
    honest, theirs = house.planned(control, decision_id=house.decision(control)), house.planned(treated)
    borrowed = {name: theirs[name] for name in ("global_assignment_id", "campaign_assignment_id")}
    with pytest.raises(errors.ForeignKeyViolation):
        house.insert({**honest, **borrowed})
    with pytest.raises(errors.RestrictViolation, match="no decision"):  # their unit as well
        house.insert({**honest, **borrowed, "unit_id": treated})


def test_a_campaign_cannot_pass_for_transactional(house):
    person = house.person(global_arm="control")
    honest = house.planned(person, decision_id=house.decision(person))
    with pytest.raises(errors.ForeignKeyViolation):
        house.insert({**honest, "kind": "transactional", "global_assignment_id": None, "campaign_assignment_id": None})
    with pytest.raises(errors.RestrictViolation, match="permanent"):
        house.decider.execute("update crm.campaign set kind = 'transactional'")


@pytest.mark.parametrize("reason", ["holdout", "global_control", "no_consent"])
def test_what_was_not_decided_is_not_planned(house, reason):
    person = house.person()
    decision = house.decision(person, reason=reason)
    with pytest.raises(errors.RestrictViolation, match="no decision to send it"):
        house.insert(house.planned(person, decision_id=decision))


@pytest.mark.parametrize(
    "changes",
    [
        {"mode": "seed_list"},
        {"variant": "offer"},
        {"occurrence_id": "cart-7"},
        {"occurrence_on": ON + timedelta(days=1)},
        {"send_after": DUE - timedelta(hours=1)},
        {"not_after": NOT_AFTER + timedelta(hours=6)},
        {"window_on": ON - timedelta(days=1)},
        {"topic": "onboarding"},
        {"channel": "push"},
        {"address_hash": "hash-of-somebody"},
    ],
)
def test_a_plan_says_what_was_decided_and_nothing_else(house, changes):
    person = house.person()
    with pytest.raises(errors.RestrictViolation, match="may not be planned"):
        house.insert({**house.planned(person, decision_id=house.decision(person)), **changes})


def test_nobody_is_written_to_at_somebody_elses_address(house):
    person, other = house.person(), house.person()
    theirs = house.planned(other)
    with pytest.raises(errors.RestrictViolation, match="no active contact point of this person"):
        house.insert(
            {
                **house.planned(person, decision_id=house.decision(person)),
                "contact_point_id": theirs["contact_point_id"],
                "address_hash": theirs["address_hash"],
            }
        )


def test_silence_is_no(house):
    house.campaign("asks", needs_approval=True)
    person = house.person()
    house.assign("campaign:asks", person, "treatment")
    plan = house.planned(person, "asks", decision_id=house.decision(person, "asks"))
    with pytest.raises(errors.RestrictViolation, match="not approved"):
        house.insert(plan)
    house.decider.execute("insert into crm.approval (campaign_id, occurrence_on, people) values ('asks', %s, 1)", [ON])
    with pytest.raises(errors.RestrictViolation, match="not approved"):
        house.insert(plan)
    house.admin.execute("update crm.approval set is_granted = true, decided_by = 'me', decided_at = now()")
    house.insert(plan)


def test_an_answer_stands(house, act_as):
    house.decider.execute(
        "insert into crm.approval (campaign_id, occurrence_on, people) values ('win_back', %s, 1)", [ON]
    )
    operator = act_as(Role.OPERATOR)
    operator.execute("update crm.approval set is_granted = false, decided_by = 'me', decided_at = now()")
    with pytest.raises(errors.RestrictViolation, match="an answer stands"):
        operator.execute("update crm.approval set is_granted = true")
    with pytest.raises(errors.RestrictViolation, match="an answer stands"):
        house.decider.execute("update crm.approval set people = 1000000")


def test_an_occurrence_gives_a_person_one_message(house):
    person = house.person()
    house.message(person)
    decision = house.one("select decision_id from crm.decision")
    second = house.one(
        "insert into crm.contact_point (person_id, kind, address_hash, seen_at, known_as_of) values (%s, 'email', 'other', '2026-11-01', '2026-11-01') returning contact_point_id",
        person,
    )
    elsewhere = {"contact_point_id": second, "address_hash": "other"}
    with pytest.raises(errors.UniqueViolation) as refused:
        house.insert({**house.planned(person, decision_id=decision), **elsewhere}, house.admin)
    assert "(person_id, campaign_id, " in refused.value.diag.message_detail


def test_an_occurrence_gives_an_address_one_message(house):
    first, second = house.person(email="shared"), house.person(email="shared")
    house.message(first)
    with pytest.raises(errors.UniqueViolation) as refused:
        house.insert(house.planned(second, decision_id=house.decision(second)), house.admin)
    assert "step_id, address_hash)" in refused.value.diag.message_detail


def test_a_merged_predecessor_holds_the_occurrence(house):
    gone, between, left = house.person(), house.person(), house.person()
    house.message(gone)
    for before, after in ((gone, between), (between, left)):
        house.admin.execute(
            "insert into crm.person_merge (from_person_id, into_person_id, known_as_of) values (%s, %s, %s)",
            [before, after, ON],
        )
    with pytest.raises(errors.RestrictViolation, match="predecessor"):
        house.message(left)


def test_a_message_is_born_planned_whatever_the_insert_says(house):
    person = house.person()
    forged = {
        "state": "accepted",
        "state_reason": "x",
        "owner": "me",
        "lease_until": NOW,
        "attempts": 7,
        "provider_message_id": "p",
    }
    message = house.insert({**house.planned(person, decision_id=house.decision(person)), **forged})
    row = house.one("select to_jsonb(m) from crm.message m where message_id = %s", message)
    assert (row["state"], row["attempts"]) == ("planned", 0)
    assert [row[name] for name in ("state_reason", "owner", "lease_until", "provider_message_id")] == [None] * 4


def test_the_caps_window_is_the_day_of_the_message(house):
    person = house.person()
    with pytest.raises(errors.CheckViolation, match="window_is_its_day"):
        house.message(person, window_on=date(2026, 12, 24))


def test_a_decision_to_send_never_names_a_control_arm(house):
    person = house.person()
    for column, arm in (("global_arm", "control"), ("campaign_arm", "holdout")):
        with pytest.raises(errors.CheckViolation):
            house.decider.execute(
                f"insert into crm.decision (campaign_id, occurrence_on, step_id, person_id, unit_id, mode, reason,"
                f" would_send_without_assignment, {column}, is_reachable, send_after, not_after, as_of, code_version)"
                f" values ('win_back', %s, 'mail', %s, %s, 'live', 'send', true, %s, true, %s, %s, %s, 'x')",
                [ON, person, person, arm, DUE, NOT_AFTER, ON],
            )


# Moving --------------------------------------------------------------------------------------------------------------
STATES = [
    "planned",
    "claimed",
    "in_flight",
    "accepted",
    "rejected",
    "uncertain",
    "presumed_unsent",
    "suppressed",
    "expired",
]
FORBIDDEN_ARROWS = [
    ("planned", "in_flight"), ("planned", "accepted"), ("planned", "uncertain"),
    ("claimed", "accepted"), ("claimed", "uncertain"),
    ("in_flight", "claimed"), ("in_flight", "suppressed"), ("in_flight", "expired"), ("in_flight", "presumed_unsent"),
    ("accepted", "planned"), ("accepted", "uncertain"),
    ("rejected", "planned"), ("rejected", "accepted"),
    ("uncertain", "planned"), ("uncertain", "rejected"), ("uncertain", "in_flight"),
    ("presumed_unsent", "planned"), ("presumed_unsent", "uncertain"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), FORBIDDEN_ARROWS)
def test_there_is_no_such_arrow(house, act_as, old, new):
    message = in_state(house, old)
    with pytest.raises(errors.RestrictViolation, match="no arrow"):
        act_as(Role.SENDER).execute(
            "update crm.message set state = %s, owner = %s, lease_until = clock_timestamp() + interval '1 minute' where message_id = %s",
            [new, ME, message],
        )


@pytest.mark.parametrize("final", ["suppressed", "expired"])
def test_suppressed_and_expired_are_final(house, act_as, final):
    message = house.message()
    sender = act_as(Role.SENDER)
    sender.execute("update crm.message set state = %s, state_at = %s", [final, NOT_AFTER + timedelta(days=1)])
    for state in STATES:
        if state != final:
            with pytest.raises((errors.RestrictViolation, errors.CheckViolation)):
                sender.execute(
                    "update crm.message set state = %s, owner = %s, lease_until = clock_timestamp()", [state, ME]
                )
    assert house.state(message) == final


@pytest.mark.parametrize(
    ("role", "old", "new"),
    [
        (Role.WEBHOOK, "planned", "suppressed"),
        (Role.WEBHOOK, "in_flight", "accepted"),
        (Role.WEBHOOK, "in_flight", "planned"),
        (Role.WEBHOOK, "uncertain", "presumed_unsent"),
        (Role.OPERATOR, "planned", "claimed"),
        (Role.OPERATOR, "in_flight", "planned"),
        (Role.OPERATOR, "claimed", "planned"),
    ],
)
def test_each_role_has_its_own_arrows(house, act_as, role, old, new):
    in_state(house, old)
    with pytest.raises((errors.RestrictViolation, errors.CheckViolation)):
        act_as(role).execute("update crm.message set state = %s", [new])


def test_a_login_that_never_said_set_role_is_held_to_its_membership(house, database):
    """A stolen webhook process resets its role: what its login inherits is still only what the webhook may."""
    in_state(house, "in_flight")
    house.lapse_leases()
    login = f"stolen_{uuid4().hex[:8]}"
    house.admin.execute(f"create role {login} login password 'x' in role roundtrip_webhook")
    try:
        with (
            psycopg.connect(database, user=login, password="x", autocommit=True) as thief,
            pytest.raises(errors.RestrictViolation),
        ):
            thief.execute("update crm.message set state = 'uncertain'")
    finally:
        house.admin.execute(f"drop role {login}")


def test_uncertain_is_accepted_only_on_proof(house, act_as):
    message = in_state(house, "uncertain")
    webhook = act_as(Role.WEBHOOK)
    for role in (webhook, act_as(Role.SENDER)):
        with pytest.raises(errors.RestrictViolation, match="nothing proves"):
            role.execute("update crm.message set state = 'accepted'")
    webhook.execute(
        "insert into crm.feedback (provider, feedback_id, message_id, kind, occurred_at, known_as_of) values ('sendgrid', '1', %s, 'delivered', %s, %s)",
        [message, NOW, ON],
    )
    webhook.execute("update crm.message set state = 'accepted'")
    assert house.state(message) == "accepted"


def test_a_person_may_decide_what_became_of_an_uncertain_message(house, act_as):
    message = in_state(house, "presumed_unsent")
    act_as(Role.OPERATOR).execute("update crm.message set state = 'accepted', state_reason = 'the customer wrote back'")
    assert house.state(message) == "accepted"


@pytest.mark.parametrize("lie", ["accepted", "rejected", "planned", "uncertain"])
def test_what_a_message_became_never_contradicts_its_attempt(house, act_as, lie):
    in_state(house, "in_flight")
    with pytest.raises(errors.RestrictViolation):
        act_as(Role.SENDER).execute("update crm.message set state = %s", [lie])


def test_an_attempt_is_written_by_the_database_and_its_outcome_once(house, act_as):
    message = in_state(house, "accepted")
    sender = act_as(Role.SENDER)
    with pytest.raises(errors.RestrictViolation, match="outcome once"):
        sender.execute("update crm.attempt set outcome = 'not_now'")
    for forbidden in (
        "delete from crm.attempt",
        "truncate crm.attempt",
        f"insert into crm.attempt (message_id, occurrence_on, number) values ('{message}', '{ON}', 2)",
        "update crm.attempt set number = 9",
        "update crm.message set attempts = 0",
    ):
        with pytest.raises(errors.InsufficientPrivilege):
            sender.execute(forbidden)
    with pytest.raises(errors.RestrictViolation):
        house.admin.execute("delete from crm.attempt")


@pytest.mark.parametrize(
    "change",
    [
        "person_id = person_id + 1", "unit_id = unit_id + 1", "address_hash = 'hash-of-somebody'", "contact_point_id = contact_point_id + 1",
        "channel = 'push'", "variant = 'offer'", "mode = 'shadow'", "kind = 'service'", "topic = 'other'", "campaign_id = 'other'",
        "step_id = 'other'", "occurrence_id = 'x'", "occurrence_on = occurrence_on + 1", "window_on = window_on + 1",
        "not_after = not_after + interval '1 day'", "placeholders = '{\"x\": 1}'", "language = 'xx'", "platform = 'ios'", "attempts = 5",
        "global_assignment_id = null", "campaign_arm = 'holdout'", "decision_id = decision_id + 1", "message_id = gen_random_uuid()",
    ],
)  # fmt: skip
def test_what_was_planned_is_not_changed_even_by_the_superuser(house, act_as, change):
    house.message()
    with pytest.raises(psycopg.Error) as refused:
        house.admin.execute(f"update crm.message set {change}")
    assert isinstance(refused.value, errors.RestrictViolation)
    with pytest.raises(errors.InsufficientPrivilege):
        act_as(Role.SENDER).execute(f"update crm.message set {change}")


def test_a_message_is_never_sent_earlier_than_planned(house, act_as):
    house.message()
    with pytest.raises(errors.RestrictViolation, match="earlier"):
        act_as(Role.SENDER).execute("update crm.message set send_after = send_after - interval '1 minute'")


def test_a_message_is_never_deleted(house, act_as):
    house.message()
    for who in (house.admin, act_as(Role.OWNER)):
        with pytest.raises(errors.RestrictViolation, match="never deleted"):
            who.execute("delete from crm.message")
        with pytest.raises(errors.RestrictViolation):
            who.execute("truncate crm.message cascade")
    with pytest.raises(errors.InsufficientPrivilege):
        act_as(Role.SENDER).execute("delete from crm.message")


def test_no_partition_is_a_back_door(house, act_as):
    house.message()
    for role in (Role.SENDER, Role.DECIDER, Role.WEBHOOK, Role.OPERATOR):
        for attack in (
            "update crm.message_2026_11 set state = 'accepted'",
            "select * from crm.message_2026_11",
            "drop table crm.message_2026_11",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                act_as(role).execute(attack)
    for state in ("accepted", "in_flight"):  # past the trigger of the row, not past those of the statement
        with pytest.raises(errors.RestrictViolation, match=r"no arrow|nothing proves|may not be sent"):
            house.admin.execute("update crm.message_2026_11 set state = %s, owner = 'x', lease_until = now()", [state])


def test_shadow_is_never_sent(house, act_as):
    house.message(mode="shadow")
    with pytest.raises(errors.CheckViolation, match="shadow_is_never_sent"):
        act_as(Role.SENDER).execute(
            "update crm.message set state = 'claimed', owner = %s, lease_until = clock_timestamp() + interval '1 minute', state_at = %s",
            [ME, NOW],
        )


# Leases --------------------------------------------------------------------------------------------------------------
def test_a_claim_cannot_be_stolen_lengthened_or_made_to_last(house, act_as):
    message = in_state(house, "claimed")
    sender = act_as(Role.SENDER)
    for theft in ("owner = 'thief'", "lease_until = lease_until + interval '1 day'"):
        with pytest.raises(errors.RestrictViolation, match="held as it is"):
            sender.execute(f"update crm.message set {theft}")
    with pytest.raises(errors.RestrictViolation, match="lease is lost"):
        sender.execute("update crm.message set state = 'in_flight', owner = 'thief'")
    house.lapse_leases()
    with pytest.raises(errors.RestrictViolation, match="lease is lost"):
        sender.execute(
            "update crm.message set state = 'in_flight', lease_until = clock_timestamp() + interval '1 minute'"
        )
    ledger.reap(NOW)
    with pytest.raises(errors.RestrictViolation, match="an hour at most"):
        sender.execute(
            "update crm.message set state = 'claimed', owner = 'greedy', lease_until = clock_timestamp() + interval '1 year', state_at = %s",
            [NOW],
        )
    assert house.state(message) == "planned"


@pytest.mark.parametrize("at", [DUE - timedelta(minutes=1), NOT_AFTER + timedelta(minutes=1)])
def test_nothing_goes_in_flight_outside_its_time(house, act_as, at):
    message = in_state(house, "claimed")
    ledger_says = act_as(Role.SENDER)
    with pytest.raises(errors.RestrictViolation, match="not its time"):
        ledger_says.execute("update crm.message set state = 'in_flight', state_at = %s", [at])
    assert house.state(message) == "claimed"


def test_what_a_lease_still_holds_is_not_called_uncertain_and_nothing_expires_early(house, act_as):
    in_state(house, "in_flight")
    with pytest.raises(errors.RestrictViolation, match="nothing proves that it is uncertain"):
        act_as(Role.SENDER).execute("update crm.message set state = 'uncertain'")
    house.message()
    with pytest.raises(errors.RestrictViolation, match="has not expired"):
        act_as(Role.SENDER).execute("update crm.message set state = 'expired' where state = 'planned'")


def test_what_waits_and_what_is_held_is_written_by_the_database_alone(house, act_as):
    """A message out of crm.waiting would be lost, one out of crm.lease held for ever."""
    planned, held = house.message(), in_state(house, "claimed")
    house.message(mode="shadow")
    assert house.one("select array_agg(unnest) from crm.lease, unnest(ids)") == [planned, held]
    for table in ("crm.waiting", "crm.lease"):
        for attack in (f"delete from {table}", f"truncate {table}", f"update {table} set occurrence_on = '2026-11-11'"):
            for role in (Role.SENDER, Role.DECIDER, Role.WEBHOOK, Role.OPERATOR):
                with pytest.raises(errors.InsufficientPrivilege):
                    act_as(role).execute(attack)
    assert act_as(Role.SENDER).execute("select crm.close_leases()").fetchone() == (0,)
    house.lapse_leases()
    assert act_as(Role.SENDER).execute("select crm.close_leases()").fetchone() == (0,), (
        "somebody has to look after them"
    )
    ledger.reap(NOW)
    assert house.one("select count(*) from crm.lease") == 0
    assert house.one("select count(*) from crm.waiting") == 2


def test_the_door_is_the_senders(house, act_as):
    message = in_state(house, "claimed")
    for role in (Role.DECIDER, Role.WEBHOOK, Role.OPERATOR, Role.TRANSFORMER):
        with pytest.raises(errors.InsufficientPrivilege):
            act_as(role).execute("select crm.go_in_flight(%s, %s, %s)", [[message], ME, NOW])


@pytest.mark.parametrize("step", ["planned", "claimed", "in_flight", "accepted", "rejected", "uncertain"])
def test_exactly_what_is_planned_waits(house, step):
    in_state(house, step)
    assert house.one("select count(*) from crm.waiting") == (step == "planned")


# In flight, past the ledger's own SQL -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("what_happened", "refusal"),
    [
        (
            "insert into crm.suppression values ('hash-{p}', 'email', 'complained', now(), 'test', '2026-11-10')",
            "suppressed",
        ),
        ("update crm.contact_point set is_active = false, disabled_reason = 'dead'", "unreachable"),
        ("update crm.person set unit_id = unit_id + 1000", "assignment"),
        ("update crm.campaign set mode = 'draft'", "paused"),
        ("insert into crm.campaign_halt (campaign_id, reason) values ('win_back', 'x')", "halted"),
        (
            "insert into crm.consent (person_id, channel, topic, is_granted, effective_at, source, known_as_of)"
            " values ({p}, 'email', '*', false, now(), 'test', '2026-11-10')",
            "no_consent",
        ),
        (
            "insert into crm.person_merge (from_person_id, into_person_id, known_as_of)"
            " select {p}, min(person_id), '2026-11-10' from crm.person where person_id <> {p}",
            "merged",
        ),
        ("update crm.campaign set needs_approval = true", "not_approved"),
        ("select 1", "capped"),
    ],
)
def test_the_trigger_asks_again_whatever_the_worker_did(house, act_as, what_happened, refusal):
    house.person()
    person = house.person()
    message = house.message(person)
    ledger.claim("email", NOW, ME, 10)
    house.admin.execute(what_happened.format(p=person))
    sender = act_as(Role.SENDER)
    if refusal != "capped":
        sender.execute("select crm.take_cap_slots(%s)", [[message]])
    with pytest.raises(errors.RestrictViolation, match=refusal):
        sender.execute("update crm.message set state = 'in_flight', state_at = %s", [NOW])


def test_nobody_can_bring_back_a_suppressed_or_dead_address(house, act_as):
    person = house.person()
    house.admin.execute(
        "insert into crm.suppression values ('hash-1', 'email', 'bounced', now(), 'test', '2026-11-10')"
    )
    house.admin.execute("update crm.contact_point set is_active = false, disabled_reason = 'dead'")
    for role in (Role.SENDER, Role.WEBHOOK, Role.DECIDER, Role.OPERATOR, Role.LOADER):
        with pytest.raises(errors.InsufficientPrivilege):
            act_as(role).execute("delete from crm.suppression")
    with pytest.raises(errors.RestrictViolation):
        act_as(Role.OWNER).execute("delete from crm.suppression")
    with pytest.raises(errors.RestrictViolation, match="only a feed"):
        act_as(Role.SENDER).execute("update crm.contact_point set is_active = true, disabled_reason = null")
    with pytest.raises(errors.RestrictViolation, match="permanent"):
        act_as(Role.LOADER).execute("update crm.contact_point set address_hash = 'mine' where person_id = %s", [person])


# Caps ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", ["claimed", "in_flight", "accepted", "uncertain", "presumed_unsent"])
def test_a_place_under_the_cap_is_neither_stolen_nor_freed_by_hand(house, act_as, state):
    message, sender = in_state(house, state), act_as(Role.SENDER)
    if state == "claimed":
        sender.execute("select crm.take_cap_slots(%s)", [[message]])
    assert house.slots(message) == 2
    for attack in (
        "delete from crm.cap_slot",
        "update crm.cap_slot set slot = slot + 100",
        "truncate crm.cap_slot",
        f"insert into crm.cap_slot (person_id, cap_id, window_on, slot, message_id, occurrence_on) select person_id, 'marketing_day', '{ON}', 2, message_id, occurrence_on from crm.message",
        "update crm.cap set most = 100",
        "delete from crm.cap",
    ):
        with pytest.raises(errors.InsufficientPrivilege):
            sender.execute(attack)
    assert house.slots(message) == 2


def test_places_are_taken_for_claimed_messages_only(house, act_as):
    message = house.message()
    assert act_as(Role.SENDER).execute("select crm.take_cap_slots(%s)", [[message]]).fetchall() == []
    assert house.slots(message) == 0


def test_a_temporary_table_is_not_taken_for_ours(house, act_as):
    """Security definer functions must not look into the caller's temporary schema."""
    message = in_state(house, "claimed")
    sender = act_as(Role.SENDER)
    for table in ("cap", "cap_slot", "campaign_halt", "suppression", "attempt", "feedback", "person"):
        sender.execute(
            f"create temporary table {table} (like crm.{table} including all)"
            if table in ("cap", "cap_slot")
            else f"create temporary table {table} (x int)"
        )
    sender.execute("set search_path = pg_temp, crm")
    with pytest.raises(errors.RestrictViolation, match="capped"):
        sender.execute("update crm.message set state = 'in_flight', state_at = %s", [NOW])
    assert house.state(message) == "claimed"


@pytest.mark.parametrize("helper", ["crm.keep_books()", "crm.guard_message()"])
def test_the_machinery_cannot_be_called(house, act_as, helper):
    with pytest.raises(errors.InsufficientPrivilege):
        act_as(Role.SENDER).execute(f"select {helper}")
