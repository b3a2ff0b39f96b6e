"""What every instrument's scorer gives: one score for a respondent on one dimension of one family of dimensions."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from statistics import fmean, pstdev

from couple.instruments.recorded.csv_table import format_rows


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """``mean`` and population ``sd`` of a dimension's ``n`` parts on the answer scale, and the mean minus the
    respondent's own level. All three are None where ``n`` is 0: nothing that speaks for the dimension was answered.
    """

    model: str
    family: str
    dimension: str
    centred_mean: float | None
    mean: float | None
    sd: float | None
    n: int


def dimension_score(
    model: str, family: str, dimension: str, parts: Sequence[float], level: float | None
) -> DimensionScore:
    """The score of ``parts`` (ratings of items, or scores of values) relative to the respondent's ``level``."""
    if not parts or level is None:
        return DimensionScore(model, family, dimension, None, None, None, 0)
    mean = fmean(parts)
    return DimensionScore(model, family, dimension, mean - level, mean, pstdev(parts, mean), len(parts))


def scores_csv(scores: Sequence[DimensionScore]) -> str:
    """``scores.csv``: a header and one row a score; unknown numbers are empty cells."""
    return format_rows([field.name for field in fields(DimensionScore)], [asdict(score) for score in scores])
