"""A funnel as include/funnels/<funnel>.yml declares it: steps in their order, and the time people have for all of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from roundtrip.domain.policy import Strict
from roundtrip.domain.values import Duration

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
PropertyName = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,39}$")]
Text = Annotated[str, Field(min_length=1, max_length=100)]
Value = Text | bool | int
FEWEST, MOST = 2, 12
"""Steps of a funnel: each further one is a further pass over everybody who took the one before."""


class FunnelStep(Strict):
    """What somebody must do: an event by its name, a screen they see, or an event on a screen."""

    id: Name
    did: Text | None = None
    """An event as the app calls it, or one of order_placed, app_installed, web_visited, signed_up, subscription_…."""
    screen: Text | None = None
    where: dict[PropertyName, Value | list[Value]] = Field(default_factory=dict)
    """Properties the event states: one value, or any of several."""

    @model_validator(mode="after")
    def _says_what(self) -> Self:
        if self.did is None and self.screen is None:
            raise ValueError("a step needs `did` (an event) or `screen`; write one of them")
        if empty := [name for name, values in self.where.items() if values == []]:
            raise ValueError(f"where: {empty[0]} lists no value, so that nobody gets there; write one or remove it")
        return self

    def for_models(self) -> dict[str, Any]:
        """The step with the values of `where` as lists of the texts that JSON gives."""
        wanted = {name: values if isinstance(values, list) else [values] for name, values in self.where.items()}
        texts = {name: [_as_json_text(value) for value in values] for name, values in wanted.items()}
        return {"id": self.id, "did": self.did, "screen": self.screen, "where": texts}


class Funnel(Strict):
    """One file. Who enters it has `within` from the first step on to reach the others, each after the one before."""

    funnel: Name
    goal: str
    within: Duration
    entries: Literal["once", "daily"] = "daily"
    """once: with the first time anybody ever takes the first step; daily: with the first time of each day."""
    steps: list[FunnelStep]

    @model_validator(mode="after")
    def _has_steps_that_are_told_apart(self) -> Self:
        if not FEWEST <= len(self.steps) <= MOST:
            raise ValueError(f"steps: a funnel has {FEWEST} to {MOST}, not {len(self.steps)}; add or remove some")
        ids = [step.id for step in self.steps]
        if twice := next((name for name in ids if ids.count(name) > 1), None):
            raise ValueError(f"steps: {twice!r} is the id of two steps; give one of them an id of its own")
        return self

    @property
    def properties(self) -> set[str]:
        """Event properties its steps look at."""
        return {name for step in self.steps for name in step.where}

    def for_models(self) -> dict[str, Any]:
        """What the models loop over; `seconds` is the window."""
        return {
            "name": self.funnel,
            "seconds": int(self.within.total_seconds()),
            "entries": self.entries,
            "steps": [step.for_models() for step in self.steps],
        }


def _as_json_text(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
