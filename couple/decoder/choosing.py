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

Weigh = Callable[[Float[Tensor, "rows V"]], Float64[Tensor, "V"]]


def choice_log_probabilities(model: LanguageModel, prompt: Prompt, options: Sequence[str]) -> list[float]:
    """The log-probability (nats) of each option as the model's whole answer to the prompt: its tokens and the end."""
    tokens = torch.tensor(model.prompt_tokens(prompt), device=model.device)
    state = start_decoding(model.model, [model.embed(tokens[None])[0]])
    return _read_options(model, state, options, lambda logits: log_probabilities(logits[0], 1.0))


def choice_in_world(
    decoder: WorldDecoder[World],
    question: str,
    options: Sequence[str],
    usual: World,
    intervened: World,
    guidance: GuidanceConfig,
) -> list[float]:
    """The same where the contrast of two worlds is followed, as when answers are written (design section 2).

    Each token's log-probability is that of ``softmax(log p* + weight (log p* - log p))``, p* in the intervened world
    and p in the usual one, among the plausible tokens. Equal worlds follow no contrast.
    """

    def weigh(logits: Float[Tensor, "rows V"]) -> Float64[Tensor, "V"]:
        rows = log_probabilities(logits, guidance.temperature)
        return torch.log_softmax(guided(rows[-1], rows[0], guidance.weight, guidance.floor), dim=-1)

    same = decoder.same_world(usual, intervened)
    state = decoder.start(question, [usual] if same else [usual, intervened])
    return _read_options(decoder.language_model, state, options, weigh)


@torch.inference_mode()
def _read_options(model: LanguageModel, state: DecodingState, options: Sequence[str], weigh: Weigh) -> list[float]:
    first, totals = weigh(state.logits), list[float]()
    for option in options:
        begun, *rest = [*model.answer_tokens(option), model.end_token]
        total = float(first[begun])
        if rest:
            ahead = state.read_ahead([begun, *rest[:-1]])
            total += sum(float(weigh(ahead[:, place])[token]) for place, token in enumerate(rest))
            state.rewind(len(rest))
        totals.append(total)
    return totals
