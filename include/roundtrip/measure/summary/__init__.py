"""A night in numbers, as a dict that becomes summary.json."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from roundtrip import declared, settings
from roundtrip.db.sections import Rows, crm_sections, results_sections
from roundtrip.measure.summary.schema import Summary

__all__ = ["Summary", "summary"]
_HERE = Path(__file__).parent


def summary(as_of: date) -> dict[str, Any]:
    """The night of as_of in the shape of `schema.Summary`, ready for json.dumps.

    Sections of results tables that are not built yet are empty and named in `missing`.
    """
    happened = crm_sections(_HERE / "crm", as_of)
    built, missing = results_sections(_HERE / "results", as_of)
    reporting = declared.policy().reporting
    made = Summary.model_validate(
        {
            "as_of": as_of,
            "reporting": reporting.model_dump(),
            "missing": missing,
            "needs_person": _needs_person(happened),
            "people": happened["people"][0],
            **{name: happened[name] for name in _PLAIN},
            **built,
        }
    )
    return made.model_dump(mode="json", by_alias=True)


_PLAIN = ("campaigns", "decisions", "plan", "outcomes", "feedback", "feeds", "steps")


def _needs_person(happened: dict[str, Rows]) -> dict[str, Any]:
    return {
        "approvals": [
            row | {"local_time": f"{row['local_time']:%H:%M}"} | _command(row) for row in happened["approvals"]
        ],
        "uncertain": happened["uncertain"],
        "halts": happened["halts"],
        "refused_files": happened["refused_files"],
        "late_feeds": [row for row in happened["feeds"] if _is_late(row)],
        "quarantine": happened["quarantine"],
        "failed_steps": [row for row in happened["steps"] if row["status"] == "failed"],
        "campaign_faults": _campaign_faults(happened["steps"]),
    }


def _command(approval: dict[str, Any]) -> dict[str, str]:
    act = f"roundtrip campaign approve {approval['campaign_id']} --on {approval['occurrence_on']}"
    return {"command": settings.load().in_shell + act}


def _is_late(feed: dict[str, Any]) -> bool:
    """It comes here as a rule, but tonight not in time, or not enough of it."""
    return feed["is_present"] and not (feed["is_fresh"] and feed["is_enough"])


def _campaign_faults(steps: Rows) -> list[str]:
    """What is wrong with files that cannot be read; of the faults that only deciding can see, how many there are."""
    _, faults = declared.campaigns()
    registered = sum(step["counts"].get("faults", 0) for step in steps if step["step"] == "register")
    if (more := registered - len(faults)) > 0:
        faults.append(f"{more} more; `roundtrip campaign check` names file, field and remedy")
    return faults
