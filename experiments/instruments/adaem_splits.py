"""How much do questions differ in how they separate respondents, and what does a choice among them gain?

    python experiments/instruments/adaem_splits.py RUN RUN      # finished folders of couple.measure instrument=adaem

Of four fresh opinions of each respondent two can choose questions and two others judge them, in six ways. Prints the
true variance of separation and what the best quarter gains over the seeds; intervals resample questions. Then it asks
three respondents for four more opinions on the best 8 questions found, and compares them with the seeds (ten minutes).
"""

import json
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from couple.foundation import child_seed
from couple.instruments.adaem.informativeness import contrast
from couple.instruments.adaem.instrument import AdaptiveQuestions
from couple.instruments.adaem.judging import read_opinions
from couple.instruments.adaem.opinions import read_opinion
from couple.instruments.adaem.reading import likelihoods

OPINIONS, DRAWS = 4, 1000
SPLITS = [(pair, tuple(set(range(OPINIONS)) - set(pair))) for pair in combinations(range(OPINIONS), 2)]


def products(run: Path, detector: str, instrument: AdaptiveQuestions) -> tuple[list[str], np.ndarray]:
    """Questions as asked, and products of the differences in two opinions: (questions, opinions, opinions)."""
    asked = len(pd.read_csv(run / "questions.csv"))
    records = [json.loads(line) for line in (run / "answers.jsonl").read_text().splitlines()]
    respondents = list(dict.fromkeys(record["respondent"] for record in records))
    fresh = records[-asked * OPINIONS * len(respondents) :]
    read = read_opinions([read_opinion(one["text"], form="plain") for one in fresh], instrument.judge(detector))
    by = {(one["item"], one["respondent"], one["version"]): reading for one, reading in zip(fresh, read, strict=True)}
    questions, versions = list(dict.fromkeys(one["item"] for one in fresh)), sorted({one["version"] for one in fresh})
    names = instrument.system.names
    given = [[[by[asked, who, version] for version in versions] for who in respondents] for asked in questions]
    rows = np.array([[likelihoods(own, names) for own in each] for each in given])
    pairs = list(combinations(range(len(respondents)), 2))
    apart = np.nan_to_num(np.stack([rows[:, one] - rows[:, other] for one, other in pairs], axis=1))
    return questions, np.einsum("qpav,qpbv->qab", apart, apart) / len(pairs)


def separations(product: np.ndarray) -> np.ndarray:
    """Of each question, without chance."""
    off = product.sum(axis=(1, 2)) - np.trace(product, axis1=1, axis2=2)
    return off / (OPINIONS * (OPINIONS - 1))


def true_variance(product: np.ndarray) -> float:
    """Covariance of what disjoint pairs of opinions say: chance does not repeat itself."""
    return float(np.mean([np.cov(product[:, *a], product[:, *b])[0, 1] for a, b in SPLITS]))


def gain(chosen: np.ndarray, judged: np.ndarray, seed_question: np.ndarray) -> float:
    """Of the best quarter by two opinions over the seeds, by the two others."""
    quarter = round(len(chosen) / 4)
    best = [np.argsort(-chosen[:, *a], kind="stable")[:quarter] for a, _ in SPLITS]
    gains = [
        judged[top][:, *b].mean() - judged[seed_question][:, *b].mean()
        for top, (_, b) in zip(best, SPLITS, strict=True)
    ]
    return float(np.mean(gains))


def main(runs: list[Path]) -> None:
    """All that ``adaem.md`` says of splits."""
    instrument = AdaptiveQuestions(AdaptiveQuestions.Config())
    read = {name: [products(run, name, instrument) for run in runs] for name in ("fast", "accurate")}
    questions = [question for asked, _ in read["fast"] for question in asked]
    seeds = [
        set(table.loc[table["origin"] == "seed", "question"])
        for table in (pd.read_csv(run / "questions.csv") for run in runs)
    ]
    is_seed = np.array([question in seeds[k] for k, (asked, _) in enumerate(read["fast"]) for question in asked])
    chosen, judged = (np.concatenate([product for _, product in read[name]]) for name in ("fast", "accurate"))
    generator = np.random.default_rng(0)
    again = [generator.integers(len(questions), size=len(questions)) for _ in range(DRAWS)]
    variances = [true_variance(judged[rows]) for rows in again]
    gains = [gain(chosen[rows], judged[rows], is_seed[rows]) for rows in again]
    known = separations(judged)
    print(f"{len(questions)} questions, mean {known.mean():.3f}, above zero {(known > 0).sum()}")
    print(f"true variance {true_variance(judged):.4f} {np.percentile(variances, [2.5, 97.5]).round(4)}")
    print(
        f"best quarter by two opinions: {gain(chosen, judged, is_seed):+.3f}",
        np.percentile(gains, [2.5, 97.5]).round(3),
    )
    order = sorted(np.flatnonzero(~is_seed), key=lambda place: -separations(chosen)[place])
    best = [questions[place] for place in order[:8]]
    more = asked_again(best, instrument)
    print(f"best 8 found by four opinions, four more: {contrast(more, known[is_seed].tolist(), seed=0)}")


def asked_again(questions: list[str], instrument: AdaptiveQuestions) -> list[float]:
    """Separation in four more opinions of the untouched decoder and of it under the two profiles."""
    from tempfile import TemporaryDirectory

    from couple.attribution import AttributionConfig
    from couple.counterfactual import CounterfactualConfig
    from couple.counterfactual.assembly import LoopConfig, ReferenceConfig, assemble
    from couple.decoder import DecoderConfig
    from couple.instruments.adaem.scoring import Panel
    from couple.instruments.adaem.separation import separation
    from couple.instruments.asking.respondents import SampledText
    from couple.instruments.asking.under_target import UnderTarget
    from couple.values import load_profile

    shipped, loop = ReferenceConfig(reference="ess9"), CounterfactualConfig(candidates=4, round_size=4)
    assembly = assemble(LoopConfig(DecoderConfig(max_new_tokens=32), AttributionConfig(), shipped, shipped, loop))
    profiles = {name: load_profile(name) for name in instrument.profiles}
    others = [UnderTarget(assembly, profile, name=f"smollm2_135m [{name}]") for name, profile in profiles.items()]
    with TemporaryDirectory() as folder:
        log, seed, judge = Path(folder) / "answers.jsonl", child_seed(3, "fresh again"), instrument.judge("accurate")
        panel = Panel([SampledText(assembly.observer), *others], judge, log, seed, OPINIONS, 32, 8, "plain")
        judged = panel.ask(questions)
    found = [separation(one, instrument.system.names, of=likelihoods).value for one in judged]
    return [one for one in found if one is not None]


if __name__ == "__main__":
    main([Path(run) for run in sys.argv[1:]])
