"""Value Portrait without asking for a self-report: which of the human-tagged replies does a decoder come to favour?

A decoder that cannot say how much it is like a reply can still be asked how likely it finds it. For each text the five
replies to it are compared by how much likelier they become under a target than they usually are:

    gain(r) = [log p(r | text, do(target)) - log p(r | text, usual)] / tokens of r        (nats a token)

What is scored is the rank of a reply's gain among the replies to the same text, 1..5, so that a text that moves all
replies says nothing. The tags come from people (Han et al. 2025); no attributor of ours has a part in it.
"""

from collections.abc import Mapping, Sequence

import torch
from jaxtyping import Float64
from torch import Tensor

from couple.counterfactual.loop import CounterfactualLoop
from couple.counterfactual.typical import typical_worlds
from couple.decoder.choosing import log_probabilities_in_worlds
from couple.foundation import Progress
from couple.instruments.portrait.key import item_name
from couple.instruments.recorded.csv_table import Row
from couple.instruments.recorded.ratings import ItemMeans
from couple.values import ValueProfile


def implied_ranks(loop: CounterfactualLoop, items: Sequence[Row], targets: Mapping[str, ValueProfile]) -> ItemMeans:
    """The ranks of all replies under each target: its name -> item -> 1..5, larger for what is favoured more.

    Args:
        loop: its causal model, concepts and decoder.
        items: rows with portrait_id, option_id, title, text, response; all replies to a text stand side by side.
        targets: profiles by the names that they are scored under.
    """
    ranks: dict[str, dict[str, float]] = {name: {} for name in targets}
    texts: dict[str, list[Row]] = {}
    for row in items:
        texts.setdefault(row["portrait_id"], []).append(row)
    with Progress("reading replies", len(texts)) as progress:
        for rows in texts.values():
            gains = _gains(loop, rows, list(targets.values()))
            for name, row_ranks in zip(targets, _ranked(gains).tolist(), strict=True):
                ranks[name] |= {item_name(row): rank for row, rank in zip(rows, row_ranks, strict=True)}
            progress.advance()
    return ranks


def _gains(
    loop: CounterfactualLoop, replies: Sequence[Row], targets: Sequence[ValueProfile]
) -> Float64[Tensor, "targets replies"]:
    asked = f"{replies[0]['title']}\n{replies[0]['text']}".strip()
    pairs = [typical_worlds(loop.scm, loop.concepts, asked, target) for target in targets]
    worlds = [pairs[0][0], *(under for _, under in pairs)]
    written = [row["response"] for row in replies]
    likely = log_probabilities_in_worlds(loop.decoder, asked, written, worlds)
    lengths = torch.tensor([len(loop.decoder.language_model.answer_tokens(reply)) + 1 for reply in written])
    return (likely[1:] - likely[:1]) / lengths


def _ranked(gains: Float64[Tensor, "targets replies"]) -> Float64[Tensor, "targets replies"]:
    """1 for the smallest of each row; equal gains share their mean rank."""
    smaller = (gains[:, None, :] < gains[:, :, None]).sum(-1)
    equal = (gains[:, None, :] == gains[:, :, None]).sum(-1)
    return smaller + (equal.double() + 1) / 2
