"""From judged answers to their comparison: intervals, paired differences, p-values corrected for how many there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from couple.evaluation.comparison.standings import Comparison, Difference, MeasureTable, Standing
from couple.evaluation.measures.bootstrap import RESAMPLES, Interval, Resamples
from couple.evaluation.measures.estimation import difference, estimated, quotient, ratio
from couple.evaluation.measures.judging import Judged
from couple.evaluation.measures.measures import MEASURES, Measure, MethodAnswers
from couple.evaluation.measures.metrics import Measured
from couple.evaluation.measures.observations import Observations, paired, tally
from couple.evaluation.measures.permutation import Exchanges, exchange_p
from couple.evaluation.measures.texts import TextReading

ERROR = "mae"  # the measure whose ratios are taken
UNTESTED = Measured(None, "nothing is claimed of it")


def compare(
    judged: Sequence[Judged],
    *,
    reference: str,
    baselines: Sequence[str],
    seed: int,
    resamples: int = RESAMPLES,
    texts: Sequence[TextReading] = (),
    claims: Sequence[str] | None = None,
) -> Comparison:
    """Every method in every measure of ``measures.MEASURES``.

    Args:
        judged: the answers of all methods, as one judge reads them.
        reference: one of the methods.
        baselines: methods among which each measure's best is looked for; of them, those that answered count.
        seed: of the draws of topics and of exchanges, which all measures share.
        resamples: how many draws of topics.
        texts: the same answers read as texts, where they were.
        claims: the methods of which something is claimed: only they are tested, and p-values are corrected for them
            alone; None for all.

    Raises:
        ValueError: the reference did not answer, or a method answered a case twice.
    """
    answers = _by_method(judged, texts)
    if reference not in answers:
        raise ValueError(f"the reference {reference} is not among the methods {', '.join(answers)}")
    rivals = tuple(method for method in answers if method in baselines)
    observed = {
        measure.name: {method: measure.observe(found) for method, found in answers.items()} for measure in MEASURES
    }
    claimed = frozenset(answers if claims is None else claims)
    arena = _Arena(Resamples(seed, count=resamples), Exchanges(seed), claimed)
    tables = {measure.name: arena.table(measure, observed[measure.name], reference, rivals) for measure in MEASURES}
    ratios = arena.ratios(observed[ERROR], reference)
    return Comparison(tuple(answers), reference, rivals, tables, ratios)


def _by_method(judged: Sequence[Judged], texts: Sequence[TextReading]) -> dict[str, MethodAnswers]:
    methods = dict.fromkeys(one.method for one in judged)
    return {
        method: MethodAnswers(
            [one for one in judged if one.method == method], [one for one in texts if one.method == method]
        )
        for method in methods
    }


@dataclass(frozen=True, slots=True)
class _Arena:
    """Where methods meet: the same draws for all."""

    draws: Resamples
    exchanges: Exchanges
    claims: frozenset[str]

    def table(
        self, measure: Measure, observed: Mapping[str, Observations], reference: str, rivals: Sequence[str]
    ) -> MeasureTable:
        intervals = {
            method: estimated(tally(found), measure.estimate, self.draws, undefined=measure.undefined)
            for method, found in observed.items()
        }
        best = _best(measure, {method: intervals[method] for method in rivals})
        from_reference = self.differences(measure, observed, reference)
        from_best = self.differences(measure, observed, best) if best else {}
        standings = {
            method: Standing(interval, from_reference.get(method), from_best.get(method))
            for method, interval in intervals.items()
        }
        return MeasureTable(measure, standings, best)

    def differences(
        self, measure: Measure, observed: Mapping[str, Observations], opponent: str
    ) -> dict[str, Difference]:
        """Every other method against the opponent: one family of tests."""
        from couple.graph.multiplicity import adjust

        pairs = {
            method: tally(paired(found, observed[opponent])) for method, found in observed.items() if method != opponent
        }
        raw = {
            method: exchange_p(pair, measure.estimate, self.exchanges) if method in self.claims else UNTESTED
            for method, pair in pairs.items()
        }
        tested = {method: p.value for method, p in raw.items() if p.value is not None}
        corrected = dict(zip(tested, adjust(list(tested.values()), "holm"), strict=True))
        between = difference(measure.estimate)
        return {
            method: Difference(
                opponent,
                estimated(pair, between, self.draws, undefined=measure.undefined),
                raw[method],
                Measured(float(corrected[method])) if method in corrected else raw[method],
            )
            for method, pair in pairs.items()
        }

    def ratios(self, observed: Mapping[str, Observations], reference: str) -> dict[str, Interval]:
        """The means of all others over the reference's."""
        return {
            method: estimated(
                tally(paired(found, observed[reference])), ratio(quotient), self.draws, undefined="its error is 0"
            )
            for method, found in observed.items()
            if method != reference
        }


def _best(measure: Measure, intervals: Mapping[str, Interval]) -> str | None:
    """The method with the best estimate, the first of equals; None where nothing is best."""
    known = {method: interval.mean for method, interval in intervals.items() if interval.mean is not None}
    if measure.lower_is_better is None or not known:
        return None
    return min(known, key=lambda method: known[method] if measure.lower_is_better else -known[method])
