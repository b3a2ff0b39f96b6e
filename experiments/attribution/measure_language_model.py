"""How well does the embedded 135M decoder attribute values, and what is the grammar worth?

    python experiments/attribution/measure_language_model.py [CACHE_FOLDER] [ARGUMENTS] [FREE]

Needs the data set touche23 (COUPLE_DATA). ARGUMENTS (32) validation arguments that no reader learns from are rated in
schwartz10 under the default criteria; FREE (8) of them also without the grammar, to count the replies that happen to
be valid. Replies are kept in CACHE_FOLDER, so that an interrupted run goes on. Writes language_model.json beside this
file: counts and scores, no text.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from couple.attribution import AttributionConfig, Utterance, load_attributor
from couple.attribution.language_model import CachedChat, Criteria, Rater, Reading
from couple.attribution.language_model.form import Form, levels_form
from couple.attribution.language_model.local_chat import LocalChat
from couple.attribution.language_model.prompting import rating_conversation
from couple.attribution.language_model.rater import MENTIONED
from couple.attribution.score import official_f1
from couple.data import report_arguments
from couple.foundation import Progress, library_versions, numpy_generator, write_json
from couple.values import ValueSystem, load_mapping

SEED, LIMIT, BATCH, SHARD = 0, 120, 8, 32
OUTPUT = Path(__file__).with_name("language_model.json")


def main(folder: str, count: int, free_count: int) -> None:
    """Rate, compare with people and with the trained head, write the results."""
    mapping = load_mapping("schwartz20", "schwartz10")
    system, rows = mapping.target, report_arguments()
    chosen = numpy_generator(SEED, "language model", count).permutation(len(rows))[:count]
    rows = rows.iloc[sorted(chosen)].reset_index(drop=True)
    texts = [Utterance(premise) for premise in rows["premise"]]
    labels = np.stack([rows[list(mapping.groups[name])].any(axis=1) for name in system.names], axis=1)
    chat = LocalChat.load(batch_size=BATCH)
    rater = Rater(system, CachedChat(chat, folder), Criteria.from_definitions(system), max_new_tokens=LIMIT, seed=SEED)
    readings: list[Reading] = []
    with Progress("rating", total=len(texts)) as progress:
        for first in range(0, len(texts), SHARD):
            readings += rater.rate(texts[first : first + SHARD])
            progress.advance(steps=len(readings) - first)
    read = [place for place, reading in enumerate(readings) if reading.levels]
    levels = np.array([[(readings[place].levels or {})[name] for name in system.names] for place in read])
    head = load_attributor(AttributionConfig(), system).attribute(texts)
    scores = np.array([[head[place].scores[name] for name in system.names] for place in read])
    results: dict[str, Any] = {
        "recipe": f"python experiments/attribution/measure_language_model.py CACHE_FOLDER {count} {free_count}",
        "arguments": f"{count} of the validation arguments that no reader learns from, seed {SEED}",
        "system": system.name,
        "model": chat.name,
        "model_fingerprint": chat.fingerprint,
        "rater": rater.fingerprint,
        "with the grammar": {
            "valid at once": sum(bool(one.levels) and not one.repaired for one in readings),
            "valid after a repair": sum(one.repaired for one in readings),
            "unknown": sum(one.levels is None for one in readings),
        },
        "without the grammar": validity(chat, folder, texts[:free_count], system),
        "official_f1": round(official_f1(labels[read], levels >= MENTIONED), 4),
        "official_f1 of all ones": round(official_f1(labels[read], np.ones_like(labels[read])), 4),
        "official_f1 of the trained head": round(official_f1(labels[read], scores >= MENTIONED), 4),
        "share of values found": round(float((levels >= MENTIONED).mean()), 4),
        "share of values labelled": round(float(labels[read].mean()), 4),
        "level counts": {str(level): int((levels == level).sum()) for level in range(1, 6)},
        "labelled share by level": {
            str(level): round(float(labels[read][levels == level].mean()), 4) if (levels == level).any() else None
            for level in range(1, 6)
        },
        "rank agreement with the head": agreement(levels, scores),
        "rank agreement with the labels": agreement(levels, labels[read].astype(float)),
        "versions": library_versions("torch", "transformers", "llguidance"),
    }
    write_json(OUTPUT, results)
    print(pd.Series({key: value for key, value in results.items() if key != "versions"}).to_string())


def validity(chat: LocalChat, folder: str, texts: Sequence[Utterance], system: ValueSystem) -> dict[str, int]:
    """How many replies are valid, without a repair, when the schema is only asked for in words."""
    free = LocalChat("free", chat._model, chat._tokenizer, batch_size=BATCH, enforced=False)
    form = levels_form(sorted(system.names))
    asked = [rating_conversation(text, system, Criteria.from_definitions(system)) for text in texts]
    replies = CachedChat(free, folder).reply(asked, schema=form.schema, max_new_tokens=LIMIT, seed=SEED)
    return {"texts": len(texts), "valid at once": sum(valid(form, reply.text) for reply in replies)}


def valid(form: Form[dict[str, int]], text: str) -> bool:
    """True when ``text`` is the object that was asked for."""
    try:
        form.read(text)
    except ValueError:
        return False
    return True


def agreement(levels: np.ndarray, others: np.ndarray) -> dict[str, Any]:
    """Mean of Spearman's correlation over the values of each text; texts where either is constant have none."""
    from scipy.stats import spearmanr

    usable = [k for k in range(len(levels)) if np.ptp(levels[k]) > 0 and np.ptp(others[k]) > 0]
    found: list[Any] = [spearmanr(levels[k], others[k]) for k in usable]  # scipy carries no types
    each = [float(one.statistic) for one in found]
    return {"mean": round(float(np.mean(each)), 3) if each else None, "texts": len(each)}


if __name__ == "__main__":
    given = [*sys.argv[1:], *["outputs/language_model_cache", "32", "8"][len(sys.argv) - 1 :]]
    main(given[0], int(given[1]), int(given[2]))
