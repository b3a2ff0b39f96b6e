"""Strengths from pairwise comparisons: Bradley and Terry's (1952) model and Thurstone's (1927, case V).

    P(i beats j) = sigmoid(s_i - s_j)          Bradley-Terry
    P(i beats j) = Phi(s_i - s_j)              Thurstone, differences in units of their standard deviation

Both by maximum likelihood. It exists only when one can get from every name to every other along wins (Ford 1957):
otherwise somebody's strength is infinite, and there is no estimate unless ``prior`` wins are added to every pair.
"""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float

from couple.instruments.comparisons.pairwise import Comparisons, Strengths, root_mean_square_error

_Fit = Callable[[Float[np.ndarray, "n n"]], Float[np.ndarray, " n"]]
_Probability = Callable[[Float[np.ndarray, "n n"]], Float[np.ndarray, "n n"]]


def bradley_terry(comparisons: Comparisons, *, prior: float = 0.0) -> Strengths:
    """Strengths in logits, by Luce spectral ranking (Maystre and Grossglauser 2015, through choix).

    ``prior``: wins added to both sides of every two names that met somebody; above 0, an estimate always exists.
    """
    from scipy.special import expit

    return _strengths(comparisons, prior, _fit_logistic, expit)


def thurstone(comparisons: Comparisons, *, prior: float = 0.0) -> Strengths:
    """Strengths in standard deviations of a difference; ``prior`` as in ``bradley_terry``.

    Fitted here by quasi-Newton steps: choix has the model only as an approximate posterior, one comparison at a time.
    """
    from scipy.special import ndtr

    return _strengths(comparisons, prior, _fit_normal, ndtr)


def _strengths(comparisons: Comparisons, prior: float, fit: _Fit, probability: _Probability) -> Strengths:
    from scipy.sparse.csgraph import connected_components

    met = np.flatnonzero(comparisons.meetings.any(axis=1))
    if len(met) < 2:
        return Strengths(reason="nobody met anybody")
    observed = comparisons.wins[np.ix_(met, met)]
    wins = observed + prior * (1 - np.eye(len(met)))
    parts, _ = connected_components(wins > 0, directed=True, connection="strong")
    if parts > 1:
        return Strengths(reason="some never lose, never win or never meet the others: their strengths are not finite")
    fitted = fit(wins)
    fitted = fitted - fitted.mean()
    error = root_mean_square_error(comparisons.rates[np.ix_(met, met)], probability(fitted[:, None] - fitted))
    return Strengths(
        {comparisons.names[place]: float(one) for place, one in zip(met, fitted, strict=True)}, None, error
    )


def _fit_logistic(wins: Float[np.ndarray, "n n"]) -> Float[np.ndarray, " n"]:
    from choix import ilsr_pairwise_dense

    return ilsr_pairwise_dense(wins, max_iter=10_000)


def _fit_normal(wins: Float[np.ndarray, "n n"]) -> Float[np.ndarray, " n"]:
    """Minimises -sum_ij wins_ij log Phi(s_i - s_j), which is convex; s_0 is held at 0."""
    from scipy.optimize import minimize
    from scipy.special import log_ndtr

    def loss(free: Float[np.ndarray, " m"]) -> tuple[float, Float[np.ndarray, " m"]]:
        strengths = np.concatenate([[0.0], free])
        differences = strengths[:, None] - strengths
        log_probability = log_ndtr(differences)
        # phi(d) / Phi(d), in logarithms so that far tails stay finite
        slope = wins * np.exp(-(differences**2) / 2 - np.log(2 * np.pi) / 2 - log_probability)
        gradient = slope.sum(axis=0) - slope.sum(axis=1)
        return float(-(wins * log_probability).sum()), gradient[1:]

    found = minimize(loss, np.zeros(len(wins) - 1), jac=True, method="BFGS", options={"gtol": 1e-8 * wins.sum()})
    return np.concatenate([[0.0], found.x])
