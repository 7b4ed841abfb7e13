"""What became of the mutated files, as a table: a line a mutation."""

from __future__ import annotations

from collections import Counter

from rich.console import Console
from rich.table import Table
from tests.integration.load.mutated.verdict import Became

COUNTS = ("rows_in", "loaded", "quarantined", "duplicates")


def show(mutations: dict[str, str], became: dict[str, Became], refusals: dict[str, str]) -> None:
    """mutations, became and refusals go by the file's name; a file in neither of the last two is one that came before."""
    table = Table("mutation", *(name.replace("_", " ") for name in ("files", *COUNTS, "refused", "known")), "reasons")
    total: Counter[str] = Counter()
    for mutation in sorted(set(mutations.values())):
        files = [file for file, name in mutations.items() if name == mutation]
        loaded = [became[file] for file in files if file in became]
        reasons: Counter[str] = Counter(reason for found in loaded for reason, _ in found.refused.values())
        reasons.update(_refusal(refusals[file]) for file in files if file in refusals)
        counts = {name: sum(getattr(found, name) for found in loaded) for name in COUNTS}
        refused = sum(file in refusals for file in files)
        row = {"files": len(files), **counts, "refused": refused, "known": len(files) - len(loaded) - refused}
        total.update(row)
        table.add_row(
            mutation,
            *(f"{number:,}" for number in row.values()),
            ", ".join(f"{reason} {n}" for reason, n in reasons.most_common(4)),
        )
    table.add_section()
    table.add_row("all", *(f"{total[name]:,}" for name in ("files", *COUNTS, "refused", "known")), "")
    Console(width=190).print(table)


def _refusal(reason: str) -> str:
    """A refusal without what differs from file to file."""
    return reason.partition(" (")[0].partition(";")[0].partition(" lacks ")[0]
