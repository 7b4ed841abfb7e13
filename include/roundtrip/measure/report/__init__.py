"""reports/<as_of>/: index.html for people, summary.json for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from roundtrip import settings
from roundtrip.measure.report.render import render
from roundtrip.measure.summary import summary

__all__ = ["render", "report"]


def report(as_of: date, *, is_demo: bool, truth: Mapping[str, float] | None = None) -> Path:
    """Write both files of a night and return the page's path; writing again replaces them.

    `truth`: by campaign, the uplift in conversion probability that a simulator built in, shown beside the estimates.
    """
    night = summary(as_of)
    folder = settings.load().reports / as_of.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "summary.json").write_text(json.dumps(night, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    page = folder / "index.html"
    page.write_text(render(night, is_demo=is_demo, truth=truth), encoding="utf-8")
    return page
