"""A project to which Google granted a hundred times the usual quota, so that the pace is not what is measured."""

from __future__ import annotations

from roundtrip import declared
from roundtrip.domain.policy import Policy, Rates

A_MINUTE = 60_000_000


def raised() -> None:
    """For this process."""
    stated = declared.policy

    def policy(*given: object) -> Policy:
        return stated(*given).model_copy(update={"rates": Rates(push=A_MINUTE)})

    declared.policy = policy
