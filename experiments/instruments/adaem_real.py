"""AdAEM between three real respondents, in two halves of the questions: seed files, and what both runs found together.

    python experiments/instruments/adaem_real.py seeds FOLDER        # half0.txt and half1.txt, one question a line
    python experiments/instruments/adaem_real.py pooled RUN RUN      # run folders of couple.measure instrument=adaem

The commands that make the runs, and what came out: ``adaem.md``. Every fourth question was used up in choosing how to
search, and is left out here. Needs touche23 (COUPLE_DATA).
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from scipy.stats import spearmanr

from couple.instruments.adaem.informativeness import contrast
from couple.instruments.adaem.seeds import TOUCHE23, seed_questions

MEASURES = ("separation", "separation_of_sets", "score_fresh")


def write_seeds(folder: Path) -> None:
    """Both halves of the questions that were not used before."""
    every = list(seed_questions(TOUCHE23, topics=None))
    rest = [question for place, question in enumerate(every) if place % 4]
    for half in (0, 1):
        (folder / f"half{half}.txt").write_text("\n".join(rest[half::2]) + "\n")


def pooled(runs: Sequence[Path]) -> None:
    """Each measure: found against seeds, all runs together; intervals over questions."""
    asked = pd.concat([pd.read_csv(run / "questions.csv").assign(run=run.name) for run in runs])
    for name in MEASURES:
        known = asked.dropna(subset=[name])
        found, seeds = (known.loc[known["origin"] == origin, name].tolist() for origin in ("found", "seed"))
        one = contrast(found, seeds, seed=0)
        assert one.interval is not None
        print(
            f"{name}: found {one.found:.3f} ({one.n_found}), seeds {one.seeds:.3f} ({one.n_seeds}), difference "
            f"{one.difference:.3f} [{one.interval[0]:.3f}, {one.interval[1]:.3f}]"
        )
    seeds = asked[asked["origin"] == "seed"]
    print(f"above zero: {(asked['separation'] > 0).sum()} of {len(asked)} questions")
    for name, rows in (("all", asked), ("seeds", seeds)):
        ranks = spearmanr(rows["score_searching"], rows["separation"], nan_policy="omit")
        print(
            f"score while searching and fresh separation, {name}: Spearman {ranks.statistic:.2f} (p {ranks.pvalue:.3f})"
        )


if __name__ == "__main__":
    if sys.argv[1] == "seeds":
        write_seeds(Path(sys.argv[2]))
    else:
        pooled([Path(run) for run in sys.argv[2:]])
