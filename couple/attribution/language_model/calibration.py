"""Calibrating the criteria (COUPLE, Guo et al. 2025): disagreement with people -> rewritten criteria -> again.

Each round, a model rewrites the criteria of the values that disagree most with the annotated examples. The new criteria
are kept if the disagreement falls on those examples and on a held-out part that no rewriting has seen. Values whose
rewriting did not help wait until another one has. Nothing is drawn: with ``CachedChat``, running it again replays what
was done and goes on from there.
"""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict, Field

from couple.attribution.language_model.asking import ask
from couple.attribution.language_model.chat import ChatModel
from couple.attribution.language_model.criteria import Criteria, ValueCriteria
from couple.attribution.language_model.disagreement import (
    AnnotatedExample,
    Disagreement,
    distance,
    measure_disagreement,
)
from couple.attribution.language_model.form import Form
from couple.attribution.language_model.prompting import rewriting_conversation
from couple.attribution.language_model.rater import Rater, Reading
from couple.values import ValueSystem


class CalibrationConfig(BaseModel):
    """When to stop, and how much is shown and rewritten at once.

    ``patience``: rounds in a row that may fail. ``cases``: disagreements shown for a value, the largest ones.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rounds: int = Field(default=6, ge=0)
    patience: int = Field(default=2, ge=1)
    values_a_round: int = Field(default=3, ge=1)
    cases: int = Field(default=6, ge=1)
    max_new_tokens: int = Field(default=512, ge=1)
    seed: int = 0


class Round(BaseModel):
    """What one round tried and what came of it; round 0 measures the criteria that it began with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    rewritten: tuple[str, ...]
    failed: tuple[str, ...] = ()  # values whose new criteria the model did not give, with the reason
    criteria: Criteria
    annotated: Disagreement
    held_out: Disagreement
    kept: bool


class Calibration(BaseModel):
    """The best criteria, all rounds, and why it stopped."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    criteria: Criteria
    rounds: tuple[Round, ...]
    stopped: str


def calibrate_criteria(
    system: ValueSystem,
    chat: ChatModel,
    start: Criteria,
    annotated: Sequence[AnnotatedExample],
    held_out: Sequence[AnnotatedExample],
    config: CalibrationConfig,
) -> Calibration:
    """Criteria that agree better with people on both parts, or ``start``.

    ``chat`` rates and rewrites. Texts that do not fit its context stay unread; the examples should be short.
    """

    def measure(criteria: Criteria) -> tuple[list[Reading], Disagreement, Disagreement]:
        rater = Rater(system, chat, criteria, max_new_tokens=config.max_new_tokens, seed=config.seed)
        examples = [*annotated, *held_out]
        readings = rater.rate([example.utterance for example in examples])
        own, others = readings[: len(annotated)], readings[len(annotated) :]
        return own, measure_disagreement(annotated, own), measure_disagreement(held_out, others)

    readings, near, far = measure(start)
    rounds = [Round(number=0, rewritten=(), criteria=start, annotated=near, held_out=far, kept=True)]
    best, waiting, failures = rounds[0], set[str](), 0
    stopped = f"all {config.rounds} rounds are done"
    while len(rounds) <= config.rounds:
        worst = _worst(best.annotated, waiting, config.values_a_round)
        if not worst:
            stopped = "no value is left to rewrite"
            break
        changes, failed = _rewrite(system, chat, best.criteria, worst, annotated, readings, config)
        tried = best.criteria.rewritten(changes)
        found, near, far = measure(tried) if changes else (readings, best.annotated, best.held_out)
        kept = _falls(best.annotated, near) and _falls(best.held_out, far)
        rounds.append(
            Round(
                number=len(rounds),
                rewritten=tuple(changes),
                failed=failed,
                criteria=tried,
                annotated=near,
                held_out=far,
                kept=kept,
            )
        )
        if kept:
            best, readings, waiting, failures = rounds[-1], found, set(), 0
        else:
            waiting, failures = waiting | set(worst), failures + 1
        if failures == config.patience:
            stopped = f"no improvement in {failures} rounds"
            break
    return Calibration(criteria=best.criteria, rounds=tuple(rounds), stopped=stopped)


def _worst(found: Disagreement, waiting: set[str], count: int) -> list[str]:
    """The values that disagree most, among those that disagree at all and do not wait."""
    open_values = {name: steps for name, steps in found.by_value.items() if steps > 0 and name not in waiting}
    return sorted(open_values, key=lambda name: (-open_values[name], name))[:count]


def _falls(before: Disagreement, after: Disagreement) -> bool:
    """Less disagreement, and not because fewer texts were read."""
    if before.overall is None or after.overall is None:
        return False
    return after.overall < before.overall and after.unread <= before.unread


def _rewrite(
    system: ValueSystem,
    chat: ChatModel,
    criteria: Criteria,
    names: Sequence[str],
    annotated: Sequence[AnnotatedExample],
    readings: Sequence[Reading],
    config: CalibrationConfig,
) -> tuple[Mapping[str, ValueCriteria], tuple[str, ...]]:
    """New criteria of the values ``names``, and why there are none for some."""
    conversations = [
        rewriting_conversation(
            system.value(name), criteria.values[name], _cases(name, annotated, readings, config.cases)
        )
        for name in names
    ]
    form: Form[ValueCriteria] = Form(ValueCriteria)
    answers = ask(chat, conversations, form, max_new_tokens=config.max_new_tokens, seed=config.seed)
    named = list(zip(names, answers, strict=True))
    changes = {name: answer.content for name, answer in named if answer.content is not None}
    return changes, tuple(f"{name}: {answer.reason}" for name, answer in named if answer.content is None)


def _cases(
    name: str, annotated: Sequence[AnnotatedExample], readings: Sequence[Reading], most: int
) -> list[tuple[str, int, tuple[int, int]]]:
    """The examples that disagree most on a value: text, rated level, people's range."""
    found = [
        (example.utterance.text, reading.levels[name], example.ranges[name])
        for example, reading in zip(annotated, readings, strict=True)
        if reading.levels and name in example.ranges and distance(reading.levels[name], example.ranges[name])
    ]
    return sorted(found, key=lambda case: -distance(case[1], case[2]))[:most]
