"""Which of many questions are the best, when each answer is noisy and dear? Sequential halving (Karnin et al. 2013).

Everybody gives as many opinions again on the better half of the questions, then on the better half of these, and so on:
opinions are spent where the choice is close.
"""

from collections.abc import Callable, Sequence

from couple.instruments.adaem.scoring import QuestionScorer, ScoredQuestion


def race(
    found: Sequence[ScoredQuestion], scorer: Callable[[int], QuestionScorer], *, opinions: int, halvings: int, kept: int
) -> list[ScoredQuestion]:
    """The ``kept`` best, best first.

    Args:
        found: the questions, scored with ``opinions`` opinions a respondent.
        scorer: gives the scorer of so many opinions; those that were given already count.
        opinions: of a respondent on each question so far.
        halvings: rounds; each doubles the opinions. None is dropped that would leave fewer than ``kept``.
        kept: how many are wanted.
    """
    best = sorted(found, key=lambda one: -one.score)
    for _ in range(halvings):
        opinions *= 2
        going = best[: max(kept, (len(best) + 1) // 2)]
        best = sorted(scorer(opinions).score([one.question for one in going]), key=lambda one: -one.score)
    return best[:kept]
