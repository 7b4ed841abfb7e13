"""A person in plain text, for a terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

REASONS = {
    "send": "was to be written to",
    "global_control": "is left out of all marketing, to measure what marketing brings",
    "holdout": "is left out of this campaign, to measure what it brings",
    "no_consent": "has not agreed to the topic on this channel",
    "suppressed": "the address must not be written to",
    "unreachable": "has no address or token in use",
    "already_received": "got this step before, or somebody at the same address did",
    "recent": "was decided about too short a while ago",
    "capped": "got as many messages as the policy allows",
    "quiet_hours": "it would have come in the quiet hours",
    "lower_priority": "another campaign went first",
    "audience_out_of_bounds": "the audience was smaller or larger than the campaign allows",
    "stale_data": "a feed the segment needs came late or too small",
    "no_content": "nothing to say in their language, or a placeholder was missing",
    "converted": "had done already what the campaign is for",
    "exited": "did what ends the campaign for them",
    "paused": "the campaign was paused, or they are not on its seed list",
    "expired": "its time had passed",
}
"""What a reason of a decision says of the person, in words."""
HASHED = ("email", "phone", "push_token")


def page(known: dict[str, Any]) -> str:
    """The sections of `rights.show`, those about which nothing is known left out."""
    lines = [f"person {known['person_id']}"]
    for section, write in _SECTIONS.items():
        entries = known[section]
        if entries:
            found = (
                [f"{name}: {value}" for name, value in entries.items()]
                if isinstance(entries, dict)
                else map(write, entries)
            )
            lines += ["", section.replace("_", " "), *(f"  {line}" for line in found)]
    return "\n".join(lines)


def _identifier(of: dict[str, Any]) -> str:
    standing = {"single": "", "several": " (several accounts use it)", "shared": " (shared by too many)"}[
        of["standing"]
    ]
    return f"{_named(of['kind'], of['value'])}{standing}"


def _evidence(of: dict[str, Any]) -> str:
    tie = "is" if of["is_same"] else "was seen with, and left apart from,"
    seen = f"{of['feed']}, {_day(of['first_seen_at'])}" if of["first_seen_at"] else of["feed"]
    return f"{_named(of['kind'], of['value'])} {tie} {_named(of['with_kind'], of['with_value'])}: one row of {seen}"


def _merge(of: dict[str, Any]) -> str:
    why = f": a {of['tie']} was seen with a {of['tied_to']}" if of["tie"] else ""
    return f"person {of['from']} became {of['into']} on {of['known_as_of']}{why}"


def _consent(of: dict[str, Any]) -> str:
    return f"{of['channel']} · {of['topic']}: {'yes' if of['is_granted'] else 'no'}, {of['source']}, {_day(of['effective_at'])}"


def _contact_point(of: dict[str, Any]) -> str:
    state = "active" if of["is_active"] else f"off ({of['why_not']})"
    suppressed = f", suppressed ({', '.join(of['suppressed'])})" if of["suppressed"] else ""
    return f"{of['kind']}{' on ' + of['platform'] if of['platform'] else ''}: {state}{suppressed}, seen {_day(of['seen_at'])}"


def _segment(of: dict[str, Any]) -> str:
    return f"{of['segment']}: since {of['entered_on']}" + (f" until {of['left_on']}" if of["left_on"] else "")


def _message(of: dict[str, Any]) -> str:
    came_back = f" ({', '.join(of['feedback'])})" if of["feedback"] else ""
    reason = f", {of['reason']}" if of["reason"] else ""
    return f"{of['occurrence_on']} {of['campaign']}.{of['step']} by {of['channel']}: {of['state']}{reason}{came_back}"


def _decision(of: dict[str, Any]) -> str:
    return f"{of['occurrence_on']} {of['campaign']}.{of['step']}: {of['reason']}: {REASONS[of['reason']]}"


def _request(of: dict[str, Any]) -> str:
    return f"{of['kind']} asked by {of['by']}, {_day(of['at'])}: {'done' if of['is_done'] else 'not finished'}"


def _named(kind: str, value: str) -> str:
    return f"{kind} #{value[:12]}" if kind in HASHED else f"{kind} {value}"


def _day(moment: Any) -> str:
    return str(moment)[:10]


_SECTIONS: dict[str, Callable[[Any], str]] = {
    "attributes": str,
    "identifiers": _identifier,
    "evidence": _evidence,
    "merges": _merge,
    "contact_points": _contact_point,
    "consents": _consent,
    "segments": _segment,
    "messages": _message,
    "decisions": _decision,
    "requests": _request,
}
