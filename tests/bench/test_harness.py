"""What a bench says about its contenders; no test asserts a timing."""

from __future__ import annotations

import itertools
import json

from bench.harness import Contender, Report, interleaved


def test_everybody_has_one_turn_a_round_and_nobody_is_always_first():
    turns: list[str] = []

    def contender(name: str) -> Contender:
        return Contender(name, act=lambda: turns.append(name) or 10, prepare=lambda: turns.append(f"ready {name}"))

    ticks = itertools.count(0, 2)
    laps = interleaved([contender("a"), contender("b")], rounds=2, cpu=lambda: float(next(ticks)))
    assert turns == [f"{ready}{name}" for name in "abba" for ready in ("ready ", "")]
    assert [(lap.units, lap.cpu_us) for lap in laps["a"] + laps["b"]] == [(10, 200_000)] * 4


def test_the_last_line_is_one_json_object_and_people_read_whether_a_goal_is_met(capsys):
    report = Report("load", rows=10)
    report.figure("ours", 123_456.7, "rows/s")
    report.ratio("vs_pandas", 12.04, goal=12)
    report.ratio("vs_psql", 0.91234, goal=1)
    report.show()
    *table, last = capsys.readouterr().out.strip().splitlines()
    assert json.loads(last) == {
        "bench": "load",
        "rows": 10,
        "figures": {"ours": {"median": 123_457, "unit": "rows/s"}},
        "ratios": {"vs_pandas": 12.0, "vs_psql": 0.912},
        "goals": {"vs_pandas": 12, "vs_psql": 1},
    }
    said = "\n".join(table)
    assert "meets 12" in said
    assert "misses 1" in said
