"""Who fills in a questionnaire: anyone who answers prompts with text, under a name and a fingerprint.

Recorded answers need no respondent: they enter after the runner, as ratings. A simulated person is any class with
these names.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from couple.foundation import UserError, nearest_name
from couple.instruments.answer_scale import OPTIONS

if TYPE_CHECKING:
    from couple.decoder.language_model import LanguageModel
    from couple.decoder.prompt import Prompt
    from couple.decoder.protocol import Decoder

LONGEST_ANSWER = 12
"""Tokens; the longest of the six phrases, quoted and with a full stop, takes about nine."""

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

    def answer(self, prompts: "Sequence[Prompt]", *, seed: int) -> list[str]:
        """One text a prompt, in order."""
        ...


class FreeText:
    """A language model, local or behind a server, that writes its likeliest answer; the parser has to find a phrase."""

    def __init__(self, decoder: "Decoder") -> None:
        self._decoder = decoder
        self.name, self.fingerprint = decoder.name, f"{decoder.fingerprint} free text"

    def answer(self, prompts: "Sequence[Prompt]", *, seed: int) -> list[str]:
        """At most ``LONGEST_ANSWER`` tokens a prompt."""
        return self._decoder.generate(prompts, max_new_tokens=LONGEST_ANSWER, temperature=_ALMOST_GREEDY, seed=seed)


class ForcedChoice:
    """A local language model that must choose: of the six phrases, the one it finds likeliest as its whole answer.

    A small model rarely answers in the form that it is asked for; its probabilities always say something. How little
    that can mean shows in how seldom both orders of the options get the same choice.
    """

    def __init__(self, decoder: "Decoder") -> None:
        model: LanguageModel | None = getattr(decoder, "language_model", None)
        if model is None:
            found = f"{decoder.name} does not show the probabilities of its answers"
            raise UserError("respondent=forced_choice", found, "type respondent=free_text, or choose a local decoder")
        self._model = model
        self.name, self.fingerprint = decoder.name, f"{decoder.fingerprint} forced choice"

    def answer(self, prompts: "Sequence[Prompt]", *, seed: int) -> list[str]:
        """The likeliest phrase for each prompt; nothing is drawn, so the seed is not used."""
        del seed
        return [max(OPTIONS, key=lambda phrase: self._log_probability(prompt, phrase)) for prompt in prompts]

    def _log_probability(self, prompt: "Prompt", phrase: str) -> float:
        return self._model.answer_log_probability(prompt, phrase.capitalize())


RESPONDENTS: dict[str, "Callable[[Decoder], Respondent]"] = {"forced_choice": ForcedChoice, "free_text": FreeText}


def find_respondent(name: str) -> "Callable[[Decoder], Respondent]":
    """What turns a decoder into a respondent of the manner ``name``. Raises ``UserError`` for an unknown one."""
    if name not in RESPONDENTS:
        near = nearest_name(name, RESPONDENTS)
        hint = f"did you mean respondent={near}?" if near else f"known: {', '.join(RESPONDENTS)}"
        raise UserError(f"respondent={name}", "there is no such respondent", hint)
    return RESPONDENTS[name]
