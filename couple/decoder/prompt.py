"""What a decoder is asked: a system text, a user text, nothing about templates (those belong to the model)."""

from collections.abc import Mapping
from dataclasses import dataclass

OPINION = "Give your opinion and one reason."


@dataclass(frozen=True)
class Prompt:
    """One request: the user's text and, where wanted, a system text before it."""

    user: str
    system: str | None = None

    @property
    def messages(self) -> list[dict[str, str]]:
        """The request in the role/content form that chat templates and servers read."""
        system = [{"role": "system", "content": self.system}] if self.system else []
        return [*system, {"role": "user", "content": self.user}]


def opinion_prompt(question: str) -> Prompt:
    """How the house asks a question: the same words when observing, training and predicting."""
    return Prompt(user=question, system=OPINION)


def value_prompt(question: str, levels: Mapping[str, float]) -> Prompt:
    """The same, told how important each value is: labels and 1..5, as adapters of supervised fine-tuning are asked."""
    if not levels:
        return opinion_prompt(question)
    named = ", ".join(f"{label} {level:g}" for label, level in levels.items())
    return Prompt(user=question, system=f"Importance of values from 1 to 5: {named}. {OPINION}")
