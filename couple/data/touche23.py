"""Touché23-ValueEval: arguments with human labels for twenty value categories (Mirzakhmedova et al. 2024).

8,865 arguments in three splits that share no conclusion, and 100 from Zhihu. The labels of the test split are an exam:
they are not loaded here.
"""

import csv
import hashlib
import re
from pathlib import Path
from typing import Literal

import pandas as pd

from couple.data.location import locate
from couple.foundation import UserError, read_json
from couple.values import load_system

Split = Literal["training", "validation", "validation-zhihu", "test"]
_STANCES = {"in favor of": 1, "in favour of": 1, "against": -1}


def load_arguments(split: Split) -> pd.DataFrame:
    """The arguments of one split, in the order of the file.

    Columns: ``identifier``, ``conclusion`` and ``premise`` (text, outer spaces removed), ``stance`` (+1 in favour of
    the conclusion, -1 against), ``split``, and, except for the test split, one bool column for each of schwartz20's
    names.

    Raises:
        UserError: the data set is not there, or is not what its publisher describes.
    """
    folder = locate("touche23")
    raw = _read(folder / f"arguments-{split}.tsv")
    unknown = sorted(set(raw["Stance"]) - set(_STANCES))
    if unknown:
        raise _damaged(folder, f"{split} holds the stance {unknown[0]!r}")
    frame = pd.DataFrame(
        {
            "identifier": raw["Argument ID"],
            "conclusion": raw["Conclusion"].str.strip(),
            "stance": [_STANCES[stance] for stance in raw["Stance"]],
            "premise": raw["Premise"].str.strip(),
            "split": split,
        }
    )
    return frame if split == "test" else pd.concat([frame, _labels(folder, split, list(frame["identifier"]))], axis=1)


def load_finer_labels(arguments: pd.DataFrame) -> pd.DataFrame:
    """The 54 finer values that annotators marked ("level 1"), one bool column each, for rows of ``load_arguments``.

    Columns have the publisher's names. The test split has none.
    """
    folder = locate("touche23")
    splits = sorted(set(arguments["split"]))
    raw = pd.concat([_read(folder / f"level1-labels-{split}.tsv") for split in splits]).set_index("Argument ID")
    missing = set(arguments["identifier"]) - set(raw.index)
    if missing:
        raise _damaged(folder, f"{min(missing)} has no finer labels")
    return raw.loc[list(arguments["identifier"])].reset_index(drop=True).eq("1")


def load_importance(arguments: pd.DataFrame) -> pd.DataFrame:
    """How many finer values annotators marked under each of schwartz20's categories, for rows of ``load_arguments``."""
    finer = load_finer_labels(arguments)
    return pd.DataFrame({value: finer[members].sum(axis=1) for value, members in load_taxonomy().items()})


def load_taxonomy() -> dict[str, list[str]]:
    """The finer values ("level 1") under each of schwartz20's names: the system's order, the publisher's words."""
    path = locate("touche23") / "value-categories.json"
    taxonomy = read_json(path, what="data set")
    names = {value.name: value.label for value in load_system("schwartz20").values}
    if not isinstance(taxonomy, dict) or set(taxonomy) != set(names.values()):
        raise _damaged(path.parent, "the taxonomy's categories are not the twenty")
    return {name: list(taxonomy[label]) for name, label in names.items()}


def conclusion_key(conclusion: str) -> str:
    """Sixteen hex digits that are equal for conclusions with the same words, whatever their case and punctuation."""
    words = re.findall(r"\w+", conclusion.casefold())
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:16]


def _labels(folder: Path, split: str, identifiers: list[str]) -> pd.DataFrame:
    raw = _read(folder / f"labels-{split}.tsv").set_index("Argument ID")
    missing = set(identifiers) ^ set(raw.index)
    if missing:
        raise _damaged(folder, f"arguments and labels of {split} differ, first at {min(missing)}")
    names = {value.label: value.name for value in load_system("schwartz20").values}
    if set(raw.columns) != set(names):
        raise _damaged(folder, f"the label columns of {split} are not the twenty categories")
    labels = raw.rename(columns=names)[list(names.values())].loc[identifiers].reset_index(drop=True)
    return labels.eq("1")


def _read(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path, sep="\t", dtype=str, quoting=csv.QUOTE_NONE, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise UserError(f"read {path}", str(error).splitlines()[0], "fetch the data set again") from None


def _damaged(folder: Path, found: str) -> UserError:
    return UserError(f"read the data set touche23 in {folder}", found, "fetch the data set again")
