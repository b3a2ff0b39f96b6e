"""The loop that our method runs, with what its configuration takes out; all share one copy of the model."""

from functools import cache
from typing import TYPE_CHECKING

from couple.foundation import UserError

if TYPE_CHECKING:
    from couple.baselines.ours import Couple
    from couple.counterfactual import Counterfactual, CounterfactualLoop
    from couple.counterfactual.assembly import Assembly
    from couple.decoder.metering import MeteredDecoder
    from couple.values import ValueProfile


class OurLoop:
    """A loop for one decoder. Raises ``UserError`` when the adapter was made for another one."""

    def __init__(self, config: "Couple.Config", decoder: "MeteredDecoder", max_new_tokens: int) -> None:
        self._assembly = assembled(decoder.name, config.adapter)
        made_for = self._assembly.observer.fingerprint
        if made_for != decoder.fingerprint:
            found = f"the adapter's base is {made_for}, the decoder is {decoder.fingerprint}"
            raise UserError("methods=[couple]", found, "use the decoder that the adapter was trained for")
        self._untouched = config.no_adapter or config.no_latents
        self._loop = ablated_loop(self._assembly, config, max_new_tokens)

    def answer(self, question: str, observed: str, target: "ValueProfile", *, seed: int) -> "Counterfactual":
        """See ``CounterfactualLoop.answer``."""
        from contextlib import nullcontext

        with self._assembly.loop.decoder.untouched() if self._untouched else nullcontext():
            return self._loop.answer(question, observed, target, seed=seed)


@cache
def assembled(model: str, adapter: str) -> "Assembly":
    """The parts of every variant, loaded once in a process: a second copy of the model would take as much memory."""
    from couple.attribution import AttributionConfig
    from couple.counterfactual import CounterfactualConfig
    from couple.counterfactual.assembly import LoopConfig, ReferenceConfig, assemble
    from couple.decoder import DecoderConfig

    shipped = ReferenceConfig(reference="ess9")
    decoder = DecoderConfig(model=model, adapter=adapter)
    return assemble(LoopConfig(decoder, AttributionConfig(), shipped, shipped, CounterfactualConfig()))


def ablated_loop(assembly: "Assembly", config: "Couple.Config", max_new_tokens: int) -> "CounterfactualLoop":
    """The assembly's loop under ``config``. Without adapter or latents the decoder must be ``untouched`` meanwhile."""
    from couple.concepts import ConceptSpace
    from couple.counterfactual import CounterfactualConfig, CounterfactualLoop
    from couple.decoder import ConceptListConfig, ConceptListDecoder, GuidanceConfig
    from couple.scm.independent import independent

    whole, scm, concepts = assembly.loop, assembly.scm, assembly.loop.concepts
    if config.no_graph:
        usual = concepts.vector(dict(zip(scm.nodes, scm.mean().tolist(), strict=True)))
        concepts = ConceptSpace(concepts.sentences, concepts.encoder, concepts.mechanism.without_neighbours(usual))
    in_words = ConceptListDecoder(whole.decoder.language_model, whole.reader, ConceptListConfig())
    return CounterfactualLoop(
        in_words if config.no_latents else whole.decoder,
        concepts,
        whole.reader,
        independent(scm) if config.no_graph or config.independent_values else scm,
        whole.attributor,
        CounterfactualConfig(
            candidates=1 if config.no_search else config.candidates,
            abduction=not config.no_abduction,
            guidance=GuidanceConfig(weight=config.guidance_weight, temperature=config.temperature),
        ),
        max_new_tokens=max_new_tokens,
    )
