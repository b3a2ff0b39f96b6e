"""What the judges find: every answer read by each, methods compared, bounds calibrated, flips counted."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from couple.evaluation.asking.answering import Answer
from couple.evaluation.asking.cases import OPPOSED, PLAIN
from couple.evaluation.asking.planning import OURS, Benchmark
from couple.evaluation.comparison.comparing import compare
from couple.evaluation.comparison.conformal_bound import BoundedErrors, bound_errors, target_difficulty
from couple.evaluation.comparison.slices import slice_all
from couple.evaluation.judges.agreement import agreement_with_people
from couple.evaluation.judges.further_judges import ANCHORED, RATING
from couple.evaluation.judges.sign_flips import AnswerPair, sign_flips
from couple.evaluation.measures.judging import Judged, judge_all
from couple.evaluation.measures.texts import TextReading
from couple.evaluation.outcome.benchmark_report import JudgeResults
from couple.evaluation.outcome.bound_board import bound_board

if TYPE_CHECKING:
    from couple.attribution import Attributor

_LABELS = {RATING: "the rating judge", ANCHORED: "the anchored judge"}


def judge_results(
    asked: Benchmark,
    answers: Sequence[Answer],
    judges: "Mapping[str, Attributor]",
    folder: Path,
    *,
    texts: Sequence[TextReading],
) -> list[JudgeResults]:
    """The results of every judge, in order; the first one's are the result that is told.

    ``folder`` keeps what judges read, a file each: what it holds is not read again. ``texts`` are the same answers
    read as texts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [
        _results(name, judge, judge_all(answers, judge, folder / f"{name}.jsonl"), asked, texts)
        for name, judge in judges.items()
    ]


def _results(
    name: str, judge: "Attributor", judged: list[Judged], asked: Benchmark, texts: Sequence[TextReading]
) -> JudgeResults:
    seed, resamples = asked.config.seed, asked.config.resamples
    settings: dict[str, Any] = {"seed": seed, "resamples": resamples}
    ours = OURS in asked.config.methods
    # two families of tests: ours against the best baseline, and ours against each of its ablations
    against_ours = ours and asked.reference == OURS
    claims, ablated = (OURS,) if ours and not against_ours else None, ours and bool(asked.ablations)
    whole = [one for one in judged if one.method in (OURS, *asked.ablations)]
    bounds = {method: found for method in asked.config.methods if (found := _bounds(judged, method, seed))}
    return JudgeResults(
        name,
        _LABELS.get(name, name.replace("_", " ")),
        agreement_with_people(name, judge.system),
        {"fingerprint": judge.fingerprint, "sign flips under paraphrase": _flips(judged, judge, seed)},
        judged,
        compare(judged, reference=asked.reference, baselines=asked.baselines, texts=texts, claims=claims, **settings),
        slice_all(judged, seed=seed, resamples=resamples),
        compare(whole, reference=OURS, baselines=(), **settings) if ablated and not against_ours else None,
        [bound_board(bounds, name)] if bounds else [],
    )


def _bounds(judged: Sequence[Judged], method: str, seed: int) -> BoundedErrors | None:
    """Of a method's plain answers; None where none could be judged."""
    plain = [one for one in judged if one.method == method and one.case.variant == PLAIN]
    known = [(one, one.mae.value) for one in plain if one.mae.value is not None]
    if not known:
        return None
    return bound_errors(
        [one.topic for one, _ in known],
        [error for _, error in known],
        [target_difficulty(one.case.scored.priorities) for one, _ in known],
        seed=seed,
    )


def _flips(judged: Sequence[Judged], judge: "Attributor", seed: int) -> str:
    """How often the judge prefers the other of two opposed answers once both are reworded, over all methods."""
    opposed = [one for one in judged if one.case.source == OPPOSED and one.case.variant == PLAIN]
    sides: dict[tuple[str, str], list[Judged]] = {}
    for one in opposed:
        sides.setdefault((one.method, one.topic), []).append(one)
    pairs = [
        AnswerPair(one.topic, one.answer.record["answer"], other.answer.record["answer"], one.case.scored.names)
        for one, other in (pair for pair in sides.values() if len(pair) == 2)
    ]
    if not pairs:
        return "unknown: no opposed targets were asked"
    found = sign_flips(pairs, judge, seed=seed).flipped
    if found.mean is None:
        return f"unknown: {found.reason}"
    bounds = "" if found.low is None else f" [{found.low:.0%}, {found.high:.0%}]"
    return f"{found.mean:.0%}{bounds} of {found.count} differences between opposed answers"
