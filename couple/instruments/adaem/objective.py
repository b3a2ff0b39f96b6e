"""AdAEM's objective of a question x (Eq. 1), exactly, for distributions over value outcomes.

    x* = argmax GJS_alpha(p_1(v|x), .., p_K(v|x)) + (beta / K) sum_i D(q(v|x), p_i(v|x))
    GJS_alpha = sum_i alpha_i KL(p_i || p_M),  p_M = sum_i alpha_i p_i

p_i is what respondent i expresses, q what the question itself does. The first term is distinguishability: does the
question tell respondents apart? The second, disentanglement: do their values come from them, or from the question?

The paper writes D as the Jensen-Shannon divergence in one form of Eq. 1 and as the total variation in the other (there
without 1 / K). It calls the second a lower bound of the first, which is not so: JS <= ln 2 * TV. It is another measure
of the same thing, here a choice. The sign of the term is a choice too: Eq. 1 adds it, appendix C.3 subtracts it.
"""

from collections.abc import Callable
from typing import Literal

import numpy as np
from jaxtyping import Float

Distribution = Float[np.ndarray, " outcomes"]
Distributions = Float[np.ndarray, "K outcomes"]
Divergence = Callable[[Distribution, Distribution], float]


def entropy(p: Distribution) -> float:
    """Shannon's, in nats."""
    from scipy.special import entr

    return float(entr(p).sum())


def kullback_leibler(p: Distribution, q: Distribution) -> float:
    """KL(p || q) in nats; infinite where p has an outcome that q has not."""
    from scipy.special import rel_entr

    return float(rel_entr(p, q).sum())


def generalised_jensen_shannon(p: Distributions, alpha: Float[np.ndarray, " K"]) -> float:
    """sum_i alpha_i KL(p_i || p_M): 0 when all rows with weight are equal, at most the entropy of ``alpha``; nats."""
    if not (np.isclose(alpha.sum(), 1) and (alpha >= 0).all()):
        raise ValueError("alpha are weights: not negative, and they sum to one")
    if not (np.allclose(p.sum(axis=1), 1) and (p >= 0).all()):
        raise ValueError("each row of p is a distribution")
    mixture = alpha @ p
    weighed = (weight * kullback_leibler(row, mixture) for weight, row in zip(alpha, p, strict=True) if weight > 0)
    return max(0.0, float(sum(weighed)))


def jensen_shannon(p: Distribution, q: Distribution) -> float:
    """The Jensen-Shannon divergence of two distributions, 0..ln 2 nats."""
    return generalised_jensen_shannon(np.stack([p, q]), np.array([0.5, 0.5]))


def total_variation(p: Distribution, q: Distribution) -> float:
    """Half the sum of absolute differences, 0..1."""
    return float(np.abs(p - q).sum() / 2)


def objective(
    p: Distributions,
    question: Distribution,
    *,
    alpha: Float[np.ndarray, " K"] | None = None,
    beta: float = 1.0,
    sign: Literal[1, -1] = 1,
    divergence: Divergence = jensen_shannon,
) -> float:
    """Eq. 1's value of one question.

    Args:
        p: what each of K respondents expresses, a distribution a row.
        question: what the question itself expresses.
        alpha: the respondents' weights, which sum to 1; None weighs all alike.
        beta: the weight of disentanglement.
        sign: +1 adds disentanglement, as Eq. 1; -1 subtracts it, as appendix C.3.
        divergence: how far the question is from a respondent: ``jensen_shannon`` or ``total_variation``.
    """
    weights = np.full(len(p), 1 / len(p)) if alpha is None else alpha
    disentangled = float(np.mean([divergence(question, row) for row in p]))
    return generalised_jensen_shannon(p, weights) + sign * beta * disentangled
