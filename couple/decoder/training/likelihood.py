"""How probable a language model finds answers, with gradient: the term that every objective of the decoder is made of.

Logits are computed only where an answer's token is predicted, since the output layer is a fifth of a small model; and
where they are many, part by part, each computed again on the way back instead of being kept.
"""

from collections.abc import Sequence
from typing import Any

import torch
from jaxtyping import Float, Float32, Int
from torch import Tensor
from torch.nn.functional import cross_entropy
from torch.nn.utils.rnn import pad_sequence
from torch.utils.checkpoint import checkpoint

from couple.decoder.language_model import LanguageModel, transformers_model
from couple.foundation import UserError

AT_ONCE = 2**26  # logits that are held at a time: 256 MB in float32


def answer_log_likelihood(
    model: LanguageModel,
    prompts: Sequence[list[int]],
    soft: Float[Tensor, "rows d H"] | None,
    answers: Sequence[list[int]],
) -> tuple[Float32[Tensor, " rows"], Int[Tensor, " rows"]]:
    """Of each row log p(answer | prompt, soft tokens), and the number of tokens that it is the sum of.

    Args:
        model: its ``model`` may carry an adapter.
        prompts: the tokens that are read first.
        soft: embeddings that are read after the prompt, or None.
        answers: the tokens that are predicted, each list with its end token and so never empty.

    Returns:
        Nats, in float32, and counts.
    """
    rows, starts = [], []
    for row, (prompt, answer) in enumerate(zip(prompts, answers, strict=True)):
        words = model.embed(torch.tensor([[*prompt, *answer[:-1]]], device=model.device))[0]
        between = words[:0] if soft is None else soft[row].to(words.dtype)
        rows.append(torch.cat([words[: len(prompt)], between, words[len(prompt) :]]))
        starts.append(len(prompt) + len(between) - 1)
    mask = pad_sequence([row.new_ones(len(row), dtype=torch.long) for row in rows], batch_first=True)
    base = transformers_model(model.model)
    embeds = pad_sequence(rows, batch_first=True)
    hidden = base.base_model(inputs_embeds=embeds, attention_mask=mask, use_cache=False).last_hidden_state
    counts = [len(answer) for answer in answers]
    read = [hidden[row, start : start + count] for row, (start, count) in enumerate(zip(starts, counts, strict=True))]
    tokens = torch.tensor([token for answer in answers for token in answer], device=model.device)
    logs = _log_probabilities(base.get_output_embeddings(), torch.cat(read), tokens)
    return torch.stack([piece.sum() for piece in logs.split(counts)]), torch.tensor(counts, device=model.device)


def _log_probabilities(
    output_layer: Any, states: Float[Tensor, "n H"], tokens: Int[Tensor, " n"]
) -> Float32[Tensor, " n"]:
    def part(states: Tensor, tokens: Tensor) -> Tensor:
        return -cross_entropy(output_layer(states).float(), tokens, reduction="none")

    size = max(1, AT_ONCE // output_layer.weight.shape[0])
    if len(states) <= size:
        return part(states, tokens)
    parts = zip(states.split(size), tokens.split(size), strict=True)
    return torch.cat([checkpoint(part, *one, use_reentrant=False, preserve_rng_state=False) for one in parts])


@torch.inference_mode()
def require_plain_output(model: LanguageModel) -> None:
    """Refuse a model that changes its logits behind the output layer, which the likelihood here would miss.

    Raises:
        UserError: the two ways to the logits of one token disagree (as with Gemma 2, which caps them).
    """
    base, tokens = transformers_model(model.model), torch.tensor([[model.end_token]], device=model.device)
    whole = base(input_ids=tokens, use_cache=False).logits
    ours = base.get_output_embeddings()(base.base_model(input_ids=tokens, use_cache=False).last_hidden_state)
    if not torch.allclose(whole.float(), ours.float(), rtol=1e-3, atol=1e-3):
        found = f"{type(base).__name__} changes its logits behind the output layer"
        raise UserError(f"train an adapter for {model.name}", found, "choose a model of the Llama or Qwen family")
