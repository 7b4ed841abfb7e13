"""What customers are expected to do next: by the best model their data carry, or by a simpler one that says why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from roundtrip.measure.value.bg_nbd import BgNbd
from roundtrip.measure.value.fit import Floats, NotFitted
from roundtrip.measure.value.gamma_gamma import GammaGamma
from roundtrip.measure.value.purchases import Purchases


@dataclass(frozen=True)
class Model:
    """BG/NBD and Gamma-Gamma, fitted."""

    name: ClassVar[str] = "bg_nbd_gamma_gamma"
    buying: BgNbd
    spending: GammaGamma
    why: None = None

    def p_alive(self, purchases: Purchases) -> Floats | None:
        """The chance that a customer still is one."""
        return self.buying.p_alive(purchases)

    def purchases(self, purchases: Purchases, horizon: float) -> Floats:
        """Purchases of each customer within `horizon` from now."""
        return self.buying.expected(purchases, horizon)

    def a_purchase(self, frequency: NDArray[np.int64], mean_spend: Floats) -> Floats:
        """What a purchase of each customer costs on average; `mean_spend` is of no meaning where the frequency is 0."""
        return self.spending.expected(frequency, np.where(frequency > 0, mean_spend, 0))


@dataclass(frozen=True)
class AverageRate:
    """Everybody buys again as often, and for as much, as all did on average. It knows neither who has left nor an interval."""

    name: ClassVar[str] = "average_rate"
    rate: float
    """Purchases after the first, a customer and unit of time."""
    spend: float
    """A purchase."""
    why: str
    """Why it is not Model, in a sentence."""

    def p_alive(self, purchases: Purchases) -> Floats | None:  # noqa: ARG002  as Model is asked
        """Nobody knows."""
        return None

    def purchases(self, purchases: Purchases, horizon: float) -> Floats:
        """The same for everybody."""
        return np.full(len(purchases), self.rate * horizon)

    def a_purchase(self, frequency: NDArray[np.int64], mean_spend: Floats) -> Floats:  # noqa: ARG002  as Model is asked
        """The same for everybody."""
        return np.full(len(frequency), self.spend)


Estimate = Model | AverageRate


def model(purchases: Purchases, mean_spend: Floats) -> Model:
    """Fitted to customers one by one (`purchases` in groups of one). Raises NotFitted."""
    spend = np.where(purchases.frequency > 0, mean_spend, 0)
    return Model(BgNbd.of(purchases.grouped()), GammaGamma.of(purchases.frequency, spend))


def estimate(purchases: Purchases, mean_spend: Floats) -> Estimate:
    """The model, or where it refuses the data, the simpler estimate and the model's reason."""
    try:
        return model(purchases, mean_spend)
    except NotFitted as refusal:
        return average_rate(purchases, mean_spend, str(refusal))


def average_rate(purchases: Purchases, mean_spend: Floats, why: str) -> AverageRate:
    """What customers, in groups of one, did on average."""
    age, seen = float(purchases.age.sum()), purchases.frequency > 0
    rate = float(purchases.frequency.sum()) / age if age > 0 else 0.0
    spend = float(np.average(mean_spend[seen], weights=purchases.frequency[seen])) if seen.any() else 0.0
    return AverageRate(rate, spend, why)
