"""What a question is answered under: a profile as far as it matters to the question, or targets made for the question.

Each source gives one or more targets by name, or says why it has none for a question:

- a profile, restricted to the values that matter to the question;
- ``opposed``: the two values in conflict that matter most, one wanted and the other rejected, and the other way round;
- ``against_the_grain``: what people mention most is wanted least, evenly from 1 to 5 (an underrepresented objective);
- ``roles``: two people in conflict over the question, each with a camp of values;
- ``dose``: the most relevant value from 1 to 5 while the others stay at 3.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from couple.evaluation.asking.opposed import opposed_values
from couple.values import HIGHEST, LOWEST, ValueProfile, ValueSystem

LEAST = 0.2
"""A value matters to a question when one argument in five or more expresses it.

Annotators mark three values an argument on average, so nearly every value is found in one argument of twenty.
"""
NONE_MATTERS = "no value matters to the question"


@dataclass(frozen=True, slots=True)
class Topic:
    """A question, what matters to it, and those values that may be targeted, the most relevant first."""

    question: str
    relevance: Mapping[str, float]
    system: ValueSystem
    values: tuple[str, ...]


Targets = dict[str, ValueProfile]
Source = Callable[[Topic], Targets | str]


def relevant_values(relevance: Mapping[str, float], most: int | None = None) -> tuple[str, ...]:
    """The values with a share of ``LEAST`` or more, the largest first, at most ``most``; ties keep their order."""
    ranked = sorted(relevance, key=lambda value: -relevance[value])
    return tuple(value for value in ranked if relevance[value] >= LEAST)[:most]


def profile_source(name: str, profile: ValueProfile, *, whole: bool = False) -> Source:
    """A profile restricted to the values that matter, or the ``whole`` of it for every question."""

    def source(topic: Topic) -> Targets | str:
        kept = {value: profile.priorities[value] for value in topic.values if value in profile.priorities}
        if whole:
            return {name: profile}
        return (
            {name: ValueProfile(profile.system, kept)} if kept else "it targets no value that matters to the question"
        )

    return source


def opposed(topic: Topic) -> Targets | str:
    """``opposed_up`` and ``opposed_down``, see ``opposed.opposed_values``."""
    if not topic.system.conflicting:
        return f"{topic.system.name} says of no two values that they conflict"
    up, down = opposed_values(topic.question, topic.relevance, topic.system).targets(topic.system)
    return {"opposed_up": up, "opposed_down": down}


def against_the_grain(topic: Topic) -> Targets | str:
    """The relevant values in the reverse order of their relevance, evenly from 1; a single one is rejected."""
    if not topic.values:
        return NONE_MATTERS
    step = (HIGHEST - LOWEST) / max(1, len(topic.values) - 1)
    priorities = {value: LOWEST + step * place for place, value in enumerate(topic.values)}
    return {"against_the_grain": ValueProfile(topic.system, priorities)}


def roles(topic: Topic) -> Targets | str:
    """``role_one`` and ``role_two``: the relevant values in two camps, and each role wants what the other rejects.

    The camps gather around the two relevant values that stand furthest apart on the circle; of equal pairs the more
    relevant one (product of shares). Every other value joins the nearer pole, in between the more relevant one's camp.
    A role's own camp has 5 for its most relevant value and 4 for the others, the other camp 1 and 2: the other role is
    its mirror image about 3.
    """
    poles = _poles(topic)
    if isinstance(poles, str):
        return poles
    camps: tuple[list[str], list[str]] = ([], [])
    for value in topic.values:  # min() keeps the first of equals
        camps[min((0, 1), key=lambda camp: _steps(topic.system, value, poles[camp]))].append(value)
    wanted = {value: HIGHEST - (place > 0) for place, value in enumerate(camps[0])}
    rejected = {value: LOWEST + (place > 0) for place, value in enumerate(camps[1])}
    one = wanted | rejected
    two = {value: LOWEST + HIGHEST - priority for value, priority in one.items()}
    return {"role_one": ValueProfile(topic.system, one), "role_two": ValueProfile(topic.system, two)}


def dose(topic: Topic) -> Targets | str:
    """``dose_1`` to ``dose_5``: the priority of the most relevant value; the other relevant ones are held at 3."""
    if not topic.values:
        return NONE_MATTERS
    first, *others = topic.values
    held = dict.fromkeys(others, (LOWEST + HIGHEST) / 2)
    return {
        f"dose_{level}": ValueProfile(topic.system, {first: float(level), **held})
        for level in range(int(LOWEST), int(HIGHEST) + 1)
    }


TARGETS: Mapping[str, Source] = {
    "opposed": opposed,
    "against_the_grain": against_the_grain,
    "roles": roles,
    "dose": dose,
}
"""The sources that depend on the question alone, by the name under which a benchmark asks for them."""


def _poles(topic: Topic) -> tuple[str, str] | str:
    """The pair for ``roles``, the more relevant value first, or why there is none."""
    system = topic.system
    if system.circle is None:
        return f"{system.name} has no circle"

    def conflict(pair: Sequence[str]) -> tuple[int, float]:
        return _steps(system, pair[0], pair[1]), topic.relevance[pair[0]] * topic.relevance[pair[1]]

    apart = [pair for pair in combinations(topic.values, 2) if frozenset(pair) not in system.compatible]
    return max(apart, key=conflict) if apart else "no two of the values that matter to the question are at odds"


def _steps(system: ValueSystem, one: str, other: str) -> int:
    """How many places apart two values stand on the circle, the shorter way round."""
    assert system.circle is not None
    apart = abs(system.circle.index(one) - system.circle.index(other))
    return min(apart, len(system.circle) - apart)
