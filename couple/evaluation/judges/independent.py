"""The independent reading of a counterfactual: the judge that no part of the loop has seen, before and after."""

from typing import Any

from couple.attribution import Attributor, Utterance
from couple.values import ValueProfile
from couple.values.distance import mean_absolute_error, spearman


class IndependentReader:
    """Reads observed and counterfactual answers with the judge of the target's system; judges load on first use."""

    def __init__(self) -> None:
        self._judges: dict[str, Attributor] = {}

    def read(self, target: ValueProfile, question: str, observed: str, counterfactual: str) -> dict[str, Any]:
        """The ``independent`` section of a record. What cannot be read is None there."""
        judge = self._judge(target)
        before, after = judge.attribute([Utterance(observed, question), Utterance(counterfactual, question)])
        return {
            "evaluator": f"judge {judge.fingerprint}",
            "observed_scores": {name: round(score, 4) for name, score in before.scores.items()},
            "counterfactual_scores": {name: round(score, 4) for name, score in after.scores.items()},
            "mae_before": mean_absolute_error(target.priorities, before.scores).value,
            "mae_after": mean_absolute_error(target.priorities, after.scores).value,
            "spearman_before": spearman(target.priorities, before.scores).value,
            "spearman_after": spearman(target.priorities, after.scores).value,
        }

    def _judge(self, target: ValueProfile) -> Attributor:
        from couple.evaluation.judges.judge import load_judge

        name = target.system.name
        if name not in self._judges:
            self._judges[name] = load_judge(target.system)
        return self._judges[name]
