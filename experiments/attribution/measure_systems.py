"""How well value systems are read by description and by a handful of examples, on data that taught nothing.

    python experiments/attribution/measure_systems.py [RESULTS.json [PART ...]]

Needs touche23, value_fulcra, mmd_sample, daily_dilemmas and valuepilot (COUPLE_DATA), and ten minutes on one core.
Where a set holds no labels of a value the result says so. Areas under the curve are means over values with ten texts on
either side; intervals are percentile bootstraps over conclusions, questions or scenarios (Efron 1979; Field and Welsh
2007). Examples are drawn from conclusions, questions or scenarios that the measurement does not see.
"""

import csv
import gzip
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
import pandas as pd
from jaxtyping import Bool, Float
from numpy import ndarray
from scipy.stats import rankdata
from torch import Tensor

from couple.attribution import AttributionConfig, load_attributor
from couple.attribution.descriptions.background import Background
from couple.attribution.descriptions.directions import Directions, described, taught
from couple.attribution.descriptions.loading import background_folder
from couple.attribution.encoder import LAST_LAYER, SentenceEncoder
from couple.attribution.language import outside_training
from couple.attribution.score import official_f1
from couple.attribution.windows import Window, strongest_window
from couple.data import attributor_arguments, conclusion_key, load_arguments, load_value_fulcra
from couple.foundation import UserError, library_versions, numpy_generator, read_json, write_json
from couple.values import Value, ValueSystem, load_mapping, load_system

SEED, RESAMPLES, DRAWS = 0, 100, 3
COUNTS = (0, 1, 4, 16, 64)
LEAST = 10  # texts with and without a value, below which nothing is said about it
ANSWERS = 800  # of Value FULCRA's 1,718, drawn
ACTIONS = 1000  # of ValuePilot's 100,255, drawn
RESULTS = Path(__file__).with_name("measure_systems.json")

# A system as a user would write one: the six values that ValuePilot rates, in our words.
OWN = ValueSystem(
    name="own",
    title="Six values of agents in everyday scenes",
    source="the dimensions of ValuePilot, definitions ours",
    values=(
        Value(
            name="curiosity", label="Curiosity", definition="Wanting to find out, explore and understand new things."
        ),
        Value(name="energy", label="Energy", definition="Sparing one's strength and not exhausting oneself."),
        Value(name="safety", label="Safety", definition="Avoiding danger and protecting oneself and others from harm."),
        Value(name="happiness", label="Happiness", definition="Feeling joy and having a good time."),
        Value(
            name="intimacy", label="Intimacy", definition="Being close to others and caring for one's relationships."
        ),
        Value(name="fairness", label="Fairness", definition="Treating everybody equally and sharing justly."),
    ),
)


@dataclass(frozen=True)
class Texts:
    """Texts against the background (one row a window), which text each row belongs to, labels, groups."""

    vectors: Float[Tensor, "windows d"]
    owners: tuple[int, ...]
    labels: Bool[ndarray, "n k"]
    groups: tuple[str, ...]

    def logits(self, directions: Directions) -> Float[ndarray, "n k"]:
        """As the attributor reads them: the strongest window of each text."""
        windows = [Window(owner, 0, 0, ()) for owner in self.owners]
        return strongest_window(directions.logits(self.vectors), windows, len(self.labels)).numpy()

    def first_windows(self, places: Sequence[int]) -> Float[Tensor, "m d"]:
        """The vectors of some texts as examples, each by its first window."""
        first = {owner: row for row, owner in reversed(list(enumerate(self.owners)))}
        return self.vectors[[first[place] for place in places]]


