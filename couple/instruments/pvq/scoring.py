"""Portrait questionnaires scored Schwartz's way: value means, minus the respondent's mean over *all* items (MRAT).

Centring over all items, not over the value means, since values have unequal numbers of items; then
``sum_v n_v * centred_v = 0``. Higher-order scores are means of value means, as on the PVQ's coding sheets. Scores are
centred, never standardised. A pure function of recorded answers. Schwartz, coding and analysing PVQ data (2021).
"""

from collections.abc import Mapping
from statistics import fmean

from couple.instruments.recorded.ratings import ItemMeans
from couple.instruments.recorded.scores import DimensionScore, dimension_score
from couple.values.survey import MAX_MISSING_SHARE


def score_questionnaire(
    means: ItemMeans, key: Mapping[str, tuple[str, ...]], higher_order: Mapping[str, tuple[str, ...]]
) -> list[DimensionScore]:
    """Scores of every respondent on every value (family ``pvq``) and group of values (``higher_pvq``).

    Args:
        means: mean ratings of each respondent over an item's versions; items that were not answered are absent.
        key: value -> its items. Together they are all items of the questionnaire.
        higher_order: group -> its values; the parts of a group's score are its values' means.

    Respondents who left more than ``MAX_MISSING_SHARE`` of the items open have no scores (``n`` is 0).
    """
    items = [item for members in key.values() for item in members]
    scores: list[DimensionScore] = []
    for model, rated in means.items():
        answered = {item: rated[item] for item in items if item in rated}
        if len(items) - len(answered) > MAX_MISSING_SHARE * len(items):
            answered = {}
        level = fmean(answered.values()) if answered else None
        values = {
            value: dimension_score(model, "pvq", value, [answered[item] for item in members if item in answered], level)
            for value, members in key.items()
        }
        scores += values.values()
        for group, members in higher_order.items():
            parts = [score.mean for value in members if (score := values.get(value)) and score.mean is not None]
            scores.append(dimension_score(model, "higher_pvq", group, parts, level))
    return scores
