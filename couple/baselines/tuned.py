"""Methods that are trained first: an adapter that ``couple.tune`` wrote, on the benchmark's own base model.

Naive and reasoning SFT are those of Guo et al. (2025, section 4.4): one adapter for all targets, which the prompt
names. Nearest-sample SFT is the argument generation of Kang et al. (2023): one adapter a profile, and no target in
the prompt. One generation an answer; how they are trained is in ``couple.decoder.sft`` and ``couple.decoder.nearest``.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from couple.baselines.adapters import Adapters
from couple.baselines.method import Asked
from couple.baselines.prompting import PromptingConfig

if TYPE_CHECKING:
    from couple.decoder.metering import MeteredDecoder
    from couple.decoder.prompt import Prompt


def trained_prompt(asked: Asked) -> "Prompt":
    """The question in the form of training: labels and levels, the highest first."""
    from couple.decoder.prompt import value_prompt

    ranked = sorted(asked.target.priorities.items(), key=lambda entry: -entry[1])
    return value_prompt(asked.question, {asked.target.system.value(name).label: level for name, level in ranked})


class NaiveSFT:
    """The adapter answers at once."""

    class Config(PromptingConfig):
        """``adapter``: a folder that ``couple.tune recipe=naive_sft`` wrote."""

        adapter: str = "outputs/naive_sft/adapter"

    def __init__(self, config: Config) -> None:
        self.config = config
        self._adapters = Adapters("naive_sft")

    def answer(self, asked: Sequence[Asked], decoder: "MeteredDecoder", *, seed: int, max_new_tokens: int) -> list[str]:
        """One generation each. Raises ``UserError`` for an adapter that is not there, or not for this decoder."""
        return self._adapters.generate(
            Path(self.config.adapter),
            [trained_prompt(one) for one in asked],
            decoder,
            max_new_tokens=max_new_tokens,
            temperature=self.config.temperature,
            seed=seed,
        )


class ReasoningSFT:
    """The adapter writes first which concepts follow from the values, and then the answer, which alone is given.

    Where it does not come to an answer, all that it wrote is given, up to the length of an answer.
    """

    class Config(PromptingConfig):
        """``adapter``: a folder that ``couple.tune recipe=reasoning_sft`` wrote.

        ``reason_tokens``: the longest reasons, in tokens, on top of the answer's own budget; the longest ones that
        the embedded model's adapter is trained on have 83.
        """

        adapter: str = "outputs/reasoning_sft/adapter"
        reason_tokens: int = Field(default=96, ge=1)

    def __init__(self, config: Config) -> None:
        self.config = config
        self._adapters = Adapters("reasoning_sft")

    def answer(self, asked: Sequence[Asked], decoder: "MeteredDecoder", *, seed: int, max_new_tokens: int) -> list[str]:
        """One generation each. Raises ``UserError`` for an adapter that is not there, or not for this decoder."""
        from couple.decoder.sft import final_answer

        texts = self._adapters.generate(
            Path(self.config.adapter),
            [trained_prompt(one) for one in asked],
            decoder,
            max_new_tokens=self.config.reason_tokens + max_new_tokens,
            temperature=self.config.temperature,
            seed=seed,
        )
        return [self._adapters.shortened(final_answer(text), max_new_tokens) for text in texts]


class NearestSFT:
    """Each profile has its adapter, trained on what its holder would say; the prompt is the bare question."""

    class Config(PromptingConfig):
        """``adapters``: a folder with one run of ``couple.tune recipe=nearest_sft`` a profile, under its name."""

        adapters: str = "outputs/nearest_sft"

    def __init__(self, config: Config) -> None:
        self.config = config
        self._adapters = Adapters("nearest_sft")

    def answer(self, asked: Sequence[Asked], decoder: "MeteredDecoder", *, seed: int, max_new_tokens: int) -> list[str]:
        """One generation each. Raises ``UserError`` before the first when a profile has no adapter."""
        from couple.decoder.prompt import opinion_prompt

        profiles = list(dict.fromkeys(one.profile for one in asked))
        folders = {profile: Path(self.config.adapters) / profile / "adapter" for profile in profiles}
        for profile, folder in folders.items():
            self._adapters.check(folder, decoder, training=f"recipe.profile={profile}")
        answers = [""] * len(asked)
        for profile, folder in folders.items():
            places = [place for place, one in enumerate(asked) if one.profile == profile]
            texts = self._adapters.generate(
                folder,
                [opinion_prompt(asked[place].question) for place in places],
                decoder,
                max_new_tokens=max_new_tokens,
                temperature=self.config.temperature,
                seed=seed,
            )
            for place, text in zip(places, texts, strict=True):
                answers[place] = text
        return answers
