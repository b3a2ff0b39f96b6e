"""The trained part on top of a reader's token states: every label looks for its own words.

For label l with query q_l and token states h_t (after layer normalisation):

    a_lt = softmax_t(q_l . K h_t)        c_l = sum_t a_lt V h_t        logit_l = w_l . [c_l ; mean_t h_t] + b_l

the per-label attention of Mullenbach et al. (2018), equations 3 to 5, beside the mean of all states.
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn


class LabelAttention(nn.Module):
    """Token states to one raw logit a label."""

    def __init__(self, hidden: int, labels: int, *, dropout: float = 0.0) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(hidden)
        self.key, self.value = nn.Linear(hidden, hidden, bias=False), nn.Linear(hidden, hidden, bias=False)
        self.query = nn.Parameter(torch.zeros(labels, hidden))
        self.weight = nn.Parameter(torch.zeros(labels, 2 * hidden))
        self.bias = nn.Parameter(torch.zeros(labels))
        self.dropout = nn.Dropout(dropout)

    def start(self, base_rates: Float[Tensor, " labels"], generator: torch.Generator) -> None:
        """Draw the first weights; the first predictions are close to ``base_rates`` (0..1)."""
        with torch.no_grad():
            for weight in (self.query, self.weight):
                weight.normal_(0.0, 0.02, generator=generator)
            for layer in (self.key, self.value):
                layer.weight.normal_(0.0, layer.in_features**-0.5, generator=generator)
            self.bias.copy_(torch.logit(base_rates, eps=1e-3))

    def forward(
        self, states: Float[Tensor, "n tokens hidden"], real: Float[Tensor, "n tokens"]
    ) -> Float[Tensor, "n labels"]:
        """``real`` is 1 for tokens and 0 for padding, which takes no part."""
        states = self.norm(states)
        scores = self.query @ self.key(states).transpose(1, 2)
        attention = scores.masked_fill(real[:, None] == 0, float("-inf")).softmax(dim=-1)
        carried = attention @ self.value(states)
        mean = (real / real.sum(1, keepdim=True))[:, None] @ states
        features = self.dropout(torch.cat([carried, mean.expand_as(carried)], dim=-1))
        return (features * self.weight).sum(-1) + self.bias
