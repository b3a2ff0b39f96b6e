"""Methods that only ask: the untouched decoder, a role, the list of priorities, and a plan made first.

None of them sees an attributor. Each asks in the house's form (``couple.decoder.OPINION``), so that answers differ in
what is asked for and not in their shape.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from couple.baselines.method import Asked
from couple.baselines.wording import describe_person, describe_priorities
from couple.foundation import child_seed
from couple.values import ValueProfile

if TYPE_CHECKING:
    from couple.decoder.metering import MeteredDecoder
    from couple.decoder.prompt import Prompt


class PromptingConfig(BaseModel):
    """How answers are drawn; the same for every method unless it is told otherwise."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    temperature: float = Field(default=0.7, gt=0, le=10)


class Raw:
    """The decoder as it is: no target in sight. What the others must beat, and what a lucky topic looks like."""

    Config = PromptingConfig

    def __init__(self, config: PromptingConfig) -> None:
        self.config = config

    def answer(self, asked: Sequence[Asked], decoder: "MeteredDecoder", *, seed: int, max_new_tokens: int) -> list[str]:
        """One generation each."""
        prompts = [self._prompt(one.question, one.target) for one in asked]
        return decoder.generate(prompts, max_new_tokens=max_new_tokens, temperature=self.config.temperature, seed=seed)

    def _prompt(self, question: str, target: ValueProfile) -> "Prompt":
        from couple.decoder.prompt import OPINION, Prompt

        ask = self.instruction(target)
        return Prompt(user=question, system=f"{ask} {OPINION}" if ask else OPINION)

    def instruction(self, target: ValueProfile) -> str:
        """What to say about the target before the question; nothing here."""
        del target
        return ""


class RolePrompt(Raw):
    """Plays a person who holds the profile."""

    def instruction(self, target: ValueProfile) -> str:
        """Names what comes first and what comes last for that person."""
        return f"Speak as {describe_person(target)}."


class ValuePrompt(Raw):
    """Is told every targeted value with its priority and what it means."""

    def instruction(self, target: ValueProfile) -> str:
        """The list of priorities."""
        return f"Let your answer weigh these values as follows.\n{describe_priorities(target)}\n"


class PlanAndSolve(ValuePrompt):
    """Plans first which points would show the priorities, then answers with the plan at hand: two generations."""

    class Config(PromptingConfig):
        """``plan_tokens``: the longest plan, in tokens, on top of the answer's own budget."""

        plan_tokens: int = Field(default=80, ge=1)

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.plan_tokens = config.plan_tokens

    def answer(self, asked: Sequence[Asked], decoder: "MeteredDecoder", *, seed: int, max_new_tokens: int) -> list[str]:
        """A plan each, then an answer that follows it."""
        temperature = self.config.temperature
        plans = decoder.generate(
            [self.plan_prompt(one) for one in asked],
            max_new_tokens=self.plan_tokens,
            temperature=temperature,
            seed=child_seed(seed, "plan"),
        )
        prompts = [self.answer_prompt(one, plan) for one, plan in zip(asked, plans, strict=True)]
        return decoder.generate(
            prompts, max_new_tokens=max_new_tokens, temperature=temperature, seed=child_seed(seed, "answer")
        )

    def plan_prompt(self, one: Asked) -> "Prompt":
        """Asks for the plan."""
        from couple.decoder.prompt import Prompt

        task = "Do not answer yet. List the stance and the points that an answer with these weights needs."
        return Prompt(user=one.question, system=f"{self.instruction(one.target)} {task}")

    def answer_prompt(self, one: Asked, plan: str) -> "Prompt":
        """Asks for the answer, with the plan at hand."""
        from couple.decoder.prompt import OPINION, Prompt

        user = f"{one.question}\n\nPlan:\n{plan}\n\nAnswer along this plan."
        return Prompt(user=user, system=f"{self.instruction(one.target)} {OPINION}")
