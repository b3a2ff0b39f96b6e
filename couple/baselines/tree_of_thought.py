"""Tree of thought (Yao et al. 2023), two levels deep: several plans, one chosen; several answers along it, one chosen.

The model itself chooses, by vote, as in the paper's creative writing task; no attributor is seen. Plans and answers are
asked for as plan-and-solve asks for them, so the two methods differ by the search alone.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from couple.baselines.method import Asked
from couple.baselines.prompting import PlanAndSolve
from couple.baselines.replies import chosen
from couple.foundation import child_seed

if TYPE_CHECKING:
    from couple.decoder.metering import MeteredDecoder
    from couple.decoder.prompt import Prompt

Draw = Callable[[str, int, "list[Prompt]", int], list[str]]  # stage, number of the draw, prompts, longest reply


class TreeOfThought(PlanAndSolve):
    """Breadths 3 and 2, as in COUPLE's comparison: seven generations an answer with one vote a choice."""

    class Config(PlanAndSolve.Config):
        """``plans`` and ``answers``: how many are drawn to choose from; ``votes``: how many choices are counted.

        ``choice_tokens``: the longest vote.
        """

        plans: int = Field(default=3, ge=1)
        answers: int = Field(default=2, ge=1)
        votes: int = Field(default=1, ge=1)
        choice_tokens: int = Field(default=12, ge=1)

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.search = config

    def answer(self, asked: Sequence[Asked], decoder: "MeteredDecoder", *, seed: int, max_new_tokens: int) -> list[str]:
        """``plans + answers`` generations and ``votes`` for each choice; no vote where there is nothing to choose."""
        search = self.search

        def draw(stage: str, number: int, prompts: "list[Prompt]", tokens: int) -> list[str]:
            seeded = child_seed(seed, stage, number)
            return decoder.generate(prompts, max_new_tokens=tokens, temperature=search.temperature, seed=seeded)

        wanted = [self.plan_prompt(one) for one in asked]
        drawn = [draw("plan", number, wanted, search.plan_tokens) for number in range(search.plans)]
        plans = self._choose("plan", asked, drawn, draw)
        wanted = [self.answer_prompt(one, plan) for one, plan in zip(asked, plans, strict=True)]
        drawn = [draw("answer", number, wanted, max_new_tokens) for number in range(search.answers)]
        return self._choose("answer", asked, drawn, draw)

    def _choose(self, kind: str, asked: Sequence[Asked], drawn: list[list[str]], draw: Draw) -> list[str]:
        """Of each question's draws the one with most votes; the earliest of equals, and where no vote can be read."""
        if len(drawn) == 1:
            return drawn[0]
        choices = [list(texts) for texts in zip(*drawn, strict=True)]
        ballots = [self._vote_prompt(kind, one, texts) for one, texts in zip(asked, choices, strict=True)]
        counted = [
            draw(f"vote on {kind}", vote, ballots, self.search.choice_tokens) for vote in range(self.search.votes)
        ]
        return [
            texts[most_voted(chosen(reply, len(texts), kind) for reply in replies)]
            for texts, *replies in zip(choices, *counted, strict=True)
        ]

    def _vote_prompt(self, kind: str, one: Asked, texts: list[str]) -> "Prompt":
        from couple.decoder.prompt import Prompt

        task = f"Which {kind} below fits these weights best? Reply with its number alone."
        numbered = "\n\n".join(f"{kind.capitalize()} {place}:\n{text}" for place, text in enumerate(texts, 1))
        user = f"{one.question}\n\n{numbered}\n\nThe number of the best {kind}:"
        return Prompt(user=user, system=f"{self.instruction(one.target)} {task}")


def most_voted(votes: Iterable[int | None]) -> int:
    """The place with most votes, the earliest of equals; 0 when no vote could be read."""
    counts = Counter(vote for vote in votes if vote is not None)
    return min(counts, key=lambda place: (-counts[place], place), default=0)
