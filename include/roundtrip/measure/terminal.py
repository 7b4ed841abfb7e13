"""A night in a few lines for whoever ran it; with colours where the output is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from roundtrip.measure.report import words
from roundtrip.measure.report.metric import main_answer
from roundtrip.measure.report.sentences import finding

Night = Mapping[str, Any]
WIDTH = 100
TONES = {"better": "green", "worse": "red", "inconclusive": "dim", "invalid": "yellow"}


def terminal(summary: Night) -> str:
    """The summary as text, at most WIDTH columns wide."""
    out = StringIO()
    console = Console(file=out, width=WIDTH, force_terminal=sys.stdout.isatty(), highlight=False, markup=False)
    console.print(Text(f"The night of {words.day(summary['as_of'])}", style="bold"))
    for title, lines in (
        ("Needs a person", _todo(summary)),
        ("What the campaigns brought", _findings(summary)),
        ("Offers of past campaigns", _past(summary)),
        ("Decided tonight", _decided(summary)),
        ("Messages so far", _messages(summary)),
        ("Feeds", _feeds(summary)),
    ):
        if shown := list(lines):
            console.print()
            console.print(Text(title, style="bold cyan"))
            console.print(Padding(_table(shown), (0, 0, 0, 2)))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _table(lines: Iterable[tuple[str, str, str]]) -> Table:
    table = Table.grid(padding=(0, 2))
    for name, what, style in lines:
        table.add_row(Text(name), Text(what, style=style))
    return table


def _todo(night: Night) -> Iterable[tuple[str, str, str]]:
    todo = night["needs_person"]
    for step in todo["failed_steps"]:
        yield "failed step", f"{step['step']} {step['scope']}: {step['error']}", "red"
    for fault in todo["campaign_faults"]:
        yield "campaign file", fault, "red"
    for asked in todo["approvals"]:
        yield (
            "approval",
            f"{asked['campaign_id']}, {words.plural(asked['people'], 'person', 'people')}: {asked['command']}",
            "yellow",
        )
    for halt in todo["halts"]:
        yield "halted", f"{halt['campaign_id']}: {halt['reason']}", "red"
    for messages in todo["uncertain"]:
        yield "uncertain", f"{words.plural(messages['messages'], 'message')} of {messages['campaign_id']}", "yellow"
    for file in todo["refused_files"]:
        yield "refused file", f"{file['file']}: {file['reason']}", "yellow"
    for feed in todo["late_feeds"]:
        yield "late feed", f"{feed['feed']}, needed for {feed['needed_for']}", "yellow"
    if quarantined := sum(row["lines"] for row in todo["quarantine"]):
        yield "quarantine", words.plural(quarantined, "line"), ""
    if not any(todo.values()):
        yield "nothing", "every message is accounted for, every feed came in time", "green"


def _findings(night: Night) -> Iterable[tuple[str, str, str]]:
    """One line a campaign: its buyers (or whatever its success is) against people left alone."""
    for campaign in night["campaigns"]:
        asked = [a for a in night["lift"] if a["campaign_id"] == campaign["campaign_id"] and _is_whole(a)]
        if asked:
            answer = main_answer(asked)
            said = str(finding(answer, campaign["success_event"], night["reporting"]["currency"]))
            yield answer["verdict"], said, TONES[answer["verdict"]]
    if not night["lift"]:
        yield words.UNKNOWN, "nothing to judge yet", "dim"


def _is_whole(answer: Mapping[str, Any]) -> bool:
    """About the campaign as a whole, not about a variant of it."""
    return answer["metric"] == "conversions" and answer["comparison"] != "variant" and not answer["variant"]


def _past(night: Night) -> Iterable[tuple[str, str, str]]:
    if night["past_events"]:
        yield "events", ", ".join(f"{words.count(row['events'])} {row['event']}" for row in night["past_events"]), ""
    for row in night["past_offers"]:
        counts = {name: words.count(row[name]) for name in ("received", "viewed", "completed", "completed_unviewed")}
        yield (
            row["channel"],
            "{received} received, {viewed} viewed, {completed} completed, {completed_unviewed} of them not viewed first".format(
                **counts
            ),
            "",
        )
    for row in night["past_first_wave"]:
        spent = words.money(row["mean_spend_minor"], row["currency"], 2)
        yield (
            "first wave",
            f"{words.count(row['members'])} members {row['group'].replace('_', ' ')}: {spent} each until the second",
            "",
        )


def _decided(night: Night) -> Iterable[tuple[str, str, str]]:
    for campaign_id in sorted({row["campaign_id"] for row in night["decisions"]}):
        rows = [row for row in night["decisions"] if row["campaign_id"] == campaign_id and row["tonight"]]
        shadow = "in shadow, nothing is sent: " if any(row["mode"] == "shadow" for row in rows) else ""
        reasons = ", ".join(f"{words.count(row['tonight'])} {row['reason']}" for row in rows)
        yield campaign_id, f"{shadow}{reasons}" if rows else "nobody", ""


def _messages(night: Night) -> Iterable[tuple[str, str, str]]:
    for campaign_id in sorted({row["campaign_id"] for row in night["outcomes"]}):
        rows = [row for row in night["outcomes"] if row["campaign_id"] == campaign_id]
        facts = [row for row in night["feedback"] if row["campaign_id"] == campaign_id and not row["is_machine"]]
        states = [f"{words.count(row['messages'])} {row['state']}" for row in rows]
        yield campaign_id, ", ".join(states + [f"{words.count(row['messages'])} {row['kind']}" for row in facts]), ""


def _feeds(night: Night) -> Iterable[tuple[str, str, str]]:
    for feed in night["feeds"]:
        if feed["is_present"]:
            counts = f"{words.count(feed['rows_in'])} in = {words.count(feed['loaded'])} loaded"
            yield (
                feed["feed"],
                f"{counts} + {words.count(feed['quarantined'])} quarantined + {words.count(feed['duplicates'])} duplicates",
                "",
            )
    if absent := [feed["feed"] for feed in night["feeds"] if not feed["is_present"]]:
        yield "absent", ", ".join(absent), "dim"
