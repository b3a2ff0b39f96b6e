"""Portrait Values Questionnaires: from answers to scores and to priorities; keys are in ``couple.values.keys``."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from couple.foundation import UserError
from couple.values.frozen import FrozenMapping
from couple.values.keys import Instrument
from couple.values.profile import ValueProfile
from couple.values.scale import priority_from_centred
from couple.values.system import load_system

ANSWERS = range(1, 7)
MAX_MISSING_SHARE = 0.25  # five of 21 items, ten of 40: as the ESS's scoring instructions have it for the PVQ-21


@dataclass(frozen=True)
class SurveyScores:
    """One respondent's scores on the answer scale, 6 = very much like me.

    ``raw`` is the mean of each value's answered items (1..6), ``mean_rating`` the mean over *all* answered items (the
    response style, MRAT), and ``centred`` is ``raw - mean_rating`` (-5..5). A value without an answered item is absent.
    """

    raw: FrozenMapping[float]
    centred: FrozenMapping[float]
    mean_rating: float


def score_answers(
    answers: Sequence[int | None], instrument: Instrument, *, reversed_codes: bool
) -> SurveyScores | None:
    """Score one respondent, or None when more than ``MAX_MISSING_SHARE`` of the items are missing.

    Args:
        instrument: the questionnaire that was answered.
        answers: one code for each item, in the instrument's order. None and codes above 6 (66, 77, 88, 99, ... in the
            ESS) are missing.
        reversed_codes: True for ESS coding, 1 = very much like me: answers become ``7 - code`` first.

    Raises:
        ValueError: the number of answers is not the instrument's, or a code is below 1.
    """
    if len(answers) != instrument.items or any(code is not None and code < ANSWERS[0] for code in answers):
        raise ValueError(f"{instrument.name} wants {instrument.items} codes of 1 or more, got {list(answers)}")
    rated = {
        number: 7 - code if reversed_codes else code
        for number, code in enumerate(answers, start=1)
        if code is not None and code in ANSWERS
    }
    if instrument.items - len(rated) > MAX_MISSING_SHARE * instrument.items:
        return None
    mean_rating = fmean(rated.values())
    answered = {value: [rated[item] for item in items if item in rated] for value, items in instrument.key.items()}
    raw = {value: fmean(ratings) for value, ratings in answered.items() if ratings}
    centred = {value: score - mean_rating for value, score in raw.items()}
    return SurveyScores(FrozenMapping(raw), FrozenMapping(centred), mean_rating)


def profile_of_scores(respondents: Sequence[SurveyScores], system: str = "schwartz10") -> ValueProfile:
    """The mean profile: centred scores averaged over respondents, each counting once, then on the scale of priorities.

    ``system`` is the instrument's. Raises ``UserError`` when there is no respondent.
    """
    if not respondents:
        found = f"every respondent misses more than {MAX_MISSING_SHARE:.0%} of the items"
        raise UserError("make a profile of survey answers", found, "give more complete answers, coded 1 to 6")
    values = load_system(system)
    given = {name: [one.centred[name] for one in respondents if name in one.centred] for name in values.names}
    return ValueProfile(
        values, {name: priority_from_centred(fmean(scores)) for name, scores in given.items() if scores}
    )
