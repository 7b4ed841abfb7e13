"""How often customers buy, and whether they still do: the BG/NBD model.

Fader, Hardie, Lee, "'Counting Your Customers' the Easy Way: An Alternative to the Pareto/NBD Model", Marketing Science 24
(2005). While alive a customer buys at a Poisson rate λ ~ Gamma(r, α); after each purchase they leave with chance
p ~ Beta(a, b).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import expit, gammaln, hyp2f1, psi

from roundtrip.measure.value.fit import Fit, Floats, NotFitted, fit
from roundtrip.measure.value.purchases import Purchases

FEWEST_REPEATERS = 30
LEAVING = (2, 3)
"""Positions of a and b. Where both run to infinity everybody leaves with the same chance, where a runs to 0 nobody does."""
SAME_CHANCE = 50.0
"""From this a on the chances of leaving differ so little that a smaller a and b of the same mean say the same."""
NEAR_ONE = 1e-6
"""The expectation has a removable pole at a = 1."""


@dataclass(frozen=True)
class BgNbd:
    """The fitted model."""

    fitted: Fit
    unit: float
    """Of the data's time, in which α counts."""

    @property
    def r(self) -> float:
        return float(self.fitted.parameters[0])

    @property
    def alpha(self) -> float:
        """In the data's unit of time."""
        return float(self.fitted.parameters[1]) * self.unit

    @property
    def a(self) -> float:
        return float(self.fitted.parameters[2])

    @property
    def b(self) -> float:
        return float(self.fitted.parameters[3])

    @property
    def log_likelihood(self) -> float:
        """Of the data in their own unit of time."""
        return self.fitted.log_likelihood - self._shift

    _shift: float = 0.0

    @classmethod
    def of(cls, purchases: Purchases) -> BgNbd:
        """Fit by maximum likelihood; raises NotFitted where the data cannot carry the model."""
        repeaters = float(purchases.people[purchases.frequency > 0].sum())
        if repeaters < FEWEST_REPEATERS:
            raise NotFitted(f"{repeaters:.0f} customers bought again; the model needs {FEWEST_REPEATERS}")
        unit = float(np.average(purchases.age, weights=purchases.people))
        likelihood = _Likelihood(purchases, unit)
        shift = float(np.dot(purchases.people, purchases.frequency)) * np.log(unit)
        return cls(fit(likelihood, np.ones(4), purchases.total, limits=LEAVING), unit, shift)

    def p_alive(self, purchases: Purchases) -> Floats:
        """The chance that a customer of each group has not left; 1 where nobody had an occasion to leave."""
        return np.asarray(1 / (1 + self._gone_to_alive(purchases)))

    def expected(self, purchases: Purchases, horizon: float) -> Floats:
        """Purchases that a customer of each group makes within `horizon` from now."""
        x, narrowed = purchases.frequency, min(1.0, SAME_CHANCE / self.a)  # a large a is beyond a double: left ** -a
        a, b = self.a * narrowed, self.b * narrowed
        a = a + NEAR_ONE if abs(a - 1) < NEAR_ONE else a
        since = self.alpha + purchases.age
        left = since / (since + horizon)
        # Euler's transformation of the paper's 2F1: its parameters stay small however often somebody bought
        series = hyp2f1(a - 1, a + b - 1 - self.r, a + b + x - 1, 1 - left)
        return np.asarray((a + b + x - 1) / (a - 1) * (1 - left ** (a - 1) * series) * self.p_alive(purchases))

    def _gone_to_alive(self, purchases: Purchases) -> Floats:
        x = purchases.frequency
        again = x > 0
        ratio = (self.r + x) * np.log((self.alpha + purchases.age) / (self.alpha + purchases.recency))
        odds = np.exp(np.log(self.a) - np.log(np.where(again, self.b + x - 1, 1)) + ratio)
        return np.where(again, odds, 0.0)


class _Likelihood:
    """Of groups of customers, with its gradient. Functions of the frequency alone are computed once a frequency."""

    def __init__(self, purchases: Purchases, unit: float) -> None:
        self._people = purchases.people
        self._recency, self._age = purchases.recency / unit, purchases.age / unit
        self._distinct, self._nth = np.unique(purchases.frequency, return_inverse=True)
        self._frequency = purchases.frequency.astype(np.float64)

    @cached_property
    def _per_frequency(self) -> Floats:
        """Customers with each frequency."""
        return np.asarray(np.bincount(self._nth, weights=self._people), dtype=np.float64)

    def __call__(self, parameters: Floats) -> tuple[float, Floats]:
        r, alpha, a, b = parameters
        x, n = self._distinct, self._per_frequency
        common = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        common += gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
        since_first, since_last = alpha + self._age, alpha + self._recency
        log_since_first, log_since_last = np.log(since_first), np.log(since_last)
        times = r + self._frequency
        again = np.where(x > 0, b + x - 1, 1)  # of no meaning where nobody bought again
        leaving = np.where(x > 0, np.log(a) - np.log(again), -np.inf)
        odds = leaving[self._nth] + times * (log_since_first - log_since_last)
        value = float(n @ common) + _dot(self._people, np.logaddexp(0, odds) - times * log_since_first)

        gone = expit(odds) * self._people
        stayed = self._people - gone
        left = np.bincount(self._nth, weights=gone, minlength=len(x))
        gradient = (
            n @ (psi(r + x) - psi(r) + np.log(alpha)) - _dot(stayed, log_since_first) - _dot(gone, log_since_last),
            n.sum() * r / alpha - _dot(times, stayed / since_first + gone / since_last),
            n @ (psi(a + b) - psi(a + b + x)) + left.sum() / a,
            n @ (psi(a + b) + psi(b + x) - psi(b) - psi(a + b + x)) - left @ np.where(x > 0, 1 / again, 0),
        )
        return value, np.array(gradient)


def _dot(one: Floats, other: Floats) -> float:
    """Of long arrays, on one core: threads that wait for a busy second one are slower than none."""
    return float(np.einsum("i,i->", one, other))
