"""Who fills in an instrument: anyone who answers presentations with text, under a name and a fingerprint.

A language model that writes or must choose, a file of answers that somebody recorded, our own decoder under other
priorities (``under_target``), a simulated person in a test: the runner cannot tell them apart.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from couple.foundation import UserError, nearest_name
from couple.instruments.asking.presentation import Presentation

if TYPE_CHECKING:
    from couple.decoder.language_model import LanguageModel
    from couple.decoder.prompt import Prompt
    from couple.decoder.protocol import Decoder

_ALMOST_GREEDY = 0.01  # decoders draw at temperatures above 0; at this one the likeliest token wins but for near ties


class Respondent(Protocol):
    """What the runner needs to know of a respondent."""

    @property
    def name(self) -> str:
        """The name that the scores are filed under."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes when the respondent changes, so that old answers are not taken for its own."""
        ...

    def answer(self, shown: Sequence[Presentation], *, seed: int) -> list[str]:
        """One text a presentation, in order."""
        ...


class FreeText:
    """A language model, local or behind a server, that writes its answer; a parser has to find what it means."""

    def __init__(self, decoder: "Decoder", *, temperature: float = _ALMOST_GREEDY) -> None:
        self._decoder, self._temperature = decoder, temperature
        self.name, self.fingerprint = decoder.name, f"{decoder.fingerprint} free text {temperature:g}"

    def answer(self, shown: Sequence[Presentation], *, seed: int) -> list[str]:
        """At most as many tokens as each presentation allows."""
        texts = [""] * len(shown)
        for longest in sorted({one.longest for one in shown}):
            places = [place for place, one in enumerate(shown) if one.longest == longest]
            prompts = [shown[place].prompt for place in places]
            written = self._decoder.generate(prompts, max_new_tokens=longest, temperature=self._temperature, seed=seed)
            for place, text in zip(places, written, strict=True):
                texts[place] = text
        return texts


class ForcedChoice:
    """A local language model that must choose: of the options, the one it finds likeliest as its whole answer.

    A small model rarely answers in the form that it is asked for; its probabilities always say something. How little
    that can mean shows in how seldom both orders of the options get the same choice.
    """

    manner = "forced choice"

    def __init__(self, decoder: "Decoder") -> None:
        model: LanguageModel | None = getattr(decoder, "language_model", None)
        if model is None:
            found = f"{decoder.name} does not show the probabilities of its answers"
            raise UserError(f"respondent={self.manner}", found, "type respondent=free_text, or choose a local decoder")
        self._model, self._writing = model, FreeText(decoder)
        self.name, self.fingerprint = decoder.name, f"{decoder.fingerprint} {self.manner}"

    def answer(self, shown: Sequence[Presentation], *, seed: int) -> list[str]:
        """The best option of each presentation, where nothing is drawn; free answers are written."""
        return [self._choose(one) if one.options else self._writing.answer([one], seed=seed)[0] for one in shown]

    def _choose(self, shown: Presentation) -> str:
        return max(zip(self._likely(shown), shown.options, strict=True), key=lambda pair: pair[0])[1]

    def _likely(self, shown: Presentation) -> list[float]:
        return self._log_probabilities(shown.prompt, shown.options)

    def _log_probabilities(self, prompt: "Prompt", options: Sequence[str]) -> list[float]:
        from couple.decoder.choosing import choice_log_probabilities

        return choice_log_probabilities(self._model, prompt, [as_written(option) for option in options])


class CalibratedChoice(ForcedChoice):
    """Forced choice by how much likelier the item makes an option: what the words around it favour is taken off.

    log p(option | prompt) - log p(option | the same prompt without the item): pointwise mutual information given the
    words around (Holtzman et al. 2021; Zhao et al. 2021 calibrate alike). A presentation without a blank form is
    answered as a plain forced choice.
    """

    manner = "calibrated choice"

    def __init__(self, decoder: "Decoder") -> None:
        super().__init__(decoder)
        self._known: dict[tuple[Prompt, tuple[str, ...]], list[float]] = {}

    def _likely(self, shown: Presentation) -> list[float]:
        likely = super()._likely(shown)
        if shown.blank is None:
            return likely
        key = shown.blank, shown.options
        if key not in self._known:
            self._known[key] = self._log_probabilities(shown.blank, shown.options)
        return [given - anyway for given, anyway in zip(likely, self._known[key], strict=True)]


def as_written(option: str) -> str:
    """An option as an answer begins: with a capital letter."""
    return option[:1].upper() + option[1:]


RESPONDENTS: dict[str, "Callable[[Decoder], Respondent]"] = {
    "forced_choice": ForcedChoice,
    "calibrated_choice": CalibratedChoice,
    "free_text": FreeText,
}


def find_respondent(name: str) -> "Callable[[Decoder], Respondent]":
    """What turns a decoder into a respondent of the manner ``name``. Raises ``UserError`` for an unknown one."""
    if name not in RESPONDENTS:
        near = nearest_name(name, RESPONDENTS)
        hint = f"did you mean respondent={near}?" if near else f"known: {', '.join(RESPONDENTS)}"
        raise UserError(f"respondent={name}", "there is no such respondent", hint)
    return RESPONDENTS[name]
