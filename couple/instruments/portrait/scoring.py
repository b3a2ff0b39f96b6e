"""Value Portrait's score of a respondent: how much more like its own a value's items are rated than all tagged items.

    r_mi     = mean rating of item i by respondent m over the prompt versions it answered
    m_mv     = mean of r_mi over the items tagged with dimension v, sd_mv their population standard deviation
    g_m      = mean of r_mi over all items tagged with any dimension of the family, each counted once
    score_mv = m_mv - g_m

``g`` is neither the mean over all 520 items nor the mean of the dimension means. A pure function of recorded answers.
"""

from statistics import fmean

from couple.instruments.portrait.key import PortraitKey
from couple.instruments.recorded.ratings import ItemMeans
from couple.instruments.recorded.scores import DimensionScore, dimension_score

# In the released scores these items are silently absent from every scale of these two models: the first prompt version
# had failed, and the averaging took the item's tags from it. Needed to reproduce the release, and for nothing else.
RELEASED_LOSSES = frozenset({("gemini-2.0-flash-thinking-exp-01-21", "1038/2"), ("llama-3.1-8b-instruct", "2011/1")})


def score_portrait(
    means: ItemMeans, key: PortraitKey, *, lost: frozenset[tuple[str, str]] = frozenset()
) -> list[DimensionScore]:
    """Scores of every respondent on every dimension, in the key's order.

    Args:
        means: mean ratings of each respondent; items that were not rated are absent.
        key: the tagged items of each dimension.
        lost: (respondent, item) pairs to leave out of every scale; ``RELEASED_LOSSES`` for the published numbers.
    """
    scores: list[DimensionScore] = []
    for model, rated in means.items():
        kept = {item: rating for item, rating in rated.items() if (model, item) not in lost}
        for family, scales in key.scales.items():
            tagged = frozenset[str]().union(*scales.values())
            general = [rating for item, rating in kept.items() if item in tagged]
            level = fmean(general) if general else None
            for dimension, items in scales.items():
                parts = [rating for item, rating in kept.items() if item in items]
                scores.append(dimension_score(model, family, dimension, parts, level))
    return scores
