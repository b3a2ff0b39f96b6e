"""From survey answers to the table a value graph is learned from: raw scores, within countries, and their style."""

from typing import TYPE_CHECKING

from couple.graph.constraints import Constraints
from couple.graph.response_style import RESPONSE_STYLE
from couple.values import ESS_ITEMS, PVQ21

if TYPE_CHECKING:
    import pandas


def value_table(respondents: "pandas.DataFrame") -> "pandas.DataFrame":
    """Raw scores of the ten values, one row for each respondent who answered all 21 items.

    Scores x in 1..6 (6 = very much like me) are put on the scale of priorities by 1 + (x - 1) 4/5. Each then counts
    from its country's mean to the mean of all respondents, so that differences between countries (culture,
    translation) confound no edge; a score may leave 1..5 by that. Survey weights are not used.

    Args:
        respondents: as ``couple.data.load_ess9`` gives them.
    """
    complete = respondents[respondents[list(ESS_ITEMS)].notna().all(axis=1)]
    scores = complete.loc[:, list(PVQ21.key)].sub(1).mul(4 / 5).add(1)
    country_means = scores.groupby(complete["country"]).transform("mean")
    return scores.sub(country_means).add(scores.mean()).reset_index(drop=True)


def style_constraints(values: "pandas.DataFrame") -> Constraints:
    """Response style causes every value (the columns of ``values``), and so, in an acyclic graph, nothing causes it."""
    return Constraints(required=tuple((RESPONSE_STYLE, str(name)) for name in values.columns))
