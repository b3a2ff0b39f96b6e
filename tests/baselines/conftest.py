from collections.abc import Sequence

import pytest

from couple.decoder.prompt import Prompt


class RuleDecoder:
    """A simulated decoder: notes what it is asked, and answers by rule from the prompt and the seed."""

    name = "rule"
    fingerprint = "rule-1"

    def __init__(self) -> None:
        self.calls: list[tuple[list[Prompt], int, float, int]] = []

    def generate(self, prompts: Sequence[Prompt], *, max_new_tokens: int, temperature: float, seed: int) -> list[str]:
        self.calls.append((list(prompts), max_new_tokens, temperature, seed))
        return [f"call {len(self.calls)}, prompt {place}" for place in range(len(prompts))]


@pytest.fixture
def decoder():
    return RuleDecoder()


@pytest.fixture
def target():
    from couple.values import ValueProfile, load_system

    return ValueProfile(load_system("schwartz10"), {"power": 1.5, "security": 5, "tradition": 5, "hedonism": 1})
