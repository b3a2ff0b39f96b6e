"""ValueCausalGraph (Kang et al. 2025): what language models answer to value questionnaires under many personas.

Each persona (name, sex, job and personality type in the prompt) answers the items of ValueBench (Ren et al. 2024) with
yes or no; a score is the mean over a dimension's items of +1 for the answer that agrees with it, -1 for the other and
0 for neither. Eight of Schwartz's ten dimensions are the items of the PVQ-40 alone, all worded so that yes agrees;
ValueBench counts four items on tradition (long-term orientation) and further ones on achievement to those two.
"""

from typing import Literal

import pandas as pd

from couple.data.location import locate
from couple.foundation import UserError
from couple.values import load_system

Recording = Literal["gemma_wide", "llama_wide", "llama_chinese_wide", "gemma", "llama"]

_WIDE = "answers_valuebench_features_{}_valuedimsALL.csv"
PERSONA_RECORDINGS: dict[Recording, str] = {
    "gemma_wide": _WIDE.format("gemma2bit_players400"),
    "llama_wide": _WIDE.format("llama38bit_players250"),
    "llama_chinese_wide": _WIDE.format("llama38bitchn_players250"),
    "gemma": "ans_gemma_train_formal.csv",
    "llama": "ans_llama_train_formal.csv",
}
_STEERED, _PERSONA = "steer_dim", "player_name"
_NO_VALUES = ("stds", "scstds")


def load_persona_answers(recording: Recording) -> pd.DataFrame:
    """One row a persona that was not steered, in the order of the file: a score in -1..1 for each value dimension.

    The wide recordings have 224 dimensions (Gemma-2B-it 400 personas, Llama-3-8B-it 250, and 250 of a Llama-3-8B whose
    file is named ``llama38bitchn``, which the publisher does not explain); the others 17 (100 and 73 personas). Columns
    are named as published, since some differ only in their capitals. Answers of a model steered by a feature, and
    those without a persona, are left out.

    Raises:
        UserError: the data set is not there, or is not what its publisher describes.
    """
    path = locate("valuecausalgraph") / PERSONA_RECORDINGS[recording]
    try:
        raw = pd.read_csv(path)
    except (OSError, ValueError) as error:
        raise UserError(f"read {path}", str(error).splitlines()[0], "fetch the data set again") from None
    if _STEERED in raw:
        raw = raw.loc[raw[_STEERED].isna() & raw[_PERSONA].notna()]
    # columns named by a number are activations of features of the model, not answers
    dimensions = [
        name
        for name in raw.columns
        if not (name.isdigit() or name.endswith(":scstd") or name in (_STEERED, _PERSONA, *_NO_VALUES))
    ]
    scores = raw.loc[:, dimensions].reset_index(drop=True)
    if not scores.size or not scores.abs().le(1).to_numpy().all():  # which no missing score is
        raise UserError(f"read {path}", "its scores do not lie in -1..1", "fetch the data set again")
    return scores


def schwartz_scores(answers: pd.DataFrame) -> pd.DataFrame:
    """The ten dimensions that carry the names of Schwartz's values, named as in schwartz10.

    Raises:
        UserError: ``answers`` (as ``load_persona_answers`` gives them) lack one of the ten.
    """
    names = {value.label: value.name for value in load_system("schwartz10").values}
    missing = [label for label in names if label not in answers]
    if missing:
        found = f"these answers have no dimension {missing[0]}"
        raise UserError("read Schwartz's values", found, "use a wide recording: gemma_wide, llama_wide")
    return answers.loc[:, list(names)].rename(columns=names)
