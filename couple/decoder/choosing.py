"""How likely each of several whole answers is: the prompt is read once, each answer is read ahead and taken back."""

from collections.abc import Callable, Sequence

import torch
from jaxtyping import Float, Float64
from torch import Tensor

from couple.decoder.decoding_state import start_decoding
from couple.decoder.gumbel import guided, log_probabilities
from couple.decoder.language_model import LanguageModel
from couple.decoder.prompt import Prompt
from couple.decoder.protocol import DecodingState, World, WorldDecoder
from couple.decoder.worlds import GuidanceConfig

Weigh = Callable[[Float[Tensor, "rows V"]], Float64[Tensor, "asked V"]]


def choice_log_probabilities(
    model: LanguageModel, prompts: Sequence[Prompt], options: Sequence[str]
) -> Float64[Tensor, "prompts options"]:
    """The log-probability (nats) of each option as the model's whole answer to each prompt: its tokens and the end.

    The prompts are read in one batch, padded to the longest.
    """
    rows = [torch.tensor(model.prompt_tokens(prompt), device=model.device) for prompt in prompts]
    state = start_decoding(model.model, [model.embed(row[None])[0] for row in rows])
    return _read_options(model, state, options, lambda logits: log_probabilities(logits, 1.0))


def choice_in_world(
    decoder: WorldDecoder[World],
    question: str,
    options: Sequence[str],
    usual: World,
    intervened: World,
    guidance: GuidanceConfig,
) -> Float64[Tensor, "options"]:
    """The same where the contrast of two worlds is followed, as when answers are written (design section 2).

    Each token's log-probability is that of ``softmax(log p* + weight (log p* - log p))``, p* in the intervened world
    and p in the usual one, among the plausible tokens. Equal worlds follow no contrast.
    """

    def weigh(logits: Float[Tensor, "rows V"]) -> Float64[Tensor, "1 V"]:
        rows = log_probabilities(logits, guidance.temperature)
        return torch.log_softmax(guided(rows[-1:], rows[:1], guidance.weight, guidance.floor), dim=-1)

    same = decoder.same_world(usual, intervened)
    state = decoder.start(question, [usual] if same else [usual, intervened])
    return _read_options(decoder.language_model, state, options, weigh)[0]


def log_probabilities_in_worlds(
    decoder: WorldDecoder[World], question: str, answers: Sequence[str], worlds: Sequence[World]
) -> Float64[Tensor, "worlds answers"]:
    """The log-probability (nats) of each whole answer in each world, without guidance. The worlds are one batch."""
    state = decoder.start(question, worlds)
    return _read_options(decoder.language_model, state, answers, lambda logits: log_probabilities(logits, 1.0))


@torch.inference_mode()
def _read_options(
    model: LanguageModel, state: DecodingState, options: Sequence[str], weigh: Weigh
) -> Float64[Tensor, "asked options"]:
    first, totals = weigh(state.logits), list[Tensor]()
    for option in options:
        begun, *rest = [*model.answer_tokens(option), model.end_token]
        total = first[:, begun]
        if rest:
            ahead = state.read_ahead([begun, *rest[:-1]])
            for place, token in enumerate(rest):
                total = total + weigh(ahead[:, place])[:, token]
            state.rewind(len(rest))
        totals.append(total)
    return torch.stack(totals, dim=1)
