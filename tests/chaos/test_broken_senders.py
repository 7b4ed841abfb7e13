"""The checker is tested by senders that are wrong: each is caught within fifty seeds."""

from __future__ import annotations

import pytest

from .broken import VARIANTS

pytestmark = pytest.mark.slow
SEEDS = 50
TOLD_BY = {
    "requeues_what_was_in_flight": "no message is taken twice",
    "marks_before_it_sends": "what the ledger calls accepted a provider took",
    "retries_in_the_sdk": "no message is taken twice",
    "counts_caps": "no cap is exceeded",
    "skips_the_in_flight_commit": "no message is taken twice",
    "claims_without_locks_and_owners": "no message is taken twice",
    "trusts_the_plan": "nobody is sent marketing after saying no",
}


@pytest.mark.parametrize("variant", sorted(VARIANTS))
def test_it_is_caught(variant, lanes):
    told = (violation.rule for result in lanes.run(range(SEEDS), variant) for violation in result.violations)
    assert TOLD_BY[variant] in told
