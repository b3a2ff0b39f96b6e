"""Do the items of a scale measure one thing? Cronbach's alpha over everybody who answered all of them.

    alpha = k / (k - 1) * (1 - sum_i var(x_i) / var(sum_i x_i))

with k items and sample variances over the rows. Cronbach (1951), Psychometrika 16, 297. Each prompt version of each
respondent is a row: so Value Portrait's published numbers come out within .023 (its protocol is not published).
"""

from collections.abc import Collection
from statistics import variance

from couple.instruments.recorded.ratings import Ratings
from couple.values.distance import Measured

FEWEST_RESPONDENTS = 3  # versions of one respondent alone differ by its wavering, not by what it values


def cronbach_alpha(ratings: Ratings, items: Collection[str]) -> Measured:
    """Alpha of the scale ``items``, at most 1; it can be negative. Rows that lack an item are left out.

    Undefined for fewer than two items, respondents or complete rows too few, and where all rows have the same sum.
    """
    if len(items) < 2:
        return Measured(None, "fewer than two items")
    rows: list[list[int]] = []
    answered: set[str] = set()
    for respondent, rated in ratings.usable.items():
        for version in dict.fromkeys(version for given in rated.values() for version in given):
            row = [given[version] for item in sorted(items) if version in (given := rated.get(item, {}))]
            if len(row) == len(items):
                rows.append(row)
                answered.add(respondent)
    if len(answered) < FEWEST_RESPONDENTS:
        return Measured(None, f"fewer than {FEWEST_RESPONDENTS} respondents answered all items")
    total = variance([sum(row) for row in rows])
    if total == 0:
        return Measured(None, "all rows have the same sum")
    parts = sum(variance(column) for column in zip(*rows, strict=True))
    return Measured(len(items) / (len(items) - 1) * (1 - parts / total))
