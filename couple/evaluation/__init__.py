"""Is it better, and how sure are we? Metrics, intervals and the benchmark. The independent judge: ``.judge``."""

from couple.evaluation.measures.bootstrap import Interval, clustered_interval, paired_interval
from couple.evaluation.measures.metrics import (
    Measured,
    contrast,
    kendall,
    mean_absolute_error,
    priority_preservation,
    sign_agreement,
    spearman,
    total_absolute_error,
)

__all__ = [
    "Interval",
    "Measured",
    "clustered_interval",
    "contrast",
    "kendall",
    "mean_absolute_error",
    "paired_interval",
    "priority_preservation",
    "sign_agreement",
    "spearman",
    "total_absolute_error",
]
