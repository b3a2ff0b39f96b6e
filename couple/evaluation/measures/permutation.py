"""Could two methods exchange their names? A permutation test that exchanges them in whole topics.

Under the hypothesis that two methods do not differ, the names on their answers to a topic could as well be exchanged;
topics are independent, answers to one topic are not, so each topic's answers are exchanged all or none. The p-value is
the share of such exchanges that separate the two at least as far as was seen. That needs no distribution and holds with
few topics, where p-values read off a bootstrap are too small (Canay, Romano and Shaikh 2017, Econometrica 85:
randomization tests by sign changes of clusters; Fisher 1935). With T topics no p-value is below 2 / 2^T.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from couple.evaluation.measures.estimation import Estimator
from couple.evaluation.measures.metrics import Measured
from couple.evaluation.measures.observations import Tally
from couple.foundation import numpy_generator

if TYPE_CHECKING:
    import numpy

EXACT = 12  # with at most so many topics all exchanges are made
EXCHANGES = 5000
_TIE = 1e-9


class Exchanges:
    """Which topics to exchange, drawn once for each number of topics and shared by all measures."""

    def __init__(self, seed: int, *, count: int = EXCHANGES) -> None:
        self._seed, self._count = seed, count
        self._drawn = lru_cache(maxsize=4)(self._draw)

    def signs(self, topics: int) -> "numpy.ndarray":
        """Shape (exchanges, topics): 1 or -1 for an exchanged topic. The first row exchanges nothing.

        All 2^topics up to ``EXACT``, else a seeded draw. Counting what was seen among the drawn keeps the test valid
        and no p-value at zero (Phipson and Smyth 2010).
        """
        return self._drawn(topics)

    def _draw(self, topics: int) -> "numpy.ndarray":
        import numpy

        if topics <= EXACT:
            bits = numpy.arange(2**topics)[:, None] >> numpy.arange(topics) & 1
        else:
            bits = numpy_generator(self._seed, "exchanges").integers(2, size=(self._count, topics))
            bits[0] = 0
        return 1.0 - 2.0 * bits


def exchange_p(pair: Tally, estimate: Estimator, exchanges: Exchanges) -> Measured:
    """The two-sided p-value of a difference between two methods.

    Args:
        pair: of ``observations.paired``: in each topic the moments of the one, then of the other.
        estimate: what is compared, of the moments of one method. An exchange that leaves it undefined counts as one
            that separates them as far.
        exchanges: the draws.
    """
    import numpy

    if len(pair.moments) < 2:
        return Measured(None, "one question gives no p-value" if pair.count else str(pair.reason))
    middle = pair.moments.shape[1] // 2
    one, other = pair.moments[:, :middle], pair.moments[:, middle:]
    moved = exchanges.signs(len(one)) @ (one - other)
    both = (one + other).sum(axis=0)
    separations = numpy.abs(estimate((both + moved) / 2) - estimate((both - moved) / 2))
    if numpy.isnan(separations[0]):
        return Measured(None, "there is no difference to test")
    nearer = separations < separations[0] - _TIE * max(1.0, separations[0])
    return Measured(float((~nearer).mean()))
