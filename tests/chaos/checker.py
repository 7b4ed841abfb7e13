"""Compares what the providers took with what the ledger says. It shares no code with the sender: plain SQL and a list of calls.

Each rule is a sentence that must hold after the last outcome; each violation names it, and the message where there is one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

FINAL = {"accepted", "rejected", "suppressed", "expired", "presumed_unsent"}
NO = {400, 401, 403, 404, 413, 429}
"""Answers after which nothing was taken, for certain: the same message may be posted again."""


@dataclass(frozen=True)
class Violation:
    rule: str
    message_id: str | None
    found: str


@dataclass(frozen=True)
class Evidence:
    """`taken`: how often a message was taken by a provider, by address. `posted`: how often it was posted without a definite no."""

    db: psycopg.Connection[Any]
    taken: Mapping[tuple[str, str], int]
    posted: Mapping[str, int]
    planned: set[str]
    told: set[str]

    @property
    def taken_ids(self) -> list[str]:
        return sorted({message for message, _ in self.taken})

    def rows(self, query: str, **given: Any) -> list[tuple[Any, ...]]:
        return self.db.execute(query, {"taken": self.taken_ids, **given}).fetchall()


Rule = Callable[[Evidence], Iterator[tuple[str | None, str]]]
RULES: dict[str, Rule] = {}


def check(
    db: psycopg.Connection[Any],
    calls: Sequence[Mapping[str, Any]],
    planned: set[str],
    told: set[str],
) -> list[Violation]:
    """`calls`: the providers' own books. `planned`: ids of the messages planned at first. `told`: ids reported as sent."""
    evidence = Evidence(db, _count(calls, _is_taken), _posted(calls), planned, told)
    return [Violation(name, message, found) for name, rule in RULES.items() for message, found in rule(evidence)]


def _is_taken(call: Mapping[str, Any]) -> bool:
    return bool(call["is_taken"])


def _count(calls: Sequence[Mapping[str, Any]], counts: Callable[[Mapping[str, Any]], bool]) -> Counter[tuple[str, str]]:
    return Counter(
        (str(m["message_id"]), str(m["address"])) for call in calls if counts(call) for m in call["messages"]
    )


def _posted(calls: Sequence[Mapping[str, Any]]) -> Counter[str]:
    """An unanswered or oddly answered POST may have been taken: each needs an attempt of its own in the ledger."""
    found: Counter[str] = Counter()
    for (message, _), number in _count(calls, lambda call: call["status"] not in NO).items():
        found[message] += number
    return found


def rule(sentence: str) -> Callable[[Rule], Rule]:
    def keep(function: Rule) -> Rule:
        RULES[sentence] = function
        return function

    return keep


@rule("no message is taken twice")
def _once(seen: Evidence) -> Iterator[tuple[str | None, str]]:
    for (message, address), times in seen.taken.items():
        if times > 1:
            yield message, f"{address} got it {times} times"


@rule("no address gets a step of an occurrence twice")
def _once_an_address(seen: Evidence) -> Iterator[tuple[str | None, str]]:
    query = """
        select min(message_id::text), count(*) from crm.message where message_id = any (%(taken)s::uuid[])
        group by campaign_id, occurrence_on, occurrence_id, step_id, address_hash having count(*) > 1
    """
    yield from ((message, f"{number} messages") for message, number in seen.rows(query))


@rule("every POST that may have been taken is an attempt in the ledger")
def _no_secret_posts(seen: Evidence) -> Iterator[tuple[str | None, str]]:
    attempts = dict(seen.rows("select message_id::text, count(*) from crm.attempt group by 1"))
    for message, posts in seen.posted.items():
        if posts > attempts.get(message, 0):
            yield message, f"posted {posts} times in {attempts.get(message, 0)} attempts"


@rule("what a provider took the ledger knows as accepted, or as uncertain")
def _accounted_for(seen: Evidence) -> Iterator[tuple[str | None, str]]:
    states = dict(
        seen.rows("select message_id::text, state from crm.message where message_id = any (%(taken)s::uuid[])")
    )
    for message in seen.taken_ids:
        if states.get(message) not in ("accepted", "uncertain", "presumed_unsent"):
            yield message, f"taken, and {states.get(message, 'unknown')} in the ledger"


@rule("what the ledger calls accepted a provider took")
def _really_sent(seen: Evidence) -> Iterator[tuple[str | None, str]]:
    query = (
        "select message_id::text from crm.message where state = 'accepted' and not message_id = any (%(taken)s::uuid[])"
    )
    yield from ((message, "accepted, and no provider has it") for (message,) in seen.rows(query))


@rule("what was reported as sent is accepted")
def _proved(seen: Evidence) -> Iterator[tuple[str | None, str]]:
    query = "select message_id::text, state from crm.message where message_id = any (%(told)s::uuid[]) and state <> 'accepted'"
    yield from ((message, f"reported, and {state}") for message, state in seen.rows(query, told=sorted(seen.told)))


