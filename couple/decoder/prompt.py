"""Prompts in the words of the house."""

from collections.abc import Mapping

from couple.foundation import Prompt

OPINION = "Give your opinion and one reason."


def opinion_prompt(question: str) -> Prompt:
    """How the house asks a question: the same words when observing, training and predicting."""
    return Prompt(user=question, system=OPINION)


def value_prompt(question: str, levels: Mapping[str, float]) -> Prompt:
    """The same, told how important each value is: labels and 1..5, as adapters of supervised fine-tuning are asked."""
    if not levels:
        return opinion_prompt(question)
    named = ", ".join(f"{label} {level:g}" for label, level in levels.items())
    return Prompt(user=question, system=f"Importance of values from 1 to 5: {named}. {OPINION}")
