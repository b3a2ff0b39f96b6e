"""What somebody with a profile would say and would not say, as text: the Value Injection Method (VIM).

Kang et al., "From Values to Opinions: Predicting Human Behaviors and Stances Using Value-Injected Large Language
Models" (EMNLP 2023), its argument generation: a person would say what rests only on values that matter to them, and
the adapter itself is the profile, so that no prompt names one. They train on every argument; here conclusions with
many arguments do not crowd out the others, and the wording is ours. Their question answering is not here.
"""

from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, field_validator

from couple.data.marks import marked_values
from couple.decoder.prompt import Prompt, opinion_prompt
from couple.decoder.sft import Completion
from couple.values import HIGHEST, LOWEST, ValueProfile, load_profile

NOT_YOURS = "Give an opinion that you would never hold, and one reason for it."


class NearestConfig(BaseModel):
    """Whose profile, and which answers are near it and far from it.

    ``profile`` is what ``load_profile`` takes. Of each question, up to ``nearest`` answers are what its holder would
    say, and ``farthest`` what they would not; ``threshold`` is the priority (1..5) that separates them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    profile: str | dict[str, Any]
    nearest: int = Field(default=8, ge=1)
    farthest: int = Field(default=1, ge=0)
    threshold: float = Field(default=3.0, ge=LOWEST, le=HIGHEST)

    @field_validator("profile")
    @classmethod
    def _loads(cls, profile: str | dict[str, Any]) -> str | dict[str, Any]:
        load_profile(profile)  # a wrong one is said before anything is made
        return profile


def agreement(answers: pd.DataFrame, profile: ValueProfile) -> list[float | None]:
    """How near each answer is to the profile: the smallest priority (1..5) among the values marked in it.

    None where none of the values that the profile speaks of was marked. ``answers`` are labelled arguments.
    """
    marked = marked_values(answers, profile.system)
    known = [[profile.priorities[value] for value in values if value in profile.priorities] for values in marked]
    return [min(priorities, default=None) for priorities in known]


def nearest_completions(answers: pd.DataFrame, profile: ValueProfile, config: NearestConfig) -> list[Completion]:
    """Of each question the nearest answers that reach the threshold, then the farthest that miss it.

    ``profile`` is the config's, in the system that is trained for; ``answers`` are labelled arguments with
    ``question`` and ``answer``. The near ones answer the question as it is always asked, the far ones what one would
    never hold. Equally near ones are taken in the data's order.
    """
    known = zip(agreement(answers, profile), answers["question"], answers["answer"], strict=True)
    ranked = sorted(((near, *pair) for near, *pair in known if near is not None), key=lambda entry: -entry[0])
    said: dict[str, list[str]] = {}
    unsaid: dict[str, list[str]] = {}
    for near, question, answer in ranked:
        (said if near >= config.threshold else unsaid).setdefault(question, []).append(answer)
    return [
        *(
            Completion(opinion_prompt(question), "", answer)
            for question, texts in said.items()
            for answer in texts[: config.nearest]
        ),
        *(
            Completion(Prompt(question, NOT_YOURS), "", answer)
            for question, texts in unsaid.items()
            for answer in texts[::-1][: config.farthest]
        ),
    ]
