"""How strongly values are joined in one population, and the sampling covariance of all these numbers at once.

Every number is a smooth function of C, the covariance of the values net of response style (see response_style.py):

    C = S - s t 1 1',    S the covariance of the ratings, t the mean covariance of two different values.

``style_share`` s = 1 is the model of response_style.py, s = 0 leaves the ratings as they are; conditioning on the
latent style leaves exactly C, so nothing need be drawn. Two kinds of numbers are read from C:

- association of i and j: atanh of their partial correlation given all other values and style (Fisher's z);
- effect of a parent in a graph: its coefficient in the regression of the child on all its parents and style.

Their covariance comes from the influence function (infinitesimal jackknife, Efron 1982, chapter 6; for functions of a
covariance this is the distribution-free theory of Browne 1984): with G the gradient of a number in S, a row x with
mean m contributes (x - m)' G (x - m) - tr(G S). That assumes independent rows, no normality and no equal variances,
and counts the uncertainty of t. The factor n / (n - d - 1) makes it Fisher's 1 / (n - (d - 2) - 3) for normal rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from couple.foundation import UserError
from couple.graph.response_style import RESPONSE_STYLE
from couple.graph.value_graph import ValueGraph

if TYPE_CHECKING:
    import numpy
    import pandas

Pair = tuple[str, str]


@dataclass(frozen=True, eq=False)
class EdgeEstimates:
    """One number for each of ``pairs``; ``values`` has shape (pairs,), ``covariance`` (pairs, pairs)."""

    rows: int
    pairs: tuple[Pair, ...]
    values: "numpy.ndarray"
    covariance: "numpy.ndarray"


@dataclass(frozen=True, eq=False)
class NetMoments:
    """The covariance of one population's values net of style, with what the influence function needs.

    ``names`` are sorted; ``centred`` are the rows (n x d) less their mean, divided by their standard deviations where
    ``standardised``; ``ratings`` is S and ``net`` is C. ``style_bound`` is the style variance at which C is singular.
    """

    names: tuple[str, ...]
    centred: "numpy.ndarray"
    ratings: "numpy.ndarray"
    net: "numpy.ndarray"
    style_share: float
    style_variance: float
    style_bound: float
    standardised: bool

    @classmethod
    def of(cls, table: "pandas.DataFrame", *, style_share: float, standardised: bool) -> "NetMoments":
        """The moments of complete numeric columns. Columns are sorted by name, so their order changes nothing.

        Raises:
            UserError: the values share no positive covariance, or less than ``style_share`` ascribes to style.
        """
        import numpy

        names = tuple(sorted(map(str, table.columns)))
        rows = table[list(names)].to_numpy(dtype=float)
        centred = rows - rows.mean(axis=0)
        centred = centred / centred.std(axis=0) if standardised else centred
        ratings = numpy.cov(centred, rowvar=False, bias=True)
        variance = style_share * float((ratings * _other(len(names))).sum())
        bound = float(1 / numpy.linalg.inv(ratings).sum())
        if style_share > 0 and not 0 < variance < bound:
            found = f"the style would have the variance {variance:.3g}, outside 0..{bound:.3g}"
            remedy = "use a smaller style_share; style_share=0 leaves the ratings as they are"
            raise UserError(f"take {style_share:g} of the average covariance for style", found, remedy)
        return cls(names, centred, ratings, ratings - variance, style_share, variance, bound, standardised)

    def estimates(self, pairs: Sequence[Pair], values: "numpy.ndarray", gradients: "numpy.ndarray") -> EdgeEstimates:
        """Join numbers (p) to their covariance, given their symmetric gradients in C (p x d x d)."""
        import numpy

        rows, count = self.centred.shape
        in_style = gradients.sum(axis=(1, 2))[:, None, None] * _other(count)
        turned = gradients - self.style_share * in_style
        if self.standardised:  # the chain rule through R = D^-1/2 S D^-1/2
            own = numpy.einsum("pij,ji->pi", turned, self.ratings)
            turned = turned - own[:, :, None] * numpy.eye(count)
        influence = numpy.stack([((self.centred @ each) * self.centred).sum(axis=1) for each in turned])
        influence -= numpy.einsum("pij,ji->p", turned, self.ratings)[:, None]
        covariance = influence @ influence.T / rows / max(rows - count - 1, 1)
        return EdgeEstimates(rows, tuple(pairs), values, covariance)


def associations(moments: NetMoments) -> EdgeEstimates:
    """Fisher's z of the partial correlation of every two values, given all others and style."""
    import numpy

    precision = numpy.linalg.inv(moments.net)
    pairs, values, gradients = [], [], []
    for i, j in combinations(range(len(moments.names)), 2):
        unit = numpy.sqrt(precision[i, i] * precision[j, j])
        correlation = -precision[i, j] / unit
        first, second = precision[i], precision[j]
        slope = (numpy.outer(first, second) + numpy.outer(second, first)) / (2 * unit)
        slope += correlation / 2 * numpy.outer(first, first) / precision[i, i]
        slope += correlation / 2 * numpy.outer(second, second) / precision[j, j]
        pairs.append((moments.names[i], moments.names[j]))
        values.append(numpy.arctanh(correlation))
        gradients.append(slope / (1 - correlation**2))
    return moments.estimates(pairs, numpy.array(values), numpy.array(gradients))


def effects(moments: NetMoments, graph: ValueGraph) -> EdgeEstimates:
    """The coefficient of every edge of ``graph`` between two values, ``response_style`` being held fixed anyway."""
    import numpy

    where = {name: position for position, name in enumerate(moments.names)}
    pairs, values, gradients = [], [], []
    for target in sorted(name for name in graph.nodes if name != RESPONSE_STYLE):
        parents = sorted(name for name in graph.parents(target) if name != RESPONSE_STYLE)
        if not parents:
            continue
        places = [where[name] for name in parents]
        inverse = numpy.linalg.inv(moments.net[numpy.ix_(places, places)])
        slopes = inverse @ moments.net[places, where[target]]
        residual = numpy.zeros(len(moments.names))
        residual[places], residual[where[target]] = -slopes, 1.0
        for number, parent in enumerate(parents):
            weights = numpy.zeros(len(moments.names))
            weights[places] = inverse[number]
            pairs.append((parent, target))
            values.append(slopes[number])
            gradients.append((numpy.outer(weights, residual) + numpy.outer(residual, weights)) / 2)
    shape = (len(pairs), len(moments.names), len(moments.names))
    return moments.estimates(pairs, numpy.array(values), numpy.array(gradients).reshape(shape))


def _other(count: int) -> "numpy.ndarray":
    """The matrix whose elementwise product with a covariance sums to the mean covariance of two different values."""
    import numpy

    return (1 - numpy.eye(count)) / (count * (count - 1))