class Study:
    """The encoder, the background, and what they say about labelled texts."""

    def __init__(self) -> None:
        self.encoder = SentenceEncoder.load()
        self.background = Background.load(background_folder("minilm_descriptions"))

    def texts(self, texts: Sequence[str], labels: Bool[ndarray, "n k"], groups: Sequence[str]) -> Texts:
        """Texts with their labels, encoded once."""
        windows = self.encoder.windows(texts)
        vectors = self.background.of_texts(self.encoder.features(windows, layers=(LAST_LAYER,)))
        return Texts(vectors, tuple(window.text for window in windows), labels, tuple(groups))

    def zero_shot(self, system: ValueSystem) -> Directions:
        """What the descriptions alone say."""
        return described(system, self.encoder, self.background)

    def curve(self, system: ValueSystem, pool: Texts, unseen: Texts) -> dict[str, Any]:
        """Quality on ``unseen`` after ``COUNTS`` examples a value from ``pool``, ``DRAWS`` draws each.

        For each value that many texts with it are drawn; every drawn text is labelled for all values.
        """
        prior, threshold, results = self.zero_shot(system), self.background.scale.threshold, {}
        results["0"] = quality(unseen.logits(prior), unseen, system.names, threshold)
        for count in COUNTS[1:]:
            runs, places = [], []
            for draw in range(DRAWS):
                places = self.examples(pool.labels, count, draw)
                marks = pool.labels[places].tolist()
                logits = unseen.logits(taught(prior, self.background, pool.first_windows(places), marks))
                runs.append((np.nanmean(areas(logits, unseen.labels)), official_f1(unseen.labels, logits >= threshold)))
            results[str(count)] = {
                "texts": len(places),
                "mean_auc": round(float(np.mean([area for area, _ in runs])), 3),
                "mean_auc_by_draw": [round(float(area), 3) for area, _ in runs],
                "official_f1": round(float(np.mean([f1 for _, f1 in runs])), 3),
            }
        return results

    @staticmethod
    def examples(labels: Bool[ndarray, "n k"], count: int, draw: int) -> list[int]:
        """Places of up to ``count`` texts with each value, every text once."""
        generator = numpy_generator(SEED, "examples", count, draw)
        chosen = [generator.permutation(np.flatnonzero(column))[:count] for column in labels.T]
        return sorted({int(place) for places in chosen for place in places})


def areas(logits: Float[ndarray, "n k"], labels: Bool[ndarray, "n k"], least: int = LEAST) -> Float[ndarray, " k"]:
    """Area under the curve of each value by ranks (Mann and Whitney 1947); NaN below ``least`` on either side."""
    positive = labels.sum(axis=0)
    negative = len(labels) - positive
    ranks = (rankdata(logits, axis=0) * labels).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        area = (ranks - positive * (positive + 1) / 2) / (positive * negative)
    return np.where((positive >= least) & (negative >= least), area, np.nan)


def interval(logits: Float[ndarray, "n k"], labels: Bool[ndarray, "n k"], groups: Sequence[str]) -> list[float]:
    """95 % percentile interval of the mean area, whole groups drawn with replacement."""
    codes = pd.Categorical(groups).codes
    members = [np.flatnonzero(codes == code) for code in range(codes.max() + 1)]
    measured = ~np.isnan(areas(logits, labels))
    generator, means = numpy_generator(SEED, "clustered bootstrap"), []
    for _ in range(RESAMPLES):
        rows = np.concatenate([members[code] for code in generator.integers(len(members), size=len(members))])
        found = areas(logits[rows], labels[rows], least=1)[measured]
        if not np.isnan(found).all():
            means.append(np.nanmean(found))
    return [round(float(x), 3) for x in np.quantile(means, [0.025, 0.975])]


def quality(
    logits: Float[ndarray, "n k"], texts: Texts, names: Sequence[str], threshold: float | Float[ndarray, " k"]
) -> dict[str, Any]:
    """Mean area with its interval, official F1 beside that of answering yes to all, and each value's area."""
    by_value = areas(logits, texts.labels)
    said = dict(zip(names, by_value, strict=True))
    return {
        "texts": len(texts.labels),
        "groups": len(set(texts.groups)),
        "base_rate": round(float(texts.labels.mean()), 3),
        "mean_auc": round(float(np.nanmean(by_value)), 3),
        "mean_auc_interval": interval(logits, texts.labels, texts.groups),
        "official_f1": round(official_f1(texts.labels, logits >= threshold), 3),
        "official_f1_all_ones": round(official_f1(texts.labels, np.ones_like(texts.labels)), 3),
        "auc": {
            name: "not measured: fewer than ten" if np.isnan(x) else round(float(x), 3) for name, x in said.items()
        },
    }


