"""Rivals that are asked in words and guided in logits against the opposed target.

Token scores are log p(w | target) + weight (log p(w | target) - log p(w | opposed)): classifier-free guidance
(Sanchez et al. 2023) as transformers has it, with the opposed target as the negative prompt. Of several draws the
in-loop attributor keeps the nearest that names no value, as the loop does.
"""

from collections.abc import Callable
from pathlib import Path

import torch
from opposed import SYSTEM, TOKENS

from couple.attribution import Utterance
from couple.attribution.attributor import DetectorAttributor
from couple.baselines.prompting import PromptingConfig, ValuePrompt
from couple.counterfactual.search import parrots
from couple.decoder.ending import whole_sentences
from couple.decoder.language_model import LanguageModel
from couple.decoder.prompt import OPINION, Prompt, value_prompt
from couple.evaluation.asking.opposed import OpposedValues
from couple.foundation import child_seed
from couple.values import ValueProfile
from couple.values.distance import mean_absolute_error

Asking = Callable[[str, ValueProfile], Prompt]
TEMPERATURE = 0.7


def in_words(question: str, target: ValueProfile) -> Prompt:
    """The value prompt of the baselines."""
    instruction = ValuePrompt(PromptingConfig()).instruction(target)
    return Prompt(user=question, system=f"{instruction} {OPINION}")


def by_names(question: str, target: ValueProfile) -> Prompt:
    """As adapters of supervised fine-tuning are trained: labels and levels."""
    labels = {value.name: value.label for value in SYSTEM.values}
    return value_prompt(question, {labels[name]: level for name, level in target.priorities.items()})


def with_adapter(model: LanguageModel, folder: Path) -> LanguageModel:
    """The model with an adapter that couple.tune wrote, through plain peft."""
    from peft import PeftModel

    model.model = PeftModel.from_pretrained(model.model, folder).eval()
    return model


@torch.inference_mode()
def guided_pair(
    model: LanguageModel, attributor: DetectorAttributor, ask: Asking, opposed: OpposedValues, weight: float,
    candidates: int, seed: int,
) -> tuple[str, str]:  # fmt: skip
    """The best of ``candidates`` answers for each of the two targets; ``weight`` 0 is unguided."""
    targets = opposed.targets(SYSTEM)
    rows = [torch.tensor([model.prompt_tokens(ask(opposed.question, target))]) for target in targets]
    best = []
    for side, target in enumerate(targets):
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(child_seed(seed, opposed.question, side))
            found = model.model.generate(
                rows[side].expand(candidates, -1),
                attention_mask=torch.ones_like(rows[side]).expand(candidates, -1),
                negative_prompt_ids=rows[1 - side].expand(candidates, -1) if weight else None,
                guidance_scale=1 + weight if weight else None,
                do_sample=True, temperature=TEMPERATURE, top_k=0, top_p=1.0, max_new_tokens=TOKENS,
                pad_token_id=model.end_token,
            )  # fmt: skip
        texts = [_text(model, row.tolist()) for row in found[:, rows[side].shape[1] :]]
        readings = attributor.attribute([Utterance(text, opposed.question) for text in texts])
        errors = [mean_absolute_error(target.priorities, reading.scores).value for reading in readings]
        keys = [(e is None, parrots(t, SYSTEM), e or 0.0) for e, t in zip(errors, texts, strict=True)]
        best.append(texts[keys.index(min(keys))])
    return best[0], best[1]


def _text(model: LanguageModel, tokens: list[int]) -> str:
    if model.end_token in tokens:
        return model.text(tokens[: tokens.index(model.end_token)])
    return whole_sentences(model.text(tokens))
