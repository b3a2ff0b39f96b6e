from collections.abc import Callable, Sequence

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


class ScriptedDecoder(RuleDecoder):
    """Answers each prompt by its own rule, from the prompt and the seed alone: what stands beside it plays no part."""

    def __init__(self, rule: Callable[[Prompt, int], str]) -> None:
        super().__init__()
        self._rule = rule

    def generate(self, prompts: Sequence[Prompt], *, max_new_tokens: int, temperature: float, seed: int) -> list[str]:
        super().generate(prompts, max_new_tokens=max_new_tokens, temperature=temperature, seed=seed)
        return [self._rule(prompt, seed) for prompt in prompts]


@pytest.fixture
def decoder():
    return RuleDecoder()


@pytest.fixture
def scripted():
    """Makes a decoder that answers by ``rule(prompt, seed)``."""
    return ScriptedDecoder


@pytest.fixture(scope="module")
def embedded():
    """The real embedded decoder on one thread."""
    from couple.decoder.local import DecoderConfig, load_decoder

    return load_decoder(DecoderConfig(threads=1))


@pytest.fixture
def target():
    from couple.values import ValueProfile, load_system

    return ValueProfile(load_system("schwartz10"), {"power": 1.5, "security": 5, "tradition": 5, "hedonism": 1})


@pytest.fixture
def other_target():
    from couple.values import ValueProfile, load_system

    return ValueProfile(load_system("schwartz10"), {"universalism": 5, "security": 1})
