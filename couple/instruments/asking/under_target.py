"""Our own decoder under other priorities as a respondent: it can be measured like any model.

Where it must choose, it follows the contrast between the usual world and the one under the target. Where it writes, it
is asked the presentation's user text as a question, and the counterfactual loop answers; a presentation's system text
has no place there, since the adapter knows questions alone.
"""

from collections.abc import Sequence
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
        return [self._choose(one) if one.options else self._write(one, seed) for one in shown]

    def _choose(self, shown: Presentation) -> str:
        from couple.counterfactual.typical import typical_worlds
        from couple.decoder.choosing import choice_in_world

        loop, question = self._assembly.loop, shown.prompt.user
        usual, under = typical_worlds(loop.scm, loop.concepts, question, self._target)
        written = [as_written(option) for option in shown.options]
        likely = choice_in_world(loop.decoder, question, written, usual, under, loop.config.guidance).tolist()
        return max(zip(likely, shown.options, strict=True), key=lambda pair: pair[0])[1]

    def _write(self, shown: Presentation, seed: int) -> str:
        from couple.counterfactual.observe import observed_answers

        question, loop = shown.prompt.user, self._assembly.loop
        with loop.decoder.untouched():
            (observed,) = observed_answers(
                self._assembly.observer,
                [question],
                max_new_tokens=shown.longest,
                temperature=self._temperature,
                seed=child_seed(seed, "observed", shown.item, shown.version),
            )
        kept = loop.answer(question, observed, self._target, seed=child_seed(seed, shown.item, shown.version))
        return kept.best.text
