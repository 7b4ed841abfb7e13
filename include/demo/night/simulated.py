"""Some nights of a shop whose people are simulated, with the days between them."""

from __future__ import annotations

from datetime import date, timedelta

from demo.night import bad_day, installation
from demo.night.stage import FIRST_NIGHT, HISTORY_DAYS, on_stage
from demo.night.terminal import Terminal
from demo.simulator import Simulation
from roundtrip import declared, measure


def play(terminal: Terminal, people: int, nights: int, *, has_faults: bool = False) -> date:
    """The whole demo; returns the last night's as_of. The last night's approvals are left to wait, for the report to show.

    `has_faults`: the providers misbehave all the time, and the report's figures add up all the same.
    """
    with terminal.step("prepare", "database"):
        installation.fresh_demo()
    with on_stage(terminal, people) as stage:
        if has_faults:
            bad_day.begin(stage.sandbox)
        with terminal.step("write history", f"{HISTORY_DAYS} days of {people:,} people") as found:
            found.append(f"{stage.simulation.write_history():,} rows")
        days = [FIRST_NIGHT + timedelta(days=n) for n in range(nights)]
        for number, as_of in enumerate(days, start=1):
            terminal.headline(f"Night {number} of {nights} · {as_of:%A %d %B %Y}")
            stage.night(as_of)
            if as_of < days[-1]:
                stage.approve(as_of)
                terminal.headline(f"The day of {as_of:%d %B}")
                stage.day(as_of)
        _tell_the_truth(stage.simulation, days[-1])
    return days[-1]


def _tell_the_truth(simulation: Simulation, as_of: date) -> None:
    """Write the last page again, with the effects that were built in beside the estimates of them."""
    nothing = dict.fromkeys((campaign.id for campaign in declared.campaigns()[0]), 0.0)
    built_in = {campaign_id: effect.intention_to_treat for campaign_id, effect in simulation.truth.items()}
    measure.report(as_of, is_demo=True, truth=nothing | built_in)
