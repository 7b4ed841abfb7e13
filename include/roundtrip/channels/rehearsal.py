"""What a person would get from a campaign, rendered and shown, never sent: `roundtrip campaign test NAME --as PERSON`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.rows import dict_row

from roundtrip import declared, settings
from roundtrip.channels.discovery import open_channels
from roundtrip.channels.protocol import CannotRender, Channel, Variant
from roundtrip.db import Role, connect
from roundtrip.domain.campaign import Campaign, SendStep
from roundtrip.domain.clock import SystemClock
from roundtrip.domain.message import ClaimedMessage

NOBODY = UUID(int=0)  # its unsubscribe link leads nowhere


@dataclass(frozen=True)
class Rehearsal:
    """One variant of one step as one person would see it."""

    step_id: str
    variant: str
    channel: str
    parts: Mapping[str, str]
    """Text by part (subject, text, html, title, body, link); empty when it cannot be rendered."""
    fault: str | None
    is_in_segment: bool

    def __str__(self) -> str:
        """For a terminal; of HTML its size only, since its text stands beside it."""
        shown = {part: f"{len(text.encode()):,} bytes" if part == "html" else text for part, text in self.parts.items()}
        lines = [
            f"{self.step_id} · {self.variant} · {self.channel}{'' if self.is_in_segment else ' (not in the segment)'}"
        ]
        lines += [f"cannot be rendered: {self.fault}"] if self.fault else []
        lines += [f"{part}: {text}" for part, text in shown.items()]
        return "\n".join([lines[0], *(line.replace("\n", "\n    ") for line in lines[1:]), ""])


class CannotRehearse(LookupError):
    """There is no such campaign or person, or the warehouse has not been built; the text says which."""


def preview(campaign_id: str, person: str) -> list[Rehearsal]:
    """Every variant of every step of a campaign, for a person named by user id or person id."""
    campaigns, faults = declared.campaigns()
    campaign = next((found for found in campaigns if found.id == campaign_id), None)
    if campaign is None:
        raise CannotRehearse(
            "\n".join(
                [f"no readable campaign is called {campaign_id!r}; `roundtrip campaign list` names them", *faults]
            )
        )
    with open_channels(SystemClock()) as channels:
        facts = _facts(campaign, person)
        return [_rehearse(channels[step.send], campaign, step, name, facts) for step, name in _variants(campaign)]


def _variants(campaign: Campaign) -> Iterator[tuple[SendStep, str]]:
    for step in campaign.send_steps:
        yield from ((step, name) for name in step.variants)


def _rehearse(channel: Channel, campaign: Campaign, step: SendStep, name: str, facts: _Facts) -> Rehearsal:
    variant: Variant = step.variants[name]
    message = ClaimedMessage(
        message_id=NOBODY,
        occurrence_on=date.min,  # a rehearsal belongs to no day
        campaign_id=campaign.id,
        step_id=step.id,
        variant=name,
        channel=channel.name,
        person_id=facts.person_id,
        contact_point_id=0,
        address="preview",
        platform=facts.person.get("platform"),
        language=facts.person.get("language") or declared.policy().default_language,
        placeholders=facts.placeholders,
        not_after=datetime.max.replace(tzinfo=UTC),
    )
    try:
        parts, fault = channel.render(message, variant).shown(), None
    except CannotRender as error:
        parts, fault = {}, str(error)
    return Rehearsal(step.id, name, channel.name, parts, fault, facts.is_in_segment)


@dataclass(frozen=True)
class _Facts:
    person_id: int
    person: Mapping[str, Any]
    segment: Mapping[str, Any] | None

    @property
    def is_in_segment(self) -> bool:
        return self.segment is not None

    @property
    def placeholders(self) -> dict[str, Any]:
        known = {name: self.person.get(name) for name in ("first_name", "language", "country")}
        return {**known, **(self.segment or {})}


def _facts(campaign: Campaign, person: str) -> _Facts:
    with connect(Role.DECIDER) as db, db.cursor(row_factory=dict_row) as cursor:
        cursor.execute("select to_regclass('marts.dim_person') is not null as is_built")
        if not (cursor.fetchone() or {})["is_built"]:
            raise CannotRehearse(settings.NO_NIGHT_HERE)
        found = cursor.execute(_PERSON, {"person": person}).fetchone()
        if found is None:
            raise CannotRehearse(f"no person has the user id or person id {person!r}; name one of marts.dim_person")
        segment = sql.SQL(_SEGMENT).format(sql.Identifier("segments", f"seg_{campaign.segment}"))
        row = cursor.execute(segment, {"person": found["person_id"]}).fetchone()
        return _Facts(found["person_id"], found, row["facts"] if row else None)


_PERSON = """
    select person_id, first_name, language, country, platform
    from marts.dim_person
    where person_id::text = %(person)s
        or person_id = (select person_id from crm.identifier where kind = 'user_id' and value = %(person)s)
    order by (person_id::text = %(person)s)
    limit 1
"""
_SEGMENT = "select to_jsonb(s) - 'person_id' as facts from {} as s where s.person_id = %(person)s limit 1"
