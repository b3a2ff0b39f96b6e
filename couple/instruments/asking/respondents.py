"""Who fills in an instrument: anyone who answers presentations with text, under a name and a fingerprint.

A language model that writes or must choose, a file of answers that somebody recorded, our own decoder under other
priorities (``under_target``), a simulated person (``simulated``): the runner cannot tell them apart.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from couple.foundation import UserError, nearest_name
from couple.instruments.asking.presentation import Presentation

if TYPE_CHECKING:
    from couple.decoder.language_model import LanguageModel
    from couple.decoder.prompt import Prompt
    from couple.decoder.protocol import Decoder

_SPOKEN = 0.7  # the temperature at which our decoder gives the answers that the loop observes
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


class SampledText(FreeText):
    """Free text, drawn: asked again with another seed, it answers otherwise. Opinions are compared in this manner."""

    def __init__(self, decoder: "Decoder") -> None:
        super().__init__(decoder, temperature=_SPOKEN)


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
        """The best option of each presentation, where nothing is drawn; free answers are written.

        Presentations with the same options, in whatever order, are read in one batch.
        """
        texts = [""] * len(shown)
        for options in dict.fromkeys(tuple(sorted(one.options)) for one in shown):
            places = [place for place, one in enumerate(shown) if tuple(sorted(one.options)) == options]
            chosen = self._choose([shown[place] for place in places], options, seed)
            for place, text in zip(places, chosen, strict=True):
                texts[place] = text
        return texts

    def _choose(self, shown: Sequence[Presentation], options: tuple[str, ...], seed: int) -> list[str]:
        if not options:
            return self._writing.answer(shown, seed=seed)
        # of equally likely ones the first that is shown
        likely = [dict(zip(options, row, strict=True)) for row in self._likely(shown, options)]
        return [max(one.options, key=known.__getitem__) for one, known in zip(shown, likely, strict=True)]

    def _likely(self, shown: Sequence[Presentation], options: tuple[str, ...]) -> list[list[float]]:
        return self._log_probabilities([one.prompt for one in shown], options)

    def _log_probabilities(self, prompts: "Sequence[Prompt]", options: tuple[str, ...]) -> list[list[float]]:
        from couple.decoder.choosing import choice_log_probabilities

        return choice_log_probabilities(self._model, prompts, [as_written(option) for option in options]).tolist()


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

    def _likely(self, shown: Sequence[Presentation], options: tuple[str, ...]) -> list[list[float]]:
        unknown = {
            one.blank: None for one in shown if one.blank is not None and (one.blank, options) not in self._known
        }
        if blanks := list(unknown):
            anyway = self._log_probabilities(blanks, options)
            self._known |= {(blank, options): row for blank, row in zip(blanks, anyway, strict=True)}
        nothing = [0.0] * len(options)
        rows = [self._known[one.blank, options] if one.blank is not None else nothing for one in shown]
        given = super()._likely(shown, options)
        return [[a - b for a, b in zip(*pair, strict=True)] for pair in zip(given, rows, strict=True)]


def as_written(option: str) -> str:
    """An option as an answer begins: with a capital letter."""
    return option[:1].upper() + option[1:]


RESPONDENTS: dict[str, "Callable[[Decoder], Respondent]"] = {
    "forced_choice": ForcedChoice,
    "calibrated_choice": CalibratedChoice,
    "free_text": FreeText,
    "sampled_text": SampledText,
}


SIMULATED_PERSON = "simulated_person"
"""The manner that needs no decoder; see ``couple.instruments.asking.simulated``."""


def find_respondent(name: str) -> "Callable[[Decoder], Respondent]":
    """What turns a decoder into a respondent of the manner ``name``. Raises ``UserError`` for an unknown one."""
    if name not in RESPONDENTS:
        known = [*RESPONDENTS, SIMULATED_PERSON]
        near = nearest_name(name, known)
        hint = f"did you mean respondent={near}?" if near else f"known: {', '.join(known)}"
        raise UserError(f"respondent={name}", "there is no such respondent", hint)
    return RESPONDENTS[name]
