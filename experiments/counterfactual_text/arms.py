"""The arms: ours with one thing changed at a time, and the rivals. Each gives two answers to a question."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from opposed import SEED, SYSTEM, TOKENS, human_answer
from rivals import Asking, by_names, guided_pair, in_words, with_adapter

from couple.baselines import Asked
from couple.baselines.best_of_n import BestOfN
from couple.baselines.prompting import PromptingConfig, Raw, ValuePrompt
from couple.counterfactual.assembly import Assembly, LoopConfig, assemble
from couple.counterfactual.observe import observe
from couple.counterfactual.questions import Question
from couple.decoder.language_model import LanguageModel
from couple.decoder.metering import MeteredDecoder
from couple.evaluation.asking.opposed import OpposedValues
from couple.foundation import child_seed

Pair = tuple[str, str]
Answers = Iterator[Pair]

LOOP: dict[str, Any] = {
    "decoder": {"max_new_tokens": TOKENS},
    "attribution": {"detector": "fast"},
    "graph": {"reference": "ess9"},
    "scm": {"reference": "ess9"},
    "counterfactual": {"theta": 0.0},
}
COUPLE: dict[str, dict[str, dict[str, Any]]] = {
    "couple_1": {"counterfactual": {"candidates": 1}},
    "couple_4": {"counterfactual": {"candidates": 4}},
    "couple_8": {},
    "couple_16": {"counterfactual": {"candidates": 16, "round_size": 16}},
    "couple_64": {"counterfactual": {"candidates": 64, "round_size": 64}},
    "couple_8_one_weight": {"counterfactual": {"guidance": {"spread": 1.0}}},
    "couple_8_any_relevance": {"counterfactual": {"relevance": 0.0}},
    "couple_8_looking_at_the_end_alone": {"counterfactual": {"look_every": None}},
    "couple_8_unguided": {"counterfactual": {"guidance": {"weight": 0.0}}},
    "concept_list_8": {"decoder": {"concept_list": {}}},
}
PROMPTED: dict[str, Callable[[], Any]] = {
    "null": lambda: Raw(PromptingConfig()),
    "value_prompt": lambda: ValuePrompt(PromptingConfig()),
    "value_prompt_best_of_8": lambda: BestOfN(BestOfN.Config(candidates=8)),
}
# how it is asked, guidance weight, draws; the naive adapter: python -m couple.tune recipe=naive_sft
GUIDED: dict[str, tuple[Asking, float, int]] = {
    "value_prompt_guided_best_of_8": (in_words, 2.0, 8),
    "naive_sft": (by_names, 0.0, 1),
    "naive_sft_best_of_8": (by_names, 0.0, 8),
    "naive_sft_guided_best_of_8": (by_names, 5.0, 8),
}
NAIVE_ADAPTER = Path("outputs") / "naive_sft" / "adapter"
ARMS = (*COUPLE, "couple_8_of_human_answers", "observed", *PROMPTED, *GUIDED)


def answers(arm: str, asked: list[OpposedValues]) -> Answers:
    """The arm's two answers to each question."""
    if arm in GUIDED:
        return _guided(arm, asked)
    changed = COUPLE.get(arm, {})
    assembly = assemble(LoopConfig.read({group: {**keys, **changed.get(group, {})} for group, keys in LOOP.items()}))
    if arm in PROMPTED:
        return _prompted(PROMPTED[arm](), assembly, asked)
    if arm == "observed":
        return ((said, said) for said in (own_answer(assembly, opposed.question) for opposed in asked))
    return _ours(assembly, asked, human=arm.endswith("human_answers"))


def own_answer(assembly: Assembly, question: str) -> str:
    """What the untouched model says by itself: the observed answer."""
    asked = [Question(question, observed=None, target=None, line=1)]
    return observe(assembly, asked, LoopConfig.read(LOOP).decoder, None, SEED)[0].text


def _ours(assembly: Assembly, asked: list[OpposedValues], *, human: bool) -> Answers:
    """Counterfactuals of the untouched model's own answer, or of a human one."""
    for opposed in asked:
        observed = human_answer(opposed.question) if human else own_answer(assembly, opposed.question)
        first, second = (
            assembly.loop.answer(opposed.question, observed, target, seed=child_seed(SEED, side)).best.text
            for side, target in enumerate(opposed.targets(SYSTEM))
        )
        yield first, second


def _prompted(method: Any, assembly: Assembly, asked: list[OpposedValues]) -> Answers:
    """The untouched model, asked in words; questions with the same pair of values go together, which is faster."""
    found: dict[OpposedValues, Pair] = {}
    for values in sorted({(one.up, one.down) for one in asked}):
        group = [one for one in asked if (one.up, one.down) == values]
        texts = [one.question for one in group]
        with assembly.loop.decoder.untouched():
            sides = [
                method.answer(
                    [Asked(text, target, "opposed") for text in texts],
                    MeteredDecoder(assembly.observer),
                    seed=child_seed(SEED, side),
                    max_new_tokens=TOKENS,
                )
                for side, target in enumerate(group[0].targets(SYSTEM))
            ]
        found |= dict(zip(group, zip(*sides, strict=True), strict=True))
    yield from (found[one] for one in asked)


def _guided(arm: str, asked: list[OpposedValues]) -> Answers:
    ask, weight, draws = GUIDED[arm]
    attributor = assemble(LoopConfig.read(LOOP)).loop.attributor(SYSTEM)
    model = LanguageModel.load()
    if ask is by_names:
        model = with_adapter(model, NAIVE_ADAPTER)
    yield from (guided_pair(model, attributor, ask, opposed, weight, draws, SEED) for opposed in asked)
