"""Maximum likelihood over positive parameters: what the two models of this room share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float64]
Likelihood = Callable[[Floats], tuple[float, Floats]]
"""Log-likelihood at the parameters, and its gradient there."""
LARGEST = 1e5
"""A parameter beyond it, or below its inverse, ran away: the data do not say what it is."""
STEEPEST = 1e-3
"""Of the log-likelihood a person, in any log-parameter, at what may be called its top."""
STEP = 1e-4
MOSTLY = 0.5
VAGUEST = 1.0
"""Least curvature towards a limit: near one the likelihood is flat as the parameter has ceased to matter, and a normal
distribution that wide would reach back to where it does."""


class NotFitted(ValueError):
    """A model cannot be fitted to these data; the text says why, for a person."""


@dataclass(frozen=True)
class Fit:
    """Parameters at the top of the likelihood, and how sharp the top is."""

    parameters: Floats
    log_likelihood: float
    covariance: Floats
    """Of the logarithms of the parameters."""

    def draws(self, rng: np.random.Generator, number: int) -> Floats:
        """Parameters as they may just as well be: number × parameters, log-normal about the fitted ones."""
        return np.exp(rng.multivariate_normal(np.log(self.parameters), self.covariance, number, method="eigh"))


def fit(likelihood: Likelihood, start: Floats, people: float, *, limits: Sequence[int] = ()) -> Fit:
    """The best parameters from `start`; raises NotFitted where there is no top or it lies at infinity.

    `limits`: positions of parameters that may run to infinity or nothing, as the model has a limit there.
    """

    def cost(log_parameters: Floats) -> tuple[float, Floats]:
        parameters = np.exp(log_parameters)
        value, gradient = likelihood(parameters)
        return -value / people, -gradient * parameters / people

    bounds = [(-np.log(LARGEST), np.log(LARGEST))] * len(start)
    found = minimize(cost, np.log(start), jac=True, method="L-BFGS-B", bounds=bounds, options=_PRECISE)
    slope = cost(found.x)[1]
    if not np.isfinite(found.fun) or np.abs(slope).max() > STEEPEST:
        raise NotFitted(f"the search did not converge ({found.message})")
    if np.delete(np.abs(found.x), limits).max() > np.log(LARGEST) - STEP:
        raise NotFitted("a parameter ran away to infinity: the data do not tell these customers apart")
    return Fit(np.exp(found.x), float(-found.fun * people), _covariance(cost, found.x, people, limits))


_PRECISE = {"ftol": 1e-13, "gtol": 1e-9, "maxiter": 500, "maxcor": 20}


def _covariance(cost: Likelihood, top: Floats, people: float, limits: Sequence[int]) -> Floats:
    """The inverse of the curvature, by central differences of the gradient."""
    steps = np.eye(len(top)) * STEP
    curvature = np.array([cost(top + step)[1] - cost(top - step)[1] for step in steps]) * people / (2 * STEP)
    values, vectors = np.linalg.eigh((curvature + curvature.T) / 2)
    towards_a_limit = (vectors[list(limits)] ** 2).sum(axis=0) > MOSTLY
    values = np.where(towards_a_limit, np.maximum(values, VAGUEST), values)
    if values.min() <= 0:
        raise NotFitted("the likelihood is flat at its top: the data do not tell the parameters apart")
    return np.asarray((vectors / values) @ vectors.T)
