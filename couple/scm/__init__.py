"""Graph and evidence to a structural causal model that can sample, intervene and abduct."""

from couple.scm.fitted import FittedSCM
from couple.scm.intervention import WhatIfConfig, read_intervention
from couple.scm.ladder import InvertibleStructuralCausalModel, ProbabilisticCausalModel, StructuralCausalModel
from couple.scm.linear_gaussian import LinearGaussianSCM
from couple.scm.mechanisms import MECHANISMS, FitConfig, fit_scm
from couple.scm.ordinal import OrdinalSCM
from couple.scm.storage import find_scm, load_scm, save_scm, shipped_scm
from couple.scm.style import observed_style

__all__ = [
    "MECHANISMS",
    "FitConfig",
    "FittedSCM",
    "InvertibleStructuralCausalModel",
    "LinearGaussianSCM",
    "OrdinalSCM",
    "ProbabilisticCausalModel",
    "StructuralCausalModel",
    "WhatIfConfig",
    "find_scm",
    "fit_scm",
    "load_scm",
    "observed_style",
    "read_intervention",
    "save_scm",
    "shipped_scm",
]
