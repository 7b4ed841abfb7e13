"""What a run says: a line of progress, then how often each point was hit, what the ledger came to, and every story."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence

from .play import Result
from .points import ALL


def progress(results: Iterable[Result], seeds: int) -> list[Result]:
    """The results as they come, with a line that moves on a terminal, and every story as soon as it is known."""
    kept: list[Result] = []
    for result in results:
        kept.append(result)
        if result.violations:
            print(f"\n{stories([result])}\n", file=sys.stderr, flush=True)
        broken = sum(bool(each.violations) for each in kept)
        if sys.stderr.isatty() or len(kept) % 50 == 0 or len(kept) == seeds:
            end = "\r" if sys.stderr.isatty() and len(kept) < seeds else "\n"
            print(f"  {len(kept)} of {seeds} seeds, {broken} with violations", end=end, file=sys.stderr, flush=True)
    return kept


def table(results: Sequence[Result]) -> str:
    hits, states, errors = (_sum(getattr(each, name) for each in results) for name in ("hits", "states", "errors"))
    seconds = sorted(each.seconds for each in results)
    lines = [
        f"{'point':28}{'hit':>7}",
        *(f"  {point:26}{hits[point]:>7}" for point in ALL),
        "",
        f"{'messages':28}{states.total():>7}",
        *(f"  {state:26}{number:>7}" for state, number in states.most_common()),
        "",
        f"{'rounds that failed':28}{errors.total():>7}",
        *(f"  {error:26}{number:>7}" for error, number in errors.most_common()),
        "",
        f"{len(results)} seeds, {sum(each.posts for each in results)} calls to providers, {hits.total()} mishaps,"
        f" {seconds[len(seconds) // 2]:.1f} s a seed (median)",
        f"violations: {sum(len(each.violations) for each in results)}",
    ]
    return "\n".join(lines)


def stories(results: Sequence[Result]) -> str:
    """For every seed with a violation: what was found, and what happened to the message."""
    return "\n\n".join(
        f"seed {each.seed} (SEED={each.seed} repeats it)\n"
        + "\n".join(f"  ✗ {v.rule}: {v.found}" for v in each.violations)
        + "\n" + "\n".join(each.story)
        for each in results
        if each.violations
    )  # fmt: skip


def _sum(counters: Iterable[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for counter in counters:
        total.update(counter)
    return total
