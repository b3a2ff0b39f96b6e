"""The prompted pipeline with one part left out, as its paper has it (Guo et al. 2025, table of ablations)."""

from pydantic import Field

from couple.baselines.prompted_couple.method import PromptedCouple


class NoSCM(PromptedCouple.Config):
    """Relations and relative importance of the values are not told."""

    scm: bool = False


class NoConcepts(PromptedCouple.Config):
    """The answer is predicted straight from the values."""

    concepts: int = Field(default=0, ge=0)


class NoCounterfactual(PromptedCouple.Config):
    """The first answer and its attribution are not shown to what comes after them."""

    counterfactual: bool = False
