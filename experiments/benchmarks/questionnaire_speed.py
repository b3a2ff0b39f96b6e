"""How many questionnaire items a second the embedded decoder answers, in batches beside one by one.

    python experiments/benchmarks/questionnaire_speed.py

The peer is the same respondent asked one item at a time. Forced choice has a second peer: reading the whole prompt
again with each of the six options, as one would write it by hand. Rounds alternate; medians of ratios are compared.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from couple.decoder import DecoderConfig, load_decoder
from couple.decoder.local import LocalDecoder
from couple.foundation import library_versions, write_json
from couple.instruments.asking.presentation import Presentation
from couple.instruments.asking.respondents import Respondent, as_written, find_respondent
from couple.instruments.pvq.presenting import portrait_presentations
from couple.instruments.pvq.questionnaire import load_questionnaire

MANNERS = ("forced_choice", "calibrated_choice", "free_text")
ITEMS, BATCH, ROUNDS = 8, 8, 3


def main() -> None:
    """Time all manners, write questionnaire_speed.json."""
    import torch

    torch.set_num_threads(1)
    decoder = load_decoder(DecoderConfig())
    shown = portrait_presentations([(item.id, item.text) for item in load_questionnaire().items[:ITEMS]])
    results: dict[str, float] = {}
    for name in MANNERS:
        respondent = find_respondent(name)(decoder)
        in_batches(respondent, shown[:BATCH], BATCH)
        pairs = [
            (seconds(lambda: in_batches(respondent, shown, BATCH)), seconds(lambda: in_batches(respondent, shown, 1)))  # noqa: B023  (called at once)
            for _ in range(ROUNDS)
        ]
        results[f"{name}, items a second"] = round(len(shown) / statistics.median(batched for batched, _ in pairs), 2)
        results[f"{name}, batches of {BATCH} over one by one"] = round(statistics.median(b / a for a, b in pairs), 2)
        if name == "forced_choice":
            again = statistics.median(seconds(lambda: reading_again(decoder, shown)) for _ in range(ROUNDS))
            batched = statistics.median(batched for batched, _ in pairs)
            results["forced_choice over reading the prompt with every option"] = round(again / batched, 2)
    write_json(
        Path(__file__).with_suffix(".json"),
        {
            "recipe": "python experiments/benchmarks/questionnaire_speed.py",
            "versions": library_versions("torch", "transformers"),
            "torch threads": torch.get_num_threads(),
            **results,
        },
    )
    for key, number in results.items():
        print(f"{key}: {number}")


def in_batches(respondent: Respondent, shown: list[Presentation], size: int) -> None:
    """Put all presentations to the respondent."""
    for start in range(0, len(shown), size):
        respondent.answer(shown[start : start + size], seed=0)


def reading_again(decoder: LocalDecoder, shown: list[Presentation]) -> None:
    """Each option of each presentation with its prompt, alone."""
    for one in shown:
        for option in one.options:
            decoder.language_model.answer_log_probability(one.prompt, as_written(option))


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds, since other work may share the machine."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


if __name__ == "__main__":
    main()