def split(texts: Texts) -> tuple[Texts, Texts]:
    """Half of the groups to draw examples from, the other half to measure on."""
    names = sorted(set(texts.groups))
    first = {names[k] for k in numpy_generator(SEED, "halves").permutation(len(names))[: len(names) // 2]}

    def part(inside: bool) -> Texts:
        rows = [row for row, group in enumerate(texts.groups) if (group in first) == inside]
        place = {row: number for number, row in enumerate(rows)}
        kept = [window for window, owner in enumerate(texts.owners) if owner in place]
        owners = tuple(place[texts.owners[window]] for window in kept)
        return Texts(texts.vectors[kept], owners, texts.labels[rows], tuple(texts.groups[row] for row in rows))

    return part(True), part(False)


def touche(study: Study) -> dict[str, Any]:
    """Validation arguments in three Schwartz systems, the trained detector beside the descriptions."""
    rows, teach = load_arguments("validation"), attributor_arguments()
    results: dict[str, Any] = {}
    source = load_system("schwartz20")
    trained = load_attributor(AttributionConfig(), source)
    found = presence(trained, rows["premise"].tolist())
    groups = rows["conclusion"].map(conclusion_key)
    for name in ("schwartz20", "schwartz19"):
        system = load_system(name)
        unseen = study.texts(rows["premise"].tolist(), rows[list(system.names)].to_numpy(), list(groups))
        said, columns = unseen.logits(study.zero_shot(system)), [source.names.index(value) for value in system.names]
        measured = quality(found[0][:, columns], unseen, system.names, 0.0)
        measured["official_f1"] = round(official_f1(unseen.labels, found[1][:, columns]), 3)
        results[name] = {
            "by description": quality(said, unseen, system.names, study.background.scale.threshold),
            "the trained detector of schwartz20": measured,
        }
    ten, members = load_system("schwartz10"), dict(load_mapping("schwartz20", "schwartz10").groups)
    unseen = study.texts(rows["premise"].tolist(), grouped(rows, members), list(groups))
    pool = study.texts(
        teach["premise"].tolist(), grouped(teach, members), list(teach["conclusion"].map(conclusion_key))
    )
    results["schwartz10"] = study.curve(ten, pool, unseen)
    return results


def presence(attributor: Any, texts: list[str]) -> tuple[Float[ndarray, "n k"], Bool[ndarray, "n k"]]:
    """Logits and found labels of a trained detector."""
    from couple.attribution import Utterance

    found = attributor.attribute([Utterance(text) for text in texts])
    names = attributor.system.names
    probability = np.array([[one.probabilities[name] for name in names] for one in found]).clip(1e-9, 1 - 1e-9)
    present = np.array([[one.present[name] == 1 for name in names] for one in found])
    return np.log(probability / (1 - probability)), present


def grouped(rows: pd.DataFrame, members: Mapping[str, Sequence[str]]) -> Bool[ndarray, "n k"]:
    """A value is labelled where any of its members is."""
    return np.stack([rows[list(names)].to_numpy().any(axis=1) for names in members.values()], axis=1)


def fulcra(study: Study) -> dict[str, Any]:
    """Answers of language models: is a value at stake (either sign), and can upholding be told from violating?"""
    rows = load_value_fulcra()
    drawn = numpy_generator(SEED, "answers").permutation(len(rows))[:ANSWERS]
    asked = helpful_honest()[drawn]
    rows = rows.iloc[drawn]
    signs = {"schwartz10": rows[list(load_system("schwartz10").names)].to_numpy(), "hhh": asked}
    results: dict[str, Any] = {}
    for name, sign in signs.items():
        whole = load_system(name)
        names = whole.names[: sign.shape[1]]  # of hhh helpful and honest
        system = whole.model_copy(update={"values": whole.values[: len(names)]})
        texts = study.texts(rows["text"].tolist(), sign != 0, rows["question"].tolist())
        logits = texts.logits(study.zero_shot(system))
        told = {}
        for column, value in enumerate(names):
            stated = sign[:, column] != 0
            part = areas(logits[stated][:, [column]], sign[stated][:, [column]] > 0)[0]
            told[value] = "not measured: fewer than ten" if np.isnan(part) else round(float(part), 3)
        pool, unseen = split(texts)
        results[name] = {
            "whole": quality(logits, texts, names, study.background.scale.threshold),
            "upholds against violates, auc": told,
            "half of the questions, after examples from the other half": study.curve(system, pool, unseen),
        }
    results["hhh"]["harmless"] = "not measured: no labels"
    return results


def helpful_honest() -> ndarray:
    """Signs of ``be helpful`` and ``be honest`` in Value FULCRA, one row an answer; both signs at once count as 0."""
    wanted = ("be helpful", "be honest")
    lines = (data("value_fulcra") / "trustworthy_data.jsonl").read_text("utf-8").removesuffix("\n").split("\n")
    signs = np.zeros((len(lines), 2), dtype=int)
    for row, line in enumerate(lines):
        for item in {item.strip().lower() for item in json.loads(line)["value_items"]}:
            name, _, mark = item.partition(":")
            if name.strip() in wanted:
                signs[row, wanted.index(name.strip())] += -1 if "-" in mark else 1
    return np.sign(signs)


def foundations(study: Study) -> dict[str, Any]:
    """Choices in moral dilemmas that each express one foundation, and single words for values."""
    system = load_system("moral_foundations")
    choices, marks, groups = [], [], []
    for scenario in json.loads((data("mmd_sample") / "MMDs_MFT.json").read_text("utf-8")):
        for key, text in scenario.items():
            if key.endswith(("choiceA", "choiceB")):
                choices.append(text)
                marks.append(scenario[f"{key}_value"].lower().partition("/")[0])
                groups.append(str(scenario["idx"]))
    texts = study.texts(choices, np.array([[mark == name for name in system.names] for mark in marks]), groups)
    pool, unseen = split(texts)
    words = pd.read_csv(data("daily_dilemmas") / "values.csv", keep_default_na=False)
    words = words[words["MFT"] != ""]
    found = words["MFT"].str.lower().replace({"purity": "sanctity"})
    named = np.array([[mark == name for name in system.names] for mark in found])
    spoken = study.texts(words["value"].tolist(), named, words["value"].tolist())
    zero, threshold = study.zero_shot(system), study.background.scale.threshold
    return {
        "choices": quality(texts.logits(zero), texts, system.names, threshold),
        "half of the scenarios, after examples from the other half": study.curve(system, pool, unseen),
        "words for values": quality(spoken.logits(zero), spoken, system.names, threshold),
    }


def own_system(study: Study) -> dict[str, Any]:
    """A user's own system of six values on actions in everyday scenes, rated by a language model (shown: above 0)."""
    with gzip.open(data("valuepilot") / "actions.csv.gz", "rt", encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    drawn = numpy_generator(SEED, "actions").permutation(len(rows))[:ACTIONS]
    chosen = [rows[place] for place in drawn]
    labels = np.array([[float(row[name]) > 0 for name in OWN.names] for row in chosen])
    texts = study.texts([row["action"] for row in chosen], labels, [row["scenario"] for row in chosen])
    pool, unseen = split(texts)
    whole = quality(texts.logits(study.zero_shot(OWN)), texts, OWN.names, study.background.scale.threshold)
    return {
        "actions": whole,
        "half of the scenarios, after examples from the other half": study.curve(OWN, pool, unseen),
    }


def data(name: str) -> Path:
    """A folder of COUPLE_DATA."""
    folder = Path(os.environ.get("COUPLE_DATA", "data")) / name
    if not folder.is_dir():
        raise UserError(f"read {name}", f"{folder} does not exist", "set COUPLE_DATA")
    return folder


def language(_: Study) -> dict[str, Any]:
    """False alarms of the language flag on English arguments, and its speed."""
    premises = load_arguments("training")["premise"].tolist()
    outside_training(premises[0])  # loads the identifier
    began = process_time()
    flagged = sum(outside_training(premise) is not None for premise in premises)
    speed = len(premises) / (process_time() - began)
    return {"premises": len(premises), "flagged": flagged, "texts a second of processor time": round(speed)}


PARTS = {
    "moral_foundations": foundations,
    "own": own_system,
    "touche23": touche,
    "fulcra": fulcra,
    "language": language,
}


def main(path: Path, parts: Sequence[str]) -> None:
    """Measure ``parts``; each is written as soon as it is there, and others that the file holds are kept."""
    study = Study()
    results: dict[str, Any] = read_json(path) if path.exists() else {}
    results |= {
        "recipe": "python experiments/attribution/measure_systems.py",
        "seed": SEED,
        "versions": library_versions("torch", "transformers", "scikit-learn", "numpy", "scipy"),
    }
    for name in parts:
        results[name] = PARTS[name](study)
        write_json(path, results)
        print(name, json.dumps(results[name], indent=1), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else RESULTS, sys.argv[2:] or list(PARTS))
