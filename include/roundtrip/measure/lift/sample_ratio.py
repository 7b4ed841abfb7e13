"""Are the arms as large as they were drawn to be? If not, something between draw and count prefers one of them."""

from __future__ import annotations

from collections.abc import Sequence

from scipy.special import chdtrc

from roundtrip.measure.lift.arm import Arm

MISMATCH_BELOW = 0.001
"""A p value below this makes a comparison invalid: rare enough that a nightly check does not cry wolf."""
MINIMUM_EXPECTED = 5
"""People expected in the smallest arm before chi-square can be trusted (Cochran)."""


def sample_ratio_p(arms: Sequence[Arm]) -> float | None:
    """p value of the chi-square test against the arms' expected shares; None where it cannot be told."""
    shares = [arm.expected_share for arm in arms if arm.expected_share]
    if len(shares) < max(len(arms), 2):
        return None
    people = sum(arm.n for arm in arms)
    expected = [people * share / sum(shares) for share in shares]
    if min(expected) < MINIMUM_EXPECTED:
        return None
    chi_square = sum((arm.n - wanted) ** 2 / wanted for arm, wanted in zip(arms, expected, strict=True))
    return float(chdtrc(len(arms) - 1, chi_square))
