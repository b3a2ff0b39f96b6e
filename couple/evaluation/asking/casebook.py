"""All cases of a benchmark: each question with each of its targets in each variant."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from couple.evaluation.asking.cases import DISTRACTORS, DOSE, PARAPHRASED, PLAIN, Case
from couple.evaluation.asking.paraphrase import paraphrase_question
from couple.evaluation.asking.relevance import Relevance, estimate_relevance
from couple.evaluation.asking.targets import LEAST, TARGETS, Source, Topic, profile_source, relevant_values
from couple.foundation import UserError, nearest_name
from couple.values import HIGHEST, ValueProfile, ValueSystem, load_profile, load_system

VARIANTS = (PLAIN, DISTRACTORS, PARAPHRASED)
MOST_DISTRACTORS = 3
NOT_ESTIMATED = Relevance({}, "not estimated", 0)


@dataclass(frozen=True, slots=True)
class Casebook:
    """``cases``, question by question; ``left_out`` counts by reason what could not be asked; ``relevance`` is why."""

    cases: tuple[Case, ...]
    left_out: Mapping[str, int]
    relevance: Mapping[str, Relevance]


def make_cases(
    questions: Sequence[str],
    profiles: Sequence[str],
    *,
    values_per_question: int | None = 5,
    profiles_per_question: int | None = None,
    variants: Sequence[str] = (PLAIN,),
) -> Casebook:
    """Every question under every source of targets in every variant; see ``build_cases`` for all arguments.

    Relevance is estimated where something depends on it: not for whole profiles (``values_per_question=None``) in
    other variants than ``distractors``.
    """
    system = system_of(profiles)
    by_question = any(name in TARGETS for name in profiles)
    needed = values_per_question is not None or by_question or DISTRACTORS in variants
    relevance = estimate_relevance(questions, system) if needed else dict.fromkeys(questions, NOT_ESTIMATED)
    return build_cases(
        relevance,
        profiles,
        values_per_question=values_per_question,
        profiles_per_question=profiles_per_question,
        variants=variants,
    )


def system_of(profiles: Sequence[str]) -> ValueSystem:
    """The one value system of all ``profiles``; schwartz10 where all are sources that depend on the question alone.

    Raises ``UserError`` for an unknown profile, with the nearest name, and for profiles of two systems.
    """
    systems = {found.system.name: found.system for name in profiles if (found := _profile(name))}
    if len(systems) > 1:
        asked, found = f"profiles={list(profiles)}", f"they follow {' and '.join(sorted(systems))}"
        raise UserError(asked, found, "compare one system at a time")
    return next(iter(systems.values())) if systems else load_system("schwartz10")


def build_cases(
    relevance: Mapping[str, Relevance],
    profiles: Sequence[str],
    *,
    values_per_question: int | None = 5,
    profiles_per_question: int | None = None,
    variants: Sequence[str] = (PLAIN,),
) -> Casebook:
    """Every question under every source of targets in every variant, in this order of nesting.

    What cannot be asked is counted: a profile that targets none of the values that matter to a question, values without
    a conflict to make roles of, a question without irrelevant values to add.

    Args:
        relevance: how much each value matters, by question, as ``estimate_relevance`` has it.
        profiles: names or paths of profiles, and sources that depend on the question (see ``targets``).
        values_per_question: how many values are targeted at most; None for all values of a profile.
        profiles_per_question: how many of the profiles a question is asked under, in turn, so that each is asked about
            equally often; None for all. Sources that depend on the question are always asked.
        variants: of ``plain``; ``distractors``, up to three values that do not matter to the question are added to
            what the method is told, as most important; ``paraphrased``, the question is reworded by rule. Doses are
            asked plainly only.

    Raises:
        UserError: an unknown profile or variant (with the nearest name), profiles of two systems, or a number of values
            that the system does not have.
    """
    system = system_of(profiles)
    _check(values_per_question, variants, system)
    sources = {name: _source(name, whole=values_per_question is None) for name in profiles}
    cases: list[Case] = []
    left_out: Counter[str] = Counter()
    for place, (question, found) in enumerate(relevance.items()):
        topic = Topic(question, found.shares, system, relevant_values(found.shares, values_per_question))
        turn = _in_turn(profiles, profiles_per_question, place)
        for name, source in sources.items():
            if name not in turn:
                continue
            targets = source(topic)
            if isinstance(targets, str):
                left_out[f"{name}: {targets}"] += 1
                continue
            for profile, target in targets.items():
                for variant in (PLAIN,) if name == DOSE else variants:
                    case = _case(topic, name, profile, variant, target)
                    if case is None:
                        left_out[f"{variant}: every value matters to the question"] += 1
                    else:
                        cases.append(case)
    return Casebook(tuple(cases), dict(left_out), relevance)


def _in_turn(profiles: Sequence[str], count: int | None, place: int) -> frozenset[str]:
    """The sources of the question at ``place``: ``count`` of the profiles, the next in the list, and all others."""
    fixed = [name for name in profiles if name not in TARGETS]
    if count is None or count >= len(fixed):
        return frozenset(profiles)
    chosen = {fixed[(place * count + step) % len(fixed)] for step in range(count)}
    return frozenset(chosen | TARGETS.keys())


def _case(topic: Topic, source: str, profile: str, variant: str, target: ValueProfile) -> Case | None:
    question, told = topic.question, target
    if variant == PARAPHRASED:
        question = paraphrase_question(question)
    if variant == DISTRACTORS:
        irrelevant = distractors(topic, target)
        if not irrelevant:
            return None
        told = ValueProfile(target.system, {**target.priorities, **dict.fromkeys(irrelevant, HIGHEST)})
    return Case(question, topic.question, source, profile, variant, told, target)


def distractors(topic: Topic, target: ValueProfile) -> tuple[str, ...]:
    """Up to three values that do not matter to the question and are not targeted, the least relevant first."""
    ranked = sorted(topic.relevance, key=lambda value: topic.relevance[value])
    return tuple(v for v in ranked if topic.relevance[v] < LEAST and v not in target.priorities)[:MOST_DISTRACTORS]


def _check(values_per_question: int | None, variants: Sequence[str], system: ValueSystem) -> None:
    if values_per_question is not None and not 1 <= values_per_question <= len(system.names):
        found = f"{system.name} has {len(system.names)} values"
        remedy = f"type 1 to {len(system.names)}, or null for all values of a profile"
        raise UserError(f"values_per_question={values_per_question}", found, remedy)
    for variant in variants:
        if variant not in VARIANTS:
            near = nearest_name(variant, VARIANTS)
            hint = f"did you mean {near}?" if near else f"known: {', '.join(VARIANTS)}"
            raise UserError(f"variants={list(variants)}", f"there is no variant {variant!r}", hint)


def _source(name: str, *, whole: bool) -> Source:
    profile = _profile(name)
    return profile_source(name, profile, whole=whole) if profile else TARGETS[name]


def _profile(name: str) -> ValueProfile | None:
    """The profile of that name; None for a source that depends on the question alone."""
    if name in TARGETS:
        return None
    try:
        return load_profile(name)
    except UserError as error:
        near = nearest_name(name, TARGETS)
        hint = f"did you mean {near}? or: " if near else ""
        raise UserError(error.asked, error.found, f"{hint}{error.remedy}") from None
