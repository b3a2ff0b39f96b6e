"""How near people's own arguments come to the benchmark's targets, by the same judges: a mark to read ratios against.

For every question that people's marked arguments are about, and every target asked of it: the argument whose marks are
nearest to the target (marked 5, unmarked 1; the first of equals), and the argument that the judge itself would choose.
The first knows no judge; the second is a floor that nobody reaches without reading the judge's mind. Judges learned
from marked arguments of the validation split, from these too, which can only help people here.

    python experiments/touche23/people.py RUN_FOLDER...    # finished benchmark runs over the same questions
"""

import sys
from pathlib import Path

import pandas as pd

from couple.attribution import Utterance
from couple.evaluation.asking.relevance import marked_arguments, marks_of, rows_by_question
from couple.evaluation.judges.further_judges import further_judges
from couple.values import ValueProfile, load_system
from couple.values.distance import mean_absolute_error

PRESENT, ABSENT = 5.0, 1.0
COLUMNS = ["nearest by people's marks", "the judge's own choice"]


def judged_cases(folders: list[str]) -> pd.DataFrame:
    """The plain answers of finished runs, one row an answer."""
    runs = pd.concat([pd.read_parquet(Path(folder) / "results.parquet") for folder in folders], ignore_index=True)
    return runs[runs["variant"] == "plain"].drop_duplicates(["method", "question", "profile"])


def wanted(row: pd.Series) -> dict[str, float]:
    """The values that count in a case, with what is asked of each."""
    named = {str(key).removeprefix("scored_"): row[key] for key in row.index if str(key).startswith("scored_")}
    return {name: float(level) for name, level in named.items() if pd.notna(level)}


def main() -> None:
    """Print mean errors, a row a method and a column a judge, over the cases that people argued about."""
    cases, system = judged_cases(sys.argv[1:]), load_system("schwartz10")
    marked = marked_arguments()
    marks, own = marks_of(marked, system), rows_by_question(marked)
    cases = cases[cases["question"].isin(own)]
    asked = cases.drop_duplicates(["question", "profile"])
    for name, judge in further_judges(system, None).items():
        found = []
        for question, targets in asked.groupby("question", sort=False):
            texts = [Utterance(marked["premise"].iloc[place], str(question)) for place in own[str(question)]]
            scores = [reading.scores for reading in judge.attribute(texts)]
            labels = [dict(zip(system.names, marks[place], strict=True)) for place in own[str(question)]]
            for _, row in targets.iterrows():
                target = ValueProfile(system, wanted(row)).priorities
                errors = [mean_absolute_error(target, said).value for said in scores]
                by_marks = [
                    mean_absolute_error(target, {k: PRESENT if v >= 0.5 else ABSENT for k, v in said.items()}).value
                    for said in labels
                ]
                known = [place for place, error in enumerate(errors) if error is not None]
                chosen = min(known, key=lambda place: (by_marks[place], place))
                found.append((errors[chosen], min(errors[place] for place in known)))
        people = dict(zip(COLUMNS, pd.DataFrame(found).mean().round(3), strict=True))
        methods = cases.groupby("method")[f"{name}_mae"].mean().round(3).sort_values().to_dict()
        base = methods.get("value_prompt")
        print(f"{name}: {len(asked)} cases, {asked['question'].nunique()} questions")
        for label, error in {**people, **methods}.items():
            print(f"  {label}: {error:.2f}" + (f", {error / base:.2f} of the value prompt's" if base else ""))


if __name__ == "__main__":
    main()
