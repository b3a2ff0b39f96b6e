"""COUPLE as its paper has it (Guo et al. 2025): the causal steps as prompts to the decoder. The wording is ours."""

from couple.baselines.prompted_couple.ablations import NoConcepts, NoCounterfactual, NoSCM
from couple.baselines.prompted_couple.method import PromptedCouple

__all__ = ["NoConcepts", "NoCounterfactual", "NoSCM", "PromptedCouple"]
