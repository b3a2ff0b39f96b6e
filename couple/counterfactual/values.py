"""The value level: what an intervention on some priorities does to all of them.

Abduction, action and prediction of the structural causal model over values, on one answer's attributed scores.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from couple.scm import LinearGaussianSCM, observed_style
from couple.values.scale import HIGHEST, LOWEST

MOVED = 0.005  # smaller changes are rounding of the trace, not movement


@dataclass(frozen=True)
class ValueOutcome:
    """Priorities before and after, by value name. ``after`` is within 1..5; ``unclipped`` is what the model said."""

    before: Mapping[str, float]
    after: Mapping[str, float]
    unclipped: Mapping[str, float]
    targeted: tuple[str, ...]
    because: Mapping[str, tuple[str, ...]]

    @property
    def propagated(self) -> tuple[str, ...]:
        """The untargeted values that moved through the graph."""
        return tuple(v for v in self.after if v not in self.targeted and abs(self.after[v] - self.before[v]) > MOVED)


def intervene_on_values(
    scm: LinearGaussianSCM, scores: Mapping[str, float], target: Mapping[str, float]
) -> ValueOutcome:
    """``do(V_T = target)`` on one row of scores: targeted values are set, the others keep their noise and follow.

    Args:
        scm: the fitted model; its nodes are the names in ``scores`` and the response style.
        scores: the priorities attributed to the observed answer, one for each value.
        target: the priorities to set, for some or all values.
    """
    import networkx

    row = pd.DataFrame([dict(scores)])
    row[observed_style(scm, row).name] = observed_style(scm, row)
    predicted = scm.counterfactual(row, dict(target)).iloc[0]
    unclipped = {value: float(target.get(value, predicted[value])) for value in scores}
    after = {value: min(HIGHEST, max(LOWEST, number)) for value, number in unclipped.items()}
    graph = scm.graph.to_networkx()
    changed = [value for value in target if target[value] != scores[value]]
    cut = graph.copy()
    cut.remove_edges_from([edge for value in target for edge in graph.in_edges(value)])
    because = {
        value: tuple(cause for cause in changed if networkx.has_path(cut, cause, value))
        for value in scores
        if value not in target
    }
    return ValueOutcome(dict(scores), after, unclipped, tuple(target), because)