@rule("nothing that was planned is lost, and everybody decided to be sent to has one message")
def _nothing_lost(seen: Evidence) -> Iterator[tuple[str | None, str]]:
    there = {message for (message,) in seen.rows("select message_id::text from crm.message")}
    yield from ((message, "is gone") for message in sorted(seen.planned - there))
    query = """
        select d.decision_id, count(m.message_id) from crm.decision d left join crm.message m using (decision_id)
        where d.reason = 'send' group by 1 having count(m.message_id) <> 1
    """
    yield from ((None, f"decision {decision} has {number} messages") for decision, number in seen.rows(query))


@rule("nothing is unfinished once faults stop")
def _finished(seen: Evidence) -> Iterator[tuple[str | None, str]]:
    for message, state in seen.rows("select message_id::text, state from crm.message where mode <> 'shadow'"):
        if state not in FINAL:
            yield message, f"is still {state}"


SENT = """
    with sent as (
        select distinct on (m.message_id) cast(m.message_id as text) as message_id, m.person_id, m.unit_id, m.campaign_id, m.channel,
            m.topic, m.address_hash, m.kind, m.occurrence_on, m.occurrence_id, m.window_on, coalesce(q.saw, a.saw) as saw
        from crm.message m join crm.attempt a using (message_id, occurrence_on)
        left join chaos.asked q on q.message_id = m.message_id and q.asked_in = a.begun_in
        where m.message_id = any (%(taken)s::uuid[])
        order by m.message_id, a.number desc, q.n desc
    )
"""
"""`saw`: what the database could see when it let a message go for the last time (witness.sql)."""
SEEN = "pg_visible_in_snapshot(cast(cast({}.xmin as text) as xid8), s.saw)"
"""Nothing that matters here is written in a subtransaction, whose ids no snapshot knows."""


@rule("nobody of the control group or a holdout is sent marketing")
def _never_to_control(seen: Evidence) -> Iterator[tuple[str | None, str]]:
    query = f"""{SENT}
        select s.message_id, x.experiment || ' ' || x.arm
        from sent s
        join crm.contact_point o using (address_hash)
        join crm.person p on p.person_id = o.person_id
        join crm.assignment x on x.unit_id = p.unit_id and x.arm in ('control', 'holdout')
        where s.kind = 'marketing' and x.experiment in ('global', 'campaign:' || s.campaign_id)
            and {SEEN.format("p")}
    """
    yield from ((message, f"the address is of a person in {arm}") for message, arm in seen.rows(query))


@rule("nobody is sent marketing after saying no")
def _never_after_a_no(seen: Evidence) -> Iterator[tuple[str | None, str]]:
    query = f"""{SENT},
        said as (
            select s.message_id, c.is_granted, c.effective_at,
                row_number() over (partition by s.message_id order by c.effective_at desc, c.is_granted) as place
            from sent s
            join crm.consent c on c.person_id = s.person_id and c.channel = s.channel and c.topic in (s.topic, '*')
            where s.kind = 'marketing' and {SEEN.format("c")}
        )
        select s.message_id, l.effective_at from sent s left join said l on l.message_id = s.message_id and l.place = 1
        where s.kind = 'marketing' and l.is_granted is not true
    """
    yield from ((message, f"the last word was no, at {at}") for message, at in seen.rows(query))


@rule("no suppressed address is written to")
def _never_suppressed(seen: Evidence) -> Iterator[tuple[str | None, str]]:
    query = f"""{SENT}
        select s.message_id, u.reason from sent s join crm.suppression u using (address_hash, channel)
        where {SEEN.format("u")}
    """
    yield from ((message, f"the address is suppressed: {reason}") for message, reason in seen.rows(query))


@rule("who came to an exit of the occurrence is sent nothing more of it")
def _never_after_an_exit(seen: Evidence) -> Iterator[tuple[str | None, str]]:
    query = f"""{SENT}
        select s.message_id, x.why from sent s
        join crm.exit x using (campaign_id, person_id, occurrence_on, occurrence_id)
        where {SEEN.format("x")}
    """
    yield from ((message, f"{why} before") for message, why in seen.rows(query))


@rule("who was merged into somebody is not written to")
def _never_merged(seen: Evidence) -> Iterator[tuple[str | None, str]]:
    query = f"""{SENT}
        select s.message_id, g.into_person_id from sent s join crm.person_merge g on g.from_person_id = s.person_id
        where {SEEN.format("g")}
    """
    yield from ((message, f"the person is {into} by now") for message, into in seen.rows(query))


@rule("no cap is exceeded")
def _caps(seen: Evidence) -> Iterator[tuple[str | None, str]]:
    query = f"""{SENT}
        select min(s.message_id), k.cap_id, s.person_id, count(*), k.most
        from sent s join crm.cap k on coalesce(k.channel, s.channel) = s.channel
        where s.kind = 'marketing'
        group by k.cap_id, k.most, s.person_id, case k.days when 7 then date_trunc('week', s.window_on) else s.window_on end
        having count(*) > k.most
    """
    for message, cap, person, number, most in seen.rows(query):
        yield message, f"person {person} got {number} under {cap}, which allows {most}"
