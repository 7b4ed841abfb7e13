"""The ledger as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from roundtrip.health.terminal import table

Rows = Sequence[Mapping[str, Any]]
A_COPY = """This database is a copy, was restored, or its server was promoted: nothing is sent from it.
Stop the one it comes from for good, then: roundtrip ledger adopt --restored-at <the instant of the backup>"""


def status(found: Mapping[str, Rows], *, is_adopted: bool) -> str:
    """What needs a person first, then the messages."""
    return "\n".join([*([] if is_adopted else [A_COPY, ""]), *_halts(found["halts"]), *_messages(found["messages"])])


def _halts(halts: Rows) -> Iterator[str]:
    if halts:
        yield "stands still"
        head = ("campaign", "platform", "since", "waiting", "why")
        rows = [
            (h["campaign_id"], h["platform"] or "all", _at(h["halted_at"]), f"{h['waiting']:,}", h["reason"])
            for h in halts
        ]
        yield from table(head, rows, right=(3,))
        yield ""


def _messages(messages: Rows) -> Iterator[str]:
    if not messages:
        yield "Nothing is planned, and nothing went out in the last two days."
        return
    head = ("channel", "campaign", "state", "messages", "first due", "latest move", "")
    yield from table(
        head,
        [
            (
                row["channel"], row["campaign_id"], row["state"], f"{row['messages']:,}", _at(row["first_due_at"]), _at(row["latest_at"]),
                f"{row['abandoned']:,} left by a worker; the next `send` settles them" if row["abandoned"] else "",
            )
            for row in messages
        ],
        right=(3,),
    )  # fmt: skip


def uncertain(messages: Rows) -> str:
    """One line a message."""
    if not messages:
        return "Of every message it is known what became of it."
    head = ("message", "campaign", "step", "channel", "person", "state", "sent", "why")
    rows = [
        (
            str(m["message_id"]), m["campaign_id"], m["step_id"], m["channel"], str(m["person_id"]), m["state"], _at(m["sent_at"]),
            m["error"] or m["error_code"] or m["state_reason"] or "",
        )
        for m in messages
    ]  # fmt: skip
    return "\n".join(
        [*table(head, rows), "", "Say what became of one: roundtrip ledger resolve MESSAGE sent|unsent --why TEXT"]
    )


def explain(person_id: int, found: Mapping[str, Rows]) -> str:
    """Each message with its history, then what was not sent."""
    lines = [f"person {person_id}"]
    for message in found["messages"]:
        lines += ["", *_history(message)]
    if found["decisions"]:
        lines += ["", "not sent"]
        rows = [
            (str(d["as_of"]), f"{d['campaign_id']}.{d['step_id']}", d["reason"], d["mode"]) for d in found["decisions"]
        ]
        lines += table(("night", "step", "reason", "mode"), rows)
    return "\n".join(lines if len(lines) > 1 else [*lines, "No night ever decided about them."])


def _history(message: Mapping[str, Any]) -> Iterator[str]:
    named = f"{message['campaign_id']}.{message['step_id']}"
    yield f"{named} by {message['channel']}, variant {message['variant']}, of {message['occurrence_on']}: {message['state']}"
    yield f"  {message['message_id']}, due {_at(message['send_after'])} to {_at(message['not_after'])}"
    happened = [
        *((m["at"], f"{m['from']} → {m['to']}", _because(m["reason"], m["mover"])) for m in message["moves"]),
        *((f["at"], f["kind"], "") for f in message["feedback"]),
    ]
    rows = [
        (_at(datetime.fromisoformat(at)), what, why) for at, what, why in sorted(happened, key=lambda each: each[0])
    ]
    yield from table(("", "", ""), rows) if rows else ()
    for attempt in message["attempts"]:
        said = " ".join(filter(None, (attempt["outcome"] or "no answer", attempt["code"], attempt["error"])))
        yield f"  call {attempt['number']}: {said}"


def _because(reason: str | None, mover: str) -> str:
    by = mover.removeprefix("roundtrip_")
    return f"by {by}: {reason}" if reason else f"by {by}"


def _at(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%SZ") if moment else ""
