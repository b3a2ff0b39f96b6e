"""What methods are compared by: every measure of the benchmark, under the name, label and direction it is printed with.

Measures of single answers run over the plain cases of all sources.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from couple.evaluation.asking.cases import DISTRACTORS, PARAPHRASED, PLAIN
from couple.evaluation.measures import diversity, dose, pairs, robustness
from couple.evaluation.measures.estimation import Estimator, correlation, quotient
from couple.evaluation.measures.judging import Judged
from couple.evaluation.measures.metrics import Measured
from couple.evaluation.measures.observations import Observations, as_mean, once, place_of
from couple.evaluation.measures.texts import TextReading


@dataclass(frozen=True, slots=True)
class MethodAnswers:
    """All that is known of one method's answers; ``texts`` is empty where nobody read them as texts."""

    judged: Sequence[Judged]
    texts: Sequence[TextReading]


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that methods are compared by.

    Attributes:
        name: snake_case.
        label: as tables and figures print it, with its unit.
        lower_is_better: None where neither direction is better.
        observe: what it finds in one method's answers, by place.
        undefined: why there may be no estimate, although there are observations.
        estimate: the measure, as a function of summed observations.
    """

    name: str
    label: str
    lower_is_better: bool | None
    observe: Callable[[MethodAnswers], Observations]
    undefined: str = "there is nothing to divide by"
    estimate: Estimator = quotient


def _judged(name: str, label: str, *, lower_is_better: bool) -> Measure:
    """The mean over plain answers of a metric of ``Judged``."""

    def observe(answers: MethodAnswers) -> Observations:
        plain = (one for one in answers.judged if one.case.variant == PLAIN)
        return once((place_of(one.case), as_mean(getattr(one, name))) for one in plain)

    return Measure(name, label, lower_is_better, observe)


def _text(name: str, label: str, lower_is_better: bool | None, read: Callable[[TextReading], Measured]) -> Measure:
    """The mean over plain answers of something in ``TextReading``."""

    def observe(answers: MethodAnswers) -> Observations:
        plain = (one for one in answers.texts if one.case.variant == PLAIN)
        return once((place_of(one.case), as_mean(read(one))) for one in plain)

    return Measure(name, label, lower_is_better, observe)


def _cost(name: str, label: str) -> Measure:
    """The mean over all answers of a cost in their records. The cheapest method is the raw one: nothing to compare."""

    def observe(answers: MethodAnswers) -> Observations:
        spent = ((one.case, one.answer.record.get(name)) for one in answers.judged)
        unknown = "the decoder does not count it"
        return once((place_of(case), unknown if cost is None else (float(cost), 1.0)) for case, cost in spent)

    return Measure(name, label, None, observe)


def _variant(variant: str, label: str) -> tuple[Measure, Measure]:
    """What a variant changes in the error and in the scores."""
    errors, scores = f"{label}: change of MAE", f"{label}: mean |change of score|"
    return (
        Measure(f"{variant}_mae", errors, True, lambda found: robustness.error_changes(found.judged, variant)),
        Measure(f"{variant}_scores", scores, True, lambda found: robustness.score_changes(found.judged, variant)),
    )


MEASURES = (
    _judged("mae", "MAE", lower_is_better=True),
    _judged("total_error", "sum of errors", lower_is_better=True),
    _judged("spearman", "Spearman", lower_is_better=False),
    _judged("paper_spearman", "Spearman, the paper's formula", lower_is_better=False),
    _judged("kendall", "tau-b", lower_is_better=False),
    _judged("priority_kept", "priorities kept", lower_is_better=False),
    Measure("contrast", "contrast, points", False, lambda found: pairs.contrasts(found.judged)),
    Measure("sign_agreement", "sign agreement", False, lambda found: pairs.sign_agreements(found.judged)),
    Measure(
        "opposed_correlation",
        "correlation of wanted and achieved moves, opposed targets",
        False,
        lambda found: pairs.opposed_moves(found.judged),
        "the scores of the two sides do not differ, or always alike",
        correlation,
    ),
    Measure("dose_response", "dose response, Spearman", False, lambda found: dose.responses(found.judged)),
    Measure("dose_slope", "dose response, points a point", False, lambda found: dose.slopes(found.judged)),
    Measure(
        "leakage",
        "leakage",
        True,
        lambda found: dose.leakages(found.judged),
        "the dosed value did not follow at all",
    ),
    *_variant(DISTRACTORS, "irrelevant values added"),
    *_variant(PARAPHRASED, "question reworded"),
    _text("surprise", "surprise, nats a token", True, lambda one: one.surprise),
    _text("relevance", "relevance, cosine", False, lambda one: one.relevance),
    Measure("distinct_2", "distinct-2", False, lambda found: diversity.distinct_observed(found.texts)),
    Measure("self_bleu", "self-BLEU", True, lambda found: diversity.bleu_observed(found.texts)),
    _text("names_a_value", "names a value", True, lambda one: Measured(float(one.names_a_value))),
    _text("echoes", "echoes the question", True, lambda one: Measured(float(one.echoes))),
    _text("refuses", "refuses", True, lambda one: Measured(float(one.refuses))),
    _text("words", "words", None, lambda one: Measured(float(len(one.text.split())))),
    _cost("generations", "generations"),
    _cost("tokens_read", "tokens read"),
    _cost("tokens_written", "tokens written"),
    _cost("seconds", "seconds"),
)
