"""How far a score would move with other texts: a bootstrap over the texts, each with all of its replies.

The replies to one text are rated alike in part, so whole texts are drawn again, not single replies. Percentile
intervals: Efron and Tibshirani (1993), chapter 13; clusters: Davison and Hinkley (1997), section 3.8. They speak of the
choice of texts alone: neither of the tags nor of the respondent's wavering.
"""

from collections.abc import Mapping

from couple.foundation import numpy_generator
from couple.instruments.findings import Interval

DRAWS, LEVEL = 1000, 0.95


def score_intervals(
    rated: Mapping[str, float], scales: Mapping[str, frozenset[str]], *, seed: int
) -> dict[str, Interval | None]:
    """Dimension -> interval of its centred score, from ratings of items or from differences between two respondents.

    Args:
        rated: item (``text/reply``) -> rating, or difference of ratings.
        scales: the tagged items of each dimension; the level is the mean over all of them, each counted once.
        seed: of the draws.

    None where fewer than two texts speak for the dimension.
    """
    import numpy

    tagged = frozenset[str]().union(*scales.values())
    texts = sorted({item.split("/")[0] for item in rated if item in tagged})
    members = [*scales.values(), tagged]
    sums, counts = numpy.zeros((2, len(texts), len(members)))
    place = {text: row for row, text in enumerate(texts)}
    for item, rating in rated.items():
        for column, items in enumerate(members):
            if item in items:
                sums[place[item.split("/")[0]], column] += rating
                counts[place[item.split("/")[0]], column] += 1
    known = {dimension: column for column, dimension in enumerate(scales) if (counts[:, column] > 0).sum() > 1}
    if not known:
        return dict.fromkeys(scales)
    drawn = numpy_generator(seed).multinomial(len(texts), numpy.full(len(texts), 1 / len(texts)), size=DRAWS)
    with numpy.errstate(invalid="ignore"):  # a draw may miss all texts of a short scale: it says nothing of that scale
        means = (drawn @ sums) / (drawn @ counts)
    tail = 100 * (1 - LEVEL) / 2
    centred = means[:, list(known.values())] - means[:, -1:]
    low, high = numpy.nanpercentile(centred, [tail, 100 - tail], axis=0)
    found = {dimension: (float(low[row]), float(high[row])) for row, dimension in enumerate(known)}
    return {dimension: found.get(dimension) for dimension in scales}
