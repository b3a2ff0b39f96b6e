"""Our own method in the benchmark: the loop's own settings, an honest bill, and ablations that take out one thing."""

from contextlib import nullcontext

import pytest
import torch

from couple.baselines import METHODS, Asked, build_method
from couple.baselines.our_loop import ablated_loop, assembled
from couple.baselines.ours import Couple
from couple.counterfactual import CounterfactualConfig
from couple.decoder.concept_list import ConceptListConfig, ConceptListDecoder
from couple.decoder.language_model import LanguageModel
from couple.decoder.metering import MeteredDecoder, Usage
from couple.foundation import UserError
from couple.foundation.embedded_model import EMBEDDED
from couple.values import ValueProfile, load_system

SYSTEM = load_system("schwartz10")
QUESTION, OBSERVED = "Should we ban whaling?", "No. Whales are food."
PARTIAL = ValueProfile(SYSTEM, {"universalism": 1.0, "achievement": 5.0})
WHOLE = ValueProfile(SYSTEM, {name: 1.0 + place % 5 for place, name in enumerate(SYSTEM.names)})
SWITCHES = {
    "couple_no_graph": "no_graph",
    "couple_independent_values": "independent_values",
    "couple_no_abduction": "no_abduction",
    "couple_no_latents": "no_latents",
    "couple_no_adapter": "no_adapter",
    "couple_no_search": "no_search",
}


class Quoting:
    """A simulated decoder that gives one observed answer, under the embedded model's name."""

    name = EMBEDDED

    def __init__(self, fingerprint, text=OBSERVED):
        self.fingerprint, self.text, self.asked, self.usage = fingerprint, text, 0, Usage()

    def generate(self, prompts, *, max_new_tokens, temperature, seed):
        self.asked += len(prompts)
        self.usage = self.usage + Usage(len(prompts), 10 * len(prompts), 5 * len(prompts))
        return [self.text for _ in prompts]


@pytest.fixture(scope="module")
def assembly():
    torch.set_num_threads(1)
    return assembled(EMBEDDED, "shipped")


@pytest.fixture
def quoting(assembly):
    return Quoting(assembly.observer.fingerprint)


def run(assembly, target=PARTIAL, **switches):
    """The loop's whole result for one short answer."""
    config = Couple.Config(candidates=2, **switches)
    untouched = config.no_latents or config.no_adapter
    with assembly.loop.decoder.untouched() if untouched else nullcontext():
        return ablated_loop(assembly, config, 6).answer(QUESTION, OBSERVED, target, seed=0)


@pytest.fixture(scope="module")
def result(assembly):
    """``run``, each once."""
    found = {}

    def remembered(target=PARTIAL, **switches):
        key = id(target), *switches
        if key not in found:
            found[key] = run(assembly, target, **switches)
        return found[key]

    return remembered


def trace(found):
    """All that decided the candidates, to the last bit."""
    return found.intervened_latents.tolist(), [candidate.prediction for candidate in found.candidates]


def test_its_defaults_are_those_of_the_loop():
    ours, loop = Couple.Config(), CounterfactualConfig()
    assert ours.candidates == loop.candidates
    assert ours.guidance_weight == loop.guidance.weight
    assert ours.temperature == loop.guidance.temperature


def test_each_ablation_turns_one_switch_and_nothing_else():
    whole = Couple.Config().model_dump()
    assert not any(whole[switch] for switch in SWITCHES.values())
    for name, switch in SWITCHES.items():
        config = METHODS[name][0]()
        assert config.model_dump() == {**whole, switch: True}
        assert config == METHODS[name][0](**config.model_dump())
    assert {name for name in METHODS if name.startswith("couple_")} == set(SWITCHES)


def test_every_variant_reads_with_the_same_copy_of_the_model(assembly):
    loops = [ablated_loop(assembly, METHODS[name][0](), 6) for name in ("couple", *SWITCHES)]
    assert {id(loop.decoder.language_model.model) for loop in loops} == {id(assembly.loop.decoder.language_model.model)}
    assert assembled(EMBEDDED, "shipped") is assembly


def test_the_method_gives_what_the_loop_gives_and_puts_all_of_it_on_the_bill(result, quoting):
    method, _ = build_method("couple", {"candidates": 2})
    decoder, expected = MeteredDecoder(quoting), result()
    assert method.answer([Asked(QUESTION, PARTIAL, "p")], decoder, seed=0, max_new_tokens=6) == [expected.best.text]
    assert decoder.usage == Usage(1, 10, 5) + expected.usage
    assert expected.usage.generations == len(expected.candidates)
    assert expected.usage.written >= sum(len(candidate.prediction.tokens) for candidate in expected.candidates)


