"""Calibrate the criteria of a language model as attributor on Touché23 (the loop of COUPLE, Guo et al. 2025).

    python experiments/attribution/calibrate_criteria.py OUTPUT_FOLDER [system=schwartz10] [model=smollm2_135m]
        [base_url=http://localhost:8000/v1] [key_from=OPENAI_API_KEY] [examples=40] [rounds=6] [batch_size=8]

Needs the data set touche23 (COUPLE_DATA). Annotated: arguments of the attributor's training conclusions; held out:
validation. What is reported is measured on validation arguments that neither of the two saw. Replies are kept in
OUTPUT_FOLDER/replies: run it again to go on. Writes criteria.yaml, probabilities.json (both for
attribution=language_model) and calibration.json. A model may copy words of the arguments into its criteria: look at
criteria.yaml before you publish it (the arguments are CC BY-SA 4.0).
"""

import sys
from pathlib import Path
from typing import Any

import pandas as pd

from couple.attribution import Utterance
from couple.attribution.language_model import (
    AnnotatedExample,
    CachedChat,
    CalibrationConfig,
    Criteria,
    LanguageModelAttributionConfig,
    Rater,
    calibrate_criteria,
    load_chat,
    measure_level_probabilities,
    presence_example,
)
from couple.attribution.language_model.disagreement import PRESENT, measure_disagreement
from couple.data import attributor_arguments, load_arguments
from couple.foundation import UserError, library_versions, nearest_name, numpy_generator, write_json
from couple.values import ValueSystem, load_mapping, load_system

SEED = 0
DEFAULTS = {
    "system": "schwartz10",
    "model": "smollm2_135m",
    "base_url": "",
    "key_from": "OPENAI_API_KEY",
    "examples": "40",
    "rounds": "6",
    "batch_size": "8",
}


def main(output: Path, settings: dict[str, str]) -> None:
    """Calibrate, then measure old and new criteria on fresh arguments."""
    system, count = load_system(settings["system"]), int(settings["examples"])
    annotated = examples(attributor_arguments(), system, count, "annotated")
    unseen = examples(load_arguments("validation"), system, 2 * count, "validation")
    held_out, fresh = unseen[:count], unseen[count:]
    server = {"base_url": settings["base_url"], "model": settings["model"], "key_from": settings["key_from"]}
    reading = LanguageModelAttributionConfig.model_validate(
        {
            "model": settings["model"],
            "batch_size": int(settings["batch_size"]),
            "server": server if settings["base_url"] else None,
        }
    )
    chat = CachedChat(load_chat(reading), output / "replies")
    config = CalibrationConfig(rounds=int(settings["rounds"]), max_new_tokens=reading.max_new_tokens, seed=SEED)
    found = calibrate_criteria(system, chat, Criteria.from_definitions(system), annotated, held_out, config)
    results: dict[str, Any] = {
        "settings": {**settings, "seed": SEED},
        "model_fingerprint": chat.fingerprint,
        "stopped": found.stopped,
        "rounds": [one.model_dump(mode="json", exclude={"criteria"}) for one in found.rounds],
        "versions": library_versions("torch", "transformers", "llguidance", "openai"),
    }
    for name, criteria in (("before", found.rounds[0].criteria), ("after", found.criteria)):
        rater = Rater(system, chat, criteria, max_new_tokens=config.max_new_tokens, seed=reading.seed)
        readings = rater.rate([example.utterance for example in fresh])
        results[f"fresh arguments, {name}"] = measure_disagreement(fresh, readings).model_dump(mode="json")
        if name == "after":
            own = rater.rate([example.utterance for example in annotated])
            cells = [
                (reading.levels[value], allowed == PRESENT)
                for example, reading in zip(annotated, own, strict=True)
                for value, allowed in example.ranges.items()
                if reading.levels
            ]
            levels, there = [level for level, _ in cells], [present for _, present in cells]
            measure_level_probabilities(levels, there, rater=rater.fingerprint).save(output / "probabilities.json")
    found.criteria.save(output / "criteria.yaml")
    write_json(output / "calibration.json", results)
    for one in found.rounds:
        said = f"annotated {one.annotated.overall}, held out {one.held_out.overall}, kept {one.kept}"
        print(f"round {one.number}: {said} {', '.join(one.rewritten)}")
    print(f"{found.stopped}; wrote {output}")


def examples(rows: pd.DataFrame, system: ValueSystem, count: int, name: str) -> list[AnnotatedExample]:
    """``count`` arguments in a fixed order of chance, with the labels of ``system``."""
    groups = (
        {value: (value,) for value in system.names}
        if system.name == "schwartz20"
        else load_mapping("schwartz20", system.name).groups
    )
    order = numpy_generator(SEED, "calibrate criteria", name).permutation(len(rows))[:count]
    chosen = rows.iloc[order]
    labels = {value: chosen[list(members)].any(axis=1).tolist() for value, members in groups.items()}
    return [
        presence_example(Utterance(premise), {value: labels[value][place] for value in system.names})
        for place, premise in enumerate(chosen["premise"])
    ]


def read_settings(arguments: list[str]) -> dict[str, str]:
    """``key=value`` arguments over the defaults."""
    given = {key: value for key, _, value in (argument.partition("=") for argument in arguments)}
    for key in given:
        if key not in DEFAULTS:
            near = nearest_name(key, DEFAULTS)
            raise UserError(f"set {key}", "there is no such key", f"did you mean {near or ', '.join(DEFAULTS)}?")
    return {**DEFAULTS, **given}


if __name__ == "__main__":
    if len(sys.argv) < 2 or "=" in sys.argv[1]:
        raise SystemExit(__doc__)
    try:
        main(Path(sys.argv[1]), read_settings(sys.argv[2:]))
    except UserError as mistake:
        raise SystemExit(f"calibrate_criteria: {mistake}") from None
