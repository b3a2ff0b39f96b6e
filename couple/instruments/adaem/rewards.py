"""The objective for models that show texts alone: rewards from the *sets* of values found in opinions (appendix C.3).

    R_VC   union / intersection of the values in a respondent's opinions, averaged over respondents
    R_VD   union / intersection of the values of two respondents, averaged over pairs
    R_OD   1 - similarity of two respondents' opinions, averaged over pairs
    R_Dis  how many values differ between a respondent and the question, averaged over respondents
    S      = R_VC + R_VD + R_OD + sign * R_Dis / 2

Where the paper contradicts itself there is an option (``RewardsConfig``). Note that R_VC, called conformity, *grows*
when a respondent's own opinions differ: it is kept as printed, and says nothing when one opinion is asked.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean
from typing import Literal

from pydantic import BaseModel, ConfigDict

ValueSet = frozenset[str]


class RewardsConfig(BaseModel):
    """How S is put together.

    Attributes:
        disentanglement_sign: 1 adds R_Dis, as Eq. 1 does and the default; -1 subtracts it, as appendix C.3 does.
        denominator: ``at_least_one`` divides by max(size, 1); ``as_printed`` by min(size, 1), which never counts what
            is shared and is infinite where nothing is.
        pairs: ``mean`` averages R_VD over pairs of respondents, the only way to the printed range of S (3.07 to 9.31
            with nine of them); ``sum`` adds the pairs up, as the formula is printed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    disentanglement_sign: Literal[1, -1] = 1
    denominator: Literal["at_least_one", "as_printed"] = "at_least_one"
    pairs: Literal["mean", "sum"] = "mean"


@dataclass(frozen=True, slots=True)
class Rewards:
    """The four rewards of one question and their sum ``score``, S."""

    value_conformity: float
    value_diversity: float
    opinion_diversity: float
    disentanglement: float
    score: float


def rewards(
    values: Mapping[str, Sequence[ValueSet]],
    question: ValueSet,
    opinion_diversity: float,
    config: RewardsConfig,
) -> Rewards:
    """The rewards of a question.

    Args:
        values: respondent -> the values found in each of its opinions; at least two respondents, one opinion each.
        question: the values that the question itself expresses.
        opinion_diversity: R_OD, see ``couple.instruments.adaem.similarity``.
        config: what to do where the paper contradicts itself.
    """
    if len(values) < 2 or not all(values.values()):
        raise ValueError("rewards compare at least two respondents with at least one opinion each")
    divisor = _DIVISORS[config.denominator]
    expressed = [frozenset[str]().union(*sets) for sets in values.values()]
    between = [_ratio([one, other], divisor) for one, other in combinations(expressed, 2)]
    conformity = fmean(_ratio(sets, divisor) for sets in values.values())
    diversity = fmean(between) if config.pairs == "mean" else sum(between)
    disentanglement = fmean(len(one ^ question) for one in expressed)
    score = conformity + diversity + opinion_diversity + config.disentanglement_sign * disentanglement / 2
    return Rewards(conformity, diversity, opinion_diversity, disentanglement, score)


def _ratio(sets: Sequence[ValueSet], divisor: Callable[[int], int]) -> float:
    union, shared = frozenset[str]().union(*sets), frozenset.intersection(*sets)
    below = divisor(len(shared))
    return len(union) / below if below else float("inf")


def _at_least_one(size: int) -> int:
    return max(size, 1)


def _as_printed(size: int) -> int:
    return min(size, 1)


_DIVISORS: Mapping[str, Callable[[int], int]] = {"at_least_one": _at_least_one, "as_printed": _as_printed}
