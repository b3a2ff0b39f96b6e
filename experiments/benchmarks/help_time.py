"""How long --help takes, verb by verb: ``python experiments/benchmarks/help_time.py`` (seconds, median of runs).

The promise is under 0.5 s. It is measured here and not tested, since a busy machine would fail the test for nothing;
what is tested is the cause (tests/architecture/test_weight.py: help imports nothing heavy).
"""

import subprocess
import sys
import time
from statistics import median

from couple.__main__ import VERBS

RUNS = 5


def seconds(verb: str) -> float:
    """One run of ``python -m couple.VERB --help``, from start to exit."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", f"couple.{verb}", "--help"], capture_output=True, check=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    for verb in VERBS:
        taken = [seconds(verb) for _ in range(RUNS)]
        print(f"{verb:<10} {median(taken):.3f}  ({min(taken):.3f} to {max(taken):.3f})")
