"""Response style: the part of a person's ratings that lifts all values alike, as a latent cause of every raw score.

Some people rate everything as important. The two usual corrections both destroy the covariance: scores centred within
persons sum to zero, and the mean rating is a linear combination of the raw scores, so that a table of raw scores and
mean rating is singular too, and conditioning on the mean makes unrelated values look opposed (each partial correlation
among d independent values becomes -1/(d-1)).

Here style is a *latent* random intercept (Maydeu-Olivares & Coffman 2006): for raw scores x in R^d,

    x = m + S 1 + u,    S ~ N(0, tau^2) independent of u,    Cov(x) = tau^2 1 1' + Cov(u).

Ratings alone do not say how much of what all values share is style. ``tau_squared`` is identified by one assumption:
*net of style, two different values are uncorrelated on average over all pairs*; then tau^2 is the mean covariance of
two different raw scores. Any tau^2 in 0..``upper_bound`` fits the same data, so reports name the range. At the upper
bound, 1 / (1' Cov(x)^-1 1), style is an exact function of the scores and the table is singular again.

``draw`` gives each person one plausible value (Mislevy 1991) from the posterior of S given all d scores,

    S | x ~ N(tau^2 1' Cov(x)^-1 (x - m),  tau^2 - tau^4 1' Cov(x)^-1 1),

so that the drawn S has the model's moments with the scores: Var(S) = tau^2 and Cov(S, x_i) = tau^2 for every i. The
table (S, raw scores) has full rank, and conditioning on S leaves exactly Cov(u).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from couple.foundation import UserError

if TYPE_CHECKING:
    import numpy
    import pandas

RESPONSE_STYLE = "response_style"


@dataclass(frozen=True)
class ResponseStyle:
    """A fitted random intercept; ``mean`` and ``covariance`` are those of the raw scores, ordered like ``values``."""

    values: tuple[str, ...]
    mean: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    tau_squared: float
    upper_bound: float

    @classmethod
    def fit(cls, scores: "pandas.DataFrame") -> "ResponseStyle":
        """Estimate the random intercept from raw (not centred) scores, n people x d values.

        Raises:
            UserError: the scores are singular (centred within persons), or share no positive covariance.
        """
        import numpy

        covariance = scores.cov().to_numpy()
        count = covariance.shape[0]
        asked = "model the response style"
        if count < 2 or numpy.linalg.matrix_rank(scores.corr().to_numpy(), tol=1e-8) < count:
            found = "the scores are linearly dependent, as centred scores are"
            raise UserError(asked, found, "give raw scores: reversed where needed, not centred")
        tau_squared = float((covariance.sum() - numpy.trace(covariance)) / (count * (count - 1)))
        upper_bound = float(1 / numpy.linalg.inv(covariance).sum())
        if not 0 < tau_squared < upper_bound:
            found = f"the average covariance of two values is {tau_squared:.3g}, outside 0..{upper_bound:.3g}"
            raise UserError(asked, found, "use the scores as they are: they carry no common style")
        rows = tuple(tuple(map(float, row)) for row in covariance)
        return cls(tuple(scores.columns), tuple(map(float, scores.mean())), rows, tau_squared, upper_bound)

    def draw(self, scores: "pandas.DataFrame", generator: "numpy.random.Generator") -> "pandas.Series":
        """One plausible style a row, on the scale of the scores: the mean score of all values plus S."""
        import numpy
        import pandas

        covariance = numpy.array(self.covariance)
        weights = self.tau_squared * numpy.linalg.solve(covariance, numpy.ones(len(self.values)))
        spread = numpy.sqrt(self.tau_squared - self.tau_squared * weights.sum())
        expected = (scores[list(self.values)].to_numpy() - numpy.array(self.mean)) @ weights
        drawn = numpy.mean(self.mean) + expected + spread * generator.standard_normal(len(scores))
        return pandas.Series(drawn, index=scores.index, name=RESPONSE_STYLE)

    def complete(self, scores: "pandas.DataFrame", generator: "numpy.random.Generator") -> "pandas.DataFrame":
        """The scores with a first column ``response_style`` of plausible values."""
        completed = scores.copy()
        completed.insert(0, RESPONSE_STYLE, self.draw(scores, generator))
        return completed
