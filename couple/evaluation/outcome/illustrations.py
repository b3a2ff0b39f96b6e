"""What a report draws from single answers: curves of dose and response, targets against scores, and some answers.

Which answers are shown is decided by rule, never by eye.
"""

from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean

from couple.evaluation.asking.cases import DOSE, PLAIN
from couple.evaluation.measures.bootstrap import clustered_interval
from couple.evaluation.measures.judging import Judged
from couple.evaluation.measures.metrics import Measured
from couple.evaluation.measures.observations import place_of
from couple.evaluation.outcome.boards import estimate_of
from couple.report.benchmark_document import (
    DoseCurve,
    DosePoint,
    Estimate,
    Example,
    ExampleAnswer,
    TargetPlot,
    TargetRow,
)

QUANTILES = {0.1: "A good one", 0.5: "A typical one", 0.9: "A bad one"}
PROFILES = 4  # so many are drawn
FEWEST = 5  # answers that a mean of a profile's value is worth drawing for

Found = dict[float, list[tuple[str, Measured]]]  # by level, each topic with what was measured


def dose_curve(judged: Sequence[Judged], *, seed: int, resamples: int) -> DoseCurve | None:
    """One method's scores of the dosed value by its level, and the drift of the values that were to stay.

    Drift is the mean absolute move, since the lowest level, of the values that the theory relates neither way to the
    dosed one (see ``dose.leakages``). None where no answers were asked for at doses.
    """
    topics: dict[str, list[Judged]] = {}
    for one in judged:
        if one.case.source == DOSE and one.case.variant == PLAIN and one.scores:
            topics.setdefault(one.topic, []).append(one)
    scores: Found = {}
    drifts: Found = {}
    for topic, answers in topics.items():
        if (value := _dosed(answers)) is None:
            continue
        series = _rising(answers, value)
        for one in series:
            level = one.case.scored.priorities[value]
            scores.setdefault(level, []).append((topic, Measured(one.scores[value])))
            drifts.setdefault(level, []).append((topic, _drift(series[0], one, value)))

    def over(found: Sequence[tuple[str, Measured]]) -> Estimate:
        measured = [one for _, one in found]
        return estimate_of(clustered_interval(measured, [topic for topic, _ in found], seed=seed, resamples=resamples))

    points = [DosePoint(level=level, score=over(scores[level]), drift=over(drifts[level])) for level in sorted(scores)]
    return DoseCurve(method=judged[0].method, points=tuple(points)) if points else None


def target_plots(judged: Sequence[Judged], *, seed: int, resamples: int) -> Iterator[TargetPlot]:
    """One method's mean scores under each of the first ``PROFILES`` profiles that mean the same for every question."""
    by_profile: dict[str, list[Judged]] = {}
    for one in judged:
        if one.case.variant == PLAIN and one.case.source == one.case.profile:
            by_profile.setdefault(one.case.profile, []).append(one)
    fixed = {profile: targets for profile, answers in by_profile.items() if (targets := _common(answers))}
    for profile, targets in list(fixed.items())[:PROFILES]:
        rows = []
        for value, target in targets.items():
            asked = [one for one in by_profile[profile] if value in one.case.scored.priorities]
            measured = [_score(one, value) for one in asked]
            topics = [one.topic for one in asked]
            interval = clustered_interval(measured, topics, seed=seed, resamples=resamples)
            if len(asked) >= FEWEST:
                rows.append(TargetRow(value=value, target=target, judged=estimate_of(interval)))
        if rows:
            yield TargetPlot(title=profile.replace("_", " "), method=judged[0].method, rows=tuple(rows))


def examples(judged: Mapping[str, Sequence[Judged]], *, first: str) -> Iterator[Example]:
    """Cases at ``QUANTILES`` of the errors of the method ``first``, with the answers of all methods of ``judged``."""
    plain = [one for one in judged[first] if one.case.variant == PLAIN and one.mae.value is not None]
    ranked = sorted(plain, key=lambda one: (one.mae.value, place_of(one.case)))
    others = {
        method: {place_of(one.case): one for one in answers} for method, answers in judged.items() if method != first
    }
    label = first.replace("_", " ")
    for quantile, words in QUANTILES.items() if ranked else ():
        one = ranked[round(quantile * (len(ranked) - 1))]
        place = place_of(one.case)
        shown = [one, *(answers[place] for answers in others.values() if place in answers)]
        yield Example(
            question=one.case.question,
            chosen=f"{words}: {quantile:.0%} of {label}'s {len(ranked):,} answers are nearer to their targets.",
            target=dict(one.case.scored.priorities),
            answers=tuple(
                ExampleAnswer(method=one.method, text=one.answer.record["answer"], scores=one.scores, mae=one.mae.value)
                for one in shown
            ),
        )


def _dosed(answers: Sequence[Judged]) -> str | None:
    """The one value whose priority is another in each answer."""
    targets = [one.case.scored.priorities for one in answers]
    found = [value for value in targets[0] if len({target.get(value) for target in targets}) == len(targets)]
    return found[0] if len(targets) > 1 and len(found) == 1 else None


def _rising(answers: Sequence[Judged], value: str) -> list[Judged]:
    return sorted(answers, key=lambda one: one.case.scored.priorities[value])


def _drift(lowest: Judged, one: Judged, value: str) -> Measured:
    system = one.case.scored.system
    related = system.compatible | system.conflicting
    held = [name for name in system.names if name != value and frozenset((name, value)) not in related]
    if not held:
        return Measured(None, f"{system.name} relates every value to {value}")
    return Measured(fmean(abs(one.scores[name] - lowest.scores[name]) for name in held))


def _common(answers: Sequence[Judged]) -> dict[str, float]:
    """Each value's priority where it is the same in all answers; empty where a value has several."""
    wanted: dict[str, set[float]] = {}
    for one in answers:
        for value, priority in one.case.scored.priorities.items():
            wanted.setdefault(value, set()).add(priority)
    return (
        {}
        if any(len(found) > 1 for found in wanted.values())
        else {value: found.pop() for value, found in wanted.items()}
    )


def _score(one: Judged, value: str) -> Measured:
    score = one.scores.get(value)
    return Measured(None, f"no score for {value}") if score is None else Measured(float(score))
