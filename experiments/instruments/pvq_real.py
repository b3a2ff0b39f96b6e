"""The ordinal regression on real ratings: Value Portrait's 34 models, and countries of the European Social Survey.

    python experiments/instruments/pvq_real.py

Prints what ``pvq_real.md`` tells. Only estimates leave this script, no ratings of people.
"""

import time

import numpy
import torch
from scipy.stats import spearmanr

from couple.data import locate
from couple.instruments import build_instrument
from couple.instruments.ordinal.cells import CellEffects
from couple.instruments.ordinal.contrasts import Contrasts
from couple.instruments.ordinal.countries import country_key, country_ratings
from couple.instruments.ordinal.data import OrdinalData, ordinal_data
from couple.instruments.ordinal.maximum import MaximumAPosteriori
from couple.instruments.ordinal.predictive import predictive_check
from couple.instruments.ordinal.specification import Effects, OrdinalRegression
from couple.instruments.ordinal.variational import Variational
from couple.instruments.recorded.csv_table import read_rows
from couple.values import country_table, load_system

COUNTRIES = ("SE", "DE", "FR", "ES", "PL", "BG")


def of_items(effects: Effects, data: OrdinalData) -> numpy.ndarray:
    """What each model thinks of a value's items: the mean over them of effect and item, centred by model."""
    speaks = (data.weights > 0).double()
    cells = (effects.value @ data.weights.T + effects.item) @ (speaks / speaks.sum(dim=0))
    return (cells - cells.mean(dim=1, keepdim=True)).numpy()


def agreement(effects: numpy.ndarray, scores: numpy.ndarray) -> str:
    """Correlations over all cells and within models."""
    within = [float(spearmanr(one, other).statistic) for one, other in zip(effects, scores, strict=True)]
    pearson, rank = numpy.corrcoef(effects.ravel(), scores.ravel())[0, 1], spearmanr(effects.ravel(), scores.ravel())
    models = f"within models {numpy.mean(within):.3f} (min {min(within):.3f})"
    return f"Pearson {pearson:.3f}, Spearman {rank.statistic:.3f}, {models}"


def value_portrait() -> None:
    """Mark B2."""
    folder = locate("valueportrait")
    instrument = build_instrument({"name": "portrait", "compat": "released"})
    ratings = instrument.recorded(folder / "llm_ratings_long.csv")
    scores = {(one.model, one.dimension): one.centred_mean for one in instrument.score(ratings) if one.family == "pvq"}
    rows = [row for row in read_rows(folder / "published_scores.csv", what="scores") if row["family"] == "pvq"]
    published = {(row["model"], row["dimension"]): float(row["centred_mean"]) for row in rows}
    data = ordinal_data(ratings, instrument.key.scales["pvq"], by_run=False)
    ours = numpy.array([[scores[model, value] for value in data.values] for model in data.respondents])
    known = [k for k, model in enumerate(data.respondents) if (model, data.values[0]) in published]
    theirs = numpy.array([[published[data.respondents[k], value] for value in data.values] for k in known])

    def show(name: str, effects: numpy.ndarray, started: float) -> None:
        print(f"{name}: {time.process_time() - started:.1f} s of CPU")
        print(f"   34 models, our scores: {agreement(effects, ours)}")
        print(f"   {len(known)} models, published: {agreement(effects[known], theirs)}", flush=True)

    started = time.process_time()
    cells = CellEffects(data)
    print(f"{int(cells.counts.sum()):,} ratings by tag, {data.ratings:,} by item, {len(data.count):,} distinct rows")
    effects = cells.fit().numpy()
    show("cells, mode", effects, started)
    places = {value: data.values.index(value) for value in data.values}
    high = effects[:, [places["Universalism"], places["Benevolence"]]].mean(axis=1)
    low = effects[:, [places["Power"], places["Achievement"]]].mean(axis=1)
    print(f"   self-transcendence above self-enhancement: {(high > low).sum()} of {len(effects)}")
    regression = OrdinalRegression(data)
    for name, way in (("regression, mode", MaximumAPosteriori()), ("regression, variational", Variational())):
        started = time.process_time()
        posterior = way.fit(regression, seed=0)
        draws = posterior.draws[:: max(1, len(posterior.draws) // 200)]
        show(name, numpy.mean([of_items(draw, data) for draw in draws], axis=0), started)
    print(f"   {posterior.method}; doubts: {posterior.doubts}")
    check = predictive_check(posterior, seed=0)
    print(
        f"   models that repeat themselves more than predicted: "
        f"{sum(one.observed > one.upper for one in check.agreement.values())} of {len(check.agreement)}"
    )
    widths = posterior.value_effects.std(dim=0)
    print(f"   posterior deviation of an effect: {float(widths.min()):.2f} to {float(widths.max()):.2f}")


def countries() -> None:
    """Six countries, 100 people of each."""
    ratings = country_ratings(COUNTRIES, people=100, seed=0)
    started = time.process_time()
    posterior = Variational().fit(OrdinalRegression(ordinal_data(ratings, country_key())), seed=0)
    print(f"countries, variational: {time.process_time() - started:.1f} s of CPU, doubts {posterior.doubts}")
    groups = load_system("schwartz10").higher_order
    found = Contrasts(posterior, groups)
    means = {code: country_table()[code].centred for code in COUNTRIES}
    for group, values in groups.items():
        for code in COUNTRIES:
            one = found.against_others(f"ESS {code}", group)
            score = {other: numpy.mean([means[other][value] for value in values]) for other in COUNTRIES}
            gap = score[code] - numpy.mean([score[other] for other in COUNTRIES if other != code])
            interval = f"{one.lower:+.2f} to {one.upper:+.2f}"
            print(f"| {code} | {group} | {one.estimate:+.2f} | {interval} | {one.above:.3f} | {gap:+.2f} |")
    estimate = torch.stack([found.draws[:, k].mean(dim=0)[:10] for k in range(len(COUNTRIES))]).numpy()
    known = numpy.array([[means[code][value] for value in country_key()] for code in COUNTRIES])
    print(f"effects against the country table's centred means, all cells: {agreement(estimate, known)}")


if __name__ == "__main__":
    value_portrait()
    countries()
