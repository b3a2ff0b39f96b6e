"""Our own decoder under other priorities as a respondent: it can be measured like any model.

Where it must choose, it follows the contrast between the usual world and the one under the target. Where it writes, it
is asked the presentation's user text as a question, and the counterfactual loop answers; a presentation's system text
has no place there, since the adapter knows questions alone.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from couple.foundation import child_seed
from couple.instruments.asking.presentation import Presentation
from couple.instruments.asking.respondents import as_written

if TYPE_CHECKING:
    from couple.counterfactual.assembly import Assembly
    from couple.values import ValueProfile


class UnderTarget:
    """The decoder of ``assembly`` as it would answer under ``target``.

    Args:
        assembly: from ``couple.counterfactual.assembly.assemble``; its loop sets the search and the guidance.
        target: the priorities, for some or all values.
        name: what the scores are filed under, such as ``smollm2_135m [security_first]``.
        temperature: of the observed answers, where answers are written.
    """

    def __init__(self, assembly: "Assembly", target: "ValueProfile", *, name: str, temperature: float = 0.7) -> None:
        self._assembly, self._target, self._temperature = assembly, target, temperature
        self.name = name
        made_of = " ".join(assembly.artefacts[part] for part in sorted(assembly.artefacts))
        self.fingerprint = f"{made_of} {assembly.loop.config!r} under {target.to_mapping()!r}"

    def answer(self, shown: Sequence[Presentation], *, seed: int) -> list[str]:
        """The likeliest option under the target; free answers are counterfactuals of the untouched decoder's own."""
        observed = self._observed([one for one in shown if not one.options], seed)
        return [self._choose(one) if one.options else self._write(one, next(observed), seed) for one in shown]

    def _choose(self, shown: Presentation) -> str:
        from couple.counterfactual.typical import typical_worlds
        from couple.decoder.choosing import choice_in_world

        loop, question = self._assembly.loop, shown.prompt.user
        usual, under = typical_worlds(loop.scm, loop.concepts, question, self._target)
        written = [as_written(option) for option in shown.options]
        likely = choice_in_world(loop.decoder, question, written, usual, under, loop.config.guidance).tolist()
        return max(zip(likely, shown.options, strict=True), key=lambda pair: pair[0])[1]

    def _observed(self, shown: Sequence[Presentation], seed: int) -> Iterator[str]:
        """What the untouched decoder says, in the order of ``shown``; presentations of a version are read at once."""
        from couple.counterfactual.observe import observed_answers

        texts = [""] * len(shown)
        for version, longest in dict.fromkeys((one.version, one.longest) for one in shown):
            places = [place for place, one in enumerate(shown) if (one.version, one.longest) == (version, longest)]
            with self._assembly.loop.decoder.untouched():
                answers = observed_answers(
                    self._assembly.observer,
                    [shown[place].prompt.user for place in places],
                    max_new_tokens=longest,
                    temperature=self._temperature,
                    seed=child_seed(seed, "observed", version),
                )
            for place, answer in zip(places, answers, strict=True):
                texts[place] = answer
        return iter(texts)

    def _write(self, shown: Presentation, observed: str, seed: int) -> str:
        drawn = child_seed(seed, shown.item, shown.version)
        kept = self._assembly.loop.answer(shown.prompt.user, observed, self._target, seed=drawn, explain=False)
        return kept.best.text
