"""How well the judges agree with people: read from their certificates, printed beside everything they say."""

from collections.abc import Mapping
from typing import Any

from couple.evaluation.judges.anchored_file import KIND as ANCHORED_KIND
from couple.evaluation.judges.further_judges import ANCHORED, RATING
from couple.evaluation.judges.judge import KIND as RATING_KIND
from couple.foundation import BirthCertificate, package_file
from couple.values import ValueSystem

UNKNOWN = "unknown: its certificate does not say"


def agreement_with_people(judge: str, system: ValueSystem) -> str:
    """Of the judge called ``judge``, in one line; "unknown" with the reason for a judge that does not ship."""
    if judge == RATING:
        return judge_quality(_metrics("judge", RATING_KIND), system.name)
    if judge == ANCHORED:
        return anchored_quality(_metrics("anchored", ANCHORED_KIND))
    return "unknown: it was not measured"


def judge_quality(metrics: Mapping[str, Any], system: str) -> str:
    """The rating judge's agreement with human labels, from its certificate's ``metrics``."""
    return _labels(metrics.get(f"unseen validation conclusions, {system}", {}))


def anchored_quality(metrics: Mapping[str, Any]) -> str:
    """The anchored judge's agreement with human labels, and with people's order of two arguments about one matter."""
    measured = metrics.get("unseen validation conclusions", {})
    labels, pairs = _labels(measured.get("reading", {})), measured.get("anchored, pairwise accuracy", {})
    if labels == UNKNOWN or "mean" not in pairs:
        return labels
    return f"{labels}; {pairs['mean']:.0%} of pairs of arguments about one matter in people's order"


def _metrics(folder: str, kind: str) -> Mapping[str, Any]:
    return BirthCertificate.load(package_file("evaluation", "artefacts", folder), kind=kind).metrics


def _labels(measured: Mapping[str, Any]) -> str:
    if not {"official_f1", "mean_auc"} <= set(measured):
        return UNKNOWN
    f1, area = measured["official_f1"], measured["mean_auc"]
    return f"macro F1 {f1:.3f} and mean area under the curve {area:.3f} against human labels on debates new to it"
