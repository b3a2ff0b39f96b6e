"""Graph and evidence to a structural causal model that can sample, intervene and abduct."""

from couple.scm.effects import (
    Effect,
    EffectMatrix,
    counterfactual_interval,
    direct_effect,
    effect_matrix,
    indirect_effect,
    total_effect,
)
from couple.scm.examination import EffectExamination, Examination, Refutation
from couple.scm.examiner import dowhy_counterfactuals, examine, strongest_effects
from couple.scm.fitted import FittedSCM
from couple.scm.identification import BackDoor, EffectQuestion, FrontDoor, NoEffect, NotIdentified, identify
from couple.scm.intervention import Clip, Rule, Set, Shift, Soft, WhatIfConfig, Where, read_intervention
from couple.scm.ladder import InvertibleStructuralCausalModel, ProbabilisticCausalModel, StructuralCausalModel
from couple.scm.linear_gaussian import LinearGaussianSCM
from couple.scm.mechanisms import MECHANISMS, NUMERIC, FitConfig, fit_scm, known_mechanism
from couple.scm.necessity import BinaryTable, Bounds, Necessity, necessity_bounds, necessity_in_model
from couple.scm.nodewise import AdditiveNoiseSCM, CategoricalSCM, MixedSCM
from couple.scm.nuts import (
    Diagnostics,
    NutsConfig,
    NutsDraws,
    diagnose,
    linear_gaussian_nuts,
    ordinal_nuts,
    standard_scale_nuts,
)
from couple.scm.ordinal import OrdinalSCM
from couple.scm.posterior import LinearGaussianPosterior, NodePosterior, ParameterDraws, node_posterior
from couple.scm.queries import (
    MeanEstimate,
    MediatedEffect,
    conditional_mean,
    counterfactual_mean,
    effect_on_the_treated,
    interventional_mean,
    mediated_effect,
)
from couple.scm.storage import find_scm, load_scm, save_scm, shipped_scm
from couple.scm.streaming import Streamed, stream_counterfactuals
from couple.scm.style import observed_style

__all__ = [
    "MECHANISMS",
    "NUMERIC",
    "AdditiveNoiseSCM",
    "BackDoor",
    "BinaryTable",
    "Bounds",
    "CategoricalSCM",
    "Clip",
    "Diagnostics",
    "Effect",
    "EffectExamination",
    "EffectMatrix",
    "EffectQuestion",
    "Examination",
    "FitConfig",
    "FittedSCM",
    "FrontDoor",
    "InvertibleStructuralCausalModel",
    "LinearGaussianPosterior",
    "LinearGaussianSCM",
    "MeanEstimate",
    "MediatedEffect",
    "MixedSCM",
    "Necessity",
    "NoEffect",
    "NodePosterior",
    "NotIdentified",
    "NutsConfig",
    "NutsDraws",
    "OrdinalSCM",
    "ParameterDraws",
    "ProbabilisticCausalModel",
    "Refutation",
    "Rule",
    "Set",
    "Shift",
    "Soft",
    "Streamed",
    "StructuralCausalModel",
    "WhatIfConfig",
    "Where",
    "conditional_mean",
    "counterfactual_interval",
    "counterfactual_mean",
    "diagnose",
    "direct_effect",
    "dowhy_counterfactuals",
    "effect_matrix",
    "effect_on_the_treated",
    "examine",
    "find_scm",
    "fit_scm",
    "identify",
    "indirect_effect",
    "interventional_mean",
    "known_mechanism",
    "linear_gaussian_nuts",
    "load_scm",
    "mediated_effect",
    "necessity_bounds",
    "necessity_in_model",
    "node_posterior",
    "observed_style",
    "ordinal_nuts",
    "read_intervention",
    "save_scm",
    "shipped_scm",
    "standard_scale_nuts",
    "stream_counterfactuals",
    "strongest_effects",
    "total_effect",
]
