"""The cumulative-link model of ratings, in Pyro. It is our specification, not that of any paper.

    rating ~ CumulativeLink(eta, c)                              c_1 < ... < c_5
    eta    = alpha_m + sum_v a_iv beta_mv + u_i + w_r [+ o_mi]   respondent m, item i, run r; a_iv: the item's values

    alpha  ~ N(0, level^2), summing to zero over respondents     response style: rating everything high or low
    beta   ~ N(0, effect^2), summing to zero over each respondent's values: ipsatised in the model
    u      ~ N(0, s_u^2), s_u ~ HalfNormal(item)                 partially pooled; the mean of all u goes to c
    w      ~ N(0, s_w^2), s_w ~ HalfNormal(run)                  partially pooled; a respondent's mean w goes to alpha
    o      ~ N(0, s_o^2), s_o ~ HalfNormal(own)                  only when asked for: what a respondent has with an item
    c      = quantiles of F at the cumulated shares, shares ~ Dirichlet(concentration): the same read from either end

Sums of zero are taken by orthonormal contrasts, so that no value and no respondent is a reference level and the prior
is exchangeable. Where the mean of an effect could not be told from another's, it is moved there exactly: contrasts of
beta do not depend on it, and samplers need a fraction of the steps. Items are drawn around the mean effect of their
values over respondents, which is known better than each part of the sum. Spreads of runs and of o have a sign: turned
round together with the effects they mean the same, and a sampler may pass through zero (Gelman et al. 2008).

Without ``own``, runs count as independent news of a respondent's values. A language model that answers an item the same
way ten times over has not said ten things: leave ``own`` away only where the predictive check finds nothing.
"""

from collections.abc import Mapping
from typing import Literal

import torch
from jaxtyping import Float
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor

from couple.instruments.ordinal.blocks import Effects, contrast_basis, normal_block, scalar
from couple.instruments.ordinal.data import OrdinalData
from couple.instruments.ordinal.link import LINKS, log_likelihood, thresholds_of

Sites = Mapping[str, Tensor]
"""Draws by the names of the model's random variables, without leading dimensions."""


class OrdinalRegression:
    """The model of ``data`` under given priors."""

    class Config(BaseModel):
        """Prior scales, in units of the link's noise (see the head of the file)."""

        model_config = ConfigDict(frozen=True, extra="forbid")

        link: Literal["logit", "probit"] = "logit"
        effect: float = Field(default=1.0, gt=0)
        level: float = Field(default=2.0, gt=0)
        item: float = Field(default=1.0, gt=0)
        run: float = Field(default=1.0, gt=0)
        own: float | None = Field(default=None, gt=0)
        concentration: float = Field(default=1.0, gt=0)

    def __init__(self, data: OrdinalData, config: Config | None = None) -> None:
        self.data, self.config = data, config or self.Config()
        self.link = LINKS[self.config.link]
        respondents, values = len(data.respondents), len(data.values)
        self._between, self._within = contrast_basis(respondents), contrast_basis(values)
        # a value's effect keeps the prior's variance although one direction is taken away
        self._within = self._within * (values / max(1, values - 1)) ** 0.5
        self._pair = data.respondent * len(data.items) + data.item
        runs = torch.bincount(data.owner, minlength=respondents).double()
        self._share_of_run = 1 / runs[data.owner]
        sizes = {"level": (respondents - 1,), "common": (values - 1,), "deviation": (respondents - 1, values - 1)}
        zeros = {name: torch.zeros(size, dtype=torch.float64) for name, size in sizes.items()}
        self._empty = {name: zero for name, zero in zeros.items() if not zero.numel()}

    def model(self) -> None:
        """The Pyro model: prior and likelihood."""
        import pyro
        from pyro.distributions import Dirichlet, HalfNormal, Normal  # pyright: ignore[reportAttributeAccessIssue]

        data, config = self.data, self.config
        respondents, contrasts = len(data.respondents), len(data.values) - 1
        sites = {
            "level": normal_block("level", config.level, respondents - 1),
            "common": normal_block("common", config.effect * respondents**-0.5, contrasts),
            "deviation": normal_block("deviation", config.effect, respondents - 1, contrasts),
            "item_spread": pyro.sample("item_spread", HalfNormal(scalar(config.item))),
            "run_spread": pyro.sample("run_spread", Normal(scalar(0.0), config.run)),
        }
        around = data.weights @ (self._within @ sites["common"])
        sites["item"] = pyro.sample("item", Normal(around, sites["item_spread"]).to_event(1))
        sites["run"] = normal_block("run", 1.0, len(data.owner))
        if config.own:
            sites["own_spread"] = pyro.sample("own_spread", Normal(scalar(0.0), config.own))
            sites["own"] = normal_block("own", 1.0, respondents * len(data.items))
        shares = torch.full((data.levels,), config.concentration, dtype=torch.float64)
        sites["shares"] = pyro.sample("shares", Dirichlet(shares))
        thresholds = thresholds_of(sites["shares"], self.link)
        rows = log_likelihood(data.rating, self.utility(sites), thresholds, self.link)
        pyro.factor("ratings", (data.count * rows).sum())

    def utility(self, sites: Sites) -> Float[Tensor, " row"]:
        """Eta of every row of the data, for one draw."""
        sites = {**self._empty, **sites}
        # the items carry the respondents' common effects already
        own = self._level(sites)[:, None] + self._deviation(sites) @ self.data.weights.T
        place = (own + sites["item"] - sites["item"].mean()).flatten()
        if self.config.own:
            place = place + sites["own_spread"] * sites["own"]
        return place.index_select(0, self._pair) + self._run(sites).index_select(0, self.data.run)

    @property
    def spreads(self) -> tuple[str, ...]:
        """The random variables that are standard deviations of others."""
        return ("item_spread", "run_spread", *(["own_spread"] if self.config.own else []))

    def unsigned(self, sites: Sites) -> dict[str, Tensor]:
        """The same draws, leading dimensions or none, with all spreads positive."""
        turned = dict(sites)
        for spread in self.spreads[1:]:
            effect, sign = spread.removesuffix("_spread"), torch.where(sites[spread] < 0, -1.0, 1.0).double()
            turned |= {spread: sites[spread] * sign, effect: sites[effect] * sign[..., None]}
        return turned

    def effects(self, sites: Sites) -> Effects:
        """What a draw says of respondents, items and runs."""
        sites = {**self._empty, **sites}
        common = self._within @ sites["common"]
        around = sites["item"] - self.data.weights @ common
        return Effects(
            level=self._level(sites),
            value=common + self._deviation(sites),
            item=around - around.mean(),
            run=self._run(sites),
            thresholds=thresholds_of(sites["shares"], self.link),
        )

    def _level(self, sites: Sites) -> Float[Tensor, " respondent"]:
        return self._between @ sites["level"]

    def _deviation(self, sites: Sites) -> Float[Tensor, "respondent value"]:
        return self._between @ sites["deviation"] @ self._within.T

    def _run(self, sites: Sites) -> Float[Tensor, " run"]:
        mean = torch.zeros(len(self.data.respondents), dtype=torch.float64)
        mean = mean.index_add(0, self.data.owner, sites["run"] * self._share_of_run)
        return sites["run_spread"] * (sites["run"] - mean.index_select(0, self.data.owner))