def test_a_question_is_observed_once_and_each_answer_pays_for_it(quoting):
    method, _ = build_method("couple_no_search", {})
    asked, decoder = [Asked(QUESTION, PARTIAL, "p"), Asked(QUESTION, WHOLE, "w")], MeteredDecoder(quoting)
    together = method.answer(asked, decoder, seed=0, max_new_tokens=6)
    assert quoting.asked == 1
    assert decoder.usage.generations == 4
    # an answer and its bill are the same whatever was asked before it
    fresh, _ = build_method("couple_no_search", {})
    meters = [MeteredDecoder(Quoting(quoting.fingerprint)) for _ in asked]
    alone = [fresh.answer([one], meter, seed=0, max_new_tokens=6)[0] for one, meter in zip(asked, meters, strict=True)]
    assert alone == together
    assert meters[0].usage + meters[1].usage == decoder.usage
    method.answer(asked, decoder, seed=1, max_new_tokens=6)
    assert quoting.asked == 2  # another seed, another observation


def test_without_search_there_is_one_candidate(result):
    found = result(no_search=True)
    assert (len(found.candidates), found.kept, found.usage.generations) == (1, 0, 1)
    assert found.best.prediction.weight == pytest.approx(Couple.Config().guidance_weight)


def test_the_graph_moves_what_is_not_targeted_and_without_it_nothing_does(result):
    whole, alone, without = (result(**switch) for switch in ({}, {"independent_values": True}, {"no_graph": True}))
    assert whole.values.propagated
    for found in (alone, without):
        assert found.values.propagated == ()
        still = set(SYSTEM.names) - set(PARTIAL.priorities)
        assert all(found.values.after[value] == found.values.before[value] for value in still)


def test_independent_values_are_the_full_method_where_the_whole_profile_is_set(result):
    whole, alone, without = (
        result(WHOLE, **switch) for switch in ({}, {"independent_values": True}, {"no_graph": True})
    )
    assert dict(whole.values.after) == dict(alone.values.after) == dict(without.values.after)
    assert trace(whole) == trace(alone)
    assert trace(whole) != trace(without)  # concepts no longer read their neighbours
    assert trace(result()) != trace(result(independent_values=True))


def test_without_the_graph_only_targeted_values_have_other_concepts(assembly, result):
    def moved(found):
        change = (found.intervened_latents - found.concepts.latents).norm(dim=1)
        return {value for value, size in zip(assembly.loop.concepts.values, change.tolist(), strict=True) if size > 0}

    assert moved(result(no_graph=True)) == set(PARTIAL.priorities)
    assert moved(result(independent_values=True)) > set(PARTIAL.priorities)


def test_without_abduction_the_noise_of_every_level_is_another(assembly, result):
    whole, fresh = result(), result(no_abduction=True)
    assert not torch.equal(whole.concepts.noise, fresh.concepts.noise)
    assert dict(whole.values.before) != dict(fresh.values.before)
    opposite = result(WHOLE, no_abduction=True)
    assert torch.equal(opposite.concepts.noise, fresh.concepts.noise)  # but the same for every target
    nothing = ValueProfile(SYSTEM, whole.values.before)
    assert run(assembly, nothing).best.prediction.diverged is None
    assert run(assembly, nothing, no_abduction=True).best.prediction.diverged is not None


def test_without_latents_or_adapter_the_model_is_the_untouched_one_and_gets_its_adapter_back(assembly, result):
    before, latents = trace(result()), result().intervened_latents
    clean = LanguageModel.load()
    in_words = ablated_loop(assembly, Couple.Config(no_latents=True), 6).decoder
    reference = ConceptListDecoder(clean, assembly.loop.reader, ConceptListConfig()).start(QUESTION, [latents])
    with assembly.loop.decoder.untouched():
        assert torch.equal(in_words.start(QUESTION, [latents]).logits, reference.logits)
        bare = assembly.loop.decoder.start(QUESTION, [latents]).logits
    adapted = assembly.loop.decoder.start(QUESTION, [latents]).logits
    assert not torch.equal(in_words.start(QUESTION, [latents]).logits, reference.logits)
    assert not torch.equal(bare, adapted)
    run(assembly, no_adapter=True)
    assert trace(run(assembly)) == before


@pytest.mark.parametrize("name", ["couple_no_latents", "couple_no_adapter"])
def test_the_method_itself_switches_the_adapter_off(result, quoting, name):
    method, _ = build_method(name, {"candidates": 2})
    (text,) = method.answer([Asked(QUESTION, PARTIAL, "p")], MeteredDecoder(quoting), seed=0, max_new_tokens=6)
    assert text == result(**{SWITCHES[name]: True}).best.text


def test_another_decoder_than_the_adapters_is_refused():
    method, _ = build_method("couple", {})
    with pytest.raises(UserError, match="the decoder is another"):
        method.answer([Asked(QUESTION, PARTIAL, "p")], MeteredDecoder(Quoting("another")), seed=0, max_new_tokens=6)
