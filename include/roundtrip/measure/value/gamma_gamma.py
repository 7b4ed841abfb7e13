"""How much customers spend when they buy: the Gamma-Gamma model.

Fader, Hardie, "The Gamma-Gamma Model of Monetary Value" (2013, brucehardie.com/notes/025). A customer's purchases scatter
as Gamma(p, scale) about a mean of their own, and 1/scale ~ Gamma(q, v) over the customers. It supposes that how much somebody spends
does not depend on how often they buy.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, psi

from roundtrip.measure.value.fit import Fit, Floats, NotFitted, fit

FEWEST_SPENDERS = 30
NO_MEAN = 1.0
"""Where q is not above it, the mean over the customers is infinite."""


@dataclass(frozen=True)
class GammaGamma:
    """The fitted model."""

    fitted: Fit
    unit: float
    """Of money, in which v counts."""

    @property
    def p(self) -> float:
        return float(self.fitted.parameters[0])

    @property
    def q(self) -> float:
        return float(self.fitted.parameters[1])

    @property
    def v(self) -> float:
        """In the data's unit of money."""
        return float(self.fitted.parameters[2]) * self.unit

    @classmethod
    def of(cls, purchases: NDArray[np.int64], mean_spend: Floats) -> GammaGamma:
        """Fit to customers, one element each: how many purchases, and their mean. Raises NotFitted."""
        if np.any(mean_spend < 0):
            raise NotFitted("some customers spent less than nothing; subtract refunds from their purchases first")
        counted = (purchases > 0) & (mean_spend > 0)
        if counted.sum() < FEWEST_SPENDERS:
            raise NotFitted(f"{counted.sum()} customers spent money again; the model needs {FEWEST_SPENDERS}")
        purchases, mean_spend = purchases[counted], mean_spend[counted]
        unit = float(mean_spend.mean())
        found = fit(_Likelihood(purchases, mean_spend / unit), np.array([2.0, 3.0, 1.0]), float(len(purchases)))
        if found.parameters[1] <= NO_MEAN:
            raise NotFitted("a few customers spend without bound: what the others will spend has no mean")
        return cls(found, unit)

    @property
    def mean(self) -> float:
        """What a purchase of a customer nobody knows costs on average."""
        return self.p * self.v / (self.q - 1)

    def expected(self, purchases: NDArray[np.int64], mean_spend: Floats) -> Floats:
        """What a purchase of each customer costs on average, drawn to the mean of all the more the fewer we saw."""
        return np.asarray(self.p * (self.v + purchases * mean_spend) / (self.p * purchases + self.q - 1))


class _Likelihood:
    """Of customers, with its gradient. Functions of the number of purchases alone are computed once a number."""

    def __init__(self, purchases: NDArray[np.int64], mean_spend: Floats) -> None:
        self._distinct, self._nth = np.unique(purchases, return_inverse=True)
        self._people = np.bincount(self._nth).astype(np.float64)
        self._total = purchases * mean_spend
        self._log_mean = np.bincount(self._nth, weights=np.log(mean_spend))
        """Sum over the customers with each number of purchases."""

    def __call__(self, parameters: Floats) -> tuple[float, Floats]:
        p, q, v = parameters
        x, n = self._distinct, self._people
        spread = v + self._total
        log_spread = np.bincount(self._nth, weights=np.log(spread))
        inverse = np.bincount(self._nth, weights=1 / spread)
        value = n @ (gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(v) + p * x * np.log(x))
        value += (p * x - 1) @ self._log_mean - (p * x + q) @ log_spread
        gradient = (
            n @ (x * (psi(p * x + q) - psi(p * x) + np.log(x))) + x @ (self._log_mean - log_spread),
            n @ (psi(p * x + q) - psi(q) + np.log(v)) - log_spread.sum(),
            n.sum() * q / v - (p * x + q) @ inverse,
        )
        return float(value), np.array(gradient)
