"""Tags from human ratings: for which dimension an item speaks, by how its raters' own values go with their ratings.

    rho_iv = Spearman correlation, over the raters of item i, of the rating "like me" with the score on dimension v
    item i is tagged with v when rho_iv is above the threshold and differs from 0 at the level of significance

Han, Choi, Song, Lee and Jo (ACL 2025), section 3. Ties get average ranks; p is two-sided, from Student's t with n - 2
degrees of freedom. Scores are taken as they are given: where two differ by a rounding error they are no tie, and the
released higher-order correlations come out only from scores with the release's own rounding errors.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from couple.instruments.portrait.human_ratings import Dimension, HumanRatings
from couple.instruments.portrait.key import FAMILIES, THRESHOLD, PortraitKey
from couple.instruments.recorded.csv_table import format_rows

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

SIGNIFICANT = 0.05
FEWEST = 3  # raters; Student's t needs a degree of freedom


@dataclass(frozen=True, slots=True)
class Correlation:
    """``rho`` -1..1 and its two-sided ``p`` over ``raters`` people; both None where it is not defined."""

    rho: float | None
    p: float | None
    raters: int

    def tags(self, threshold: float, significance: float) -> bool:
        """Whether it makes a positive tag."""
        return self.rho is not None and self.p is not None and self.rho > threshold and self.p < significance


def correlate(people: HumanRatings) -> dict[str, dict[Dimension, Correlation]]:
    """Item -> dimension -> correlation over those raters of the item who have a score on the dimension.

    Not defined for fewer than three raters and where all of them rate, or score, alike.
    """
    import numpy

    found: dict[str, dict[Dimension, Correlation]] = {}
    for item, rated in people.ratings.items():
        ratings = numpy.array(list(rated.values()), dtype=float)
        found[item] = {}
        for dimension in people.dimensions:
            scores = numpy.array([people.values[who].get(dimension, numpy.nan) for who in rated])
            known = ~numpy.isnan(scores)
            found[item][dimension] = _spearman(ratings[known], scores[known])
    return found


def key_of_tags(
    correlations: Mapping[str, Mapping[Dimension, Correlation]],
    items: Sequence[str],
    *,
    threshold: float = THRESHOLD,
    significance: float = SIGNIFICANT,
) -> PortraitKey:
    """The key that positive, significant correlations make; ``items`` are all identifiers of the instrument."""
    dimensions = dict.fromkeys(dimension for row in correlations.values() for dimension in row)
    scales: dict[str, dict[str, frozenset[str]]] = {}
    for family, name in dimensions:
        scales.setdefault(family, {})[name] = frozenset(
            item
            for item, row in correlations.items()
            if (one := row.get((family, name))) is not None and one.tags(threshold, significance)
        )
    return PortraitKey(tuple(items), {family: scales[family] for family in FAMILIES if family in scales})


def tags_csv(correlations: Mapping[str, Mapping[Dimension, Correlation]]) -> str:
    """``tags.csv``: item, family, dimension, rho, p, raters; unknown numbers are empty cells."""
    rows = [
        {"item": item, "family": family, "dimension": name, "rho": one.rho, "p": one.p, "raters": one.raters}
        for item, row in correlations.items()
        for (family, name), one in row.items()
    ]
    return format_rows(["item", "family", "dimension", "rho", "p", "raters"], rows)


def _spearman(ratings: "Float[ndarray, ' raters']", scores: "Float[ndarray, ' raters']") -> Correlation:
    from scipy.stats import spearmanr

    count = len(ratings)
    if count < FEWEST or not ratings.std() or not scores.std():
        return Correlation(None, None, count)
    result: Any = spearmanr(ratings, scores)  # scipy carries no types
    return Correlation(float(result.statistic), float(result.pvalue), count)
