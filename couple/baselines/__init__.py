"""Other ways to the same end: methods that answer under a target profile, for comparison. Imports no torch."""

from couple.baselines.best_of_n import BestOfN
from couple.baselines.method import Asked, Method
from couple.baselines.methods import METHODS, build_method
from couple.baselines.prompting import PlanAndSolve, Raw, RolePrompt, ValuePrompt

__all__ = ["METHODS", "Asked", "BestOfN", "Method", "PlanAndSolve", "Raw", "RolePrompt", "ValuePrompt", "build_method"]
