"""Value Portrait's real ratings: 34 language models, 520 items, up to six versions of the prompt (mark B2)."""

import time

import numpy
import pytest
from scipy.stats import spearmanr

from couple.instruments import build_instrument
from couple.instruments.ordinal.cells import CellEffects
from couple.instruments.ordinal.data import ordinal_data
from couple.instruments.ordinal.maximum import MaximumAPosteriori
from couple.instruments.ordinal.specification import OrdinalRegression
from couple.instruments.recorded.csv_table import read_rows


@pytest.fixture(scope="module")
def portrait(portrait_folder):
    """The ratings as data, and released scores: of all 34 models by our scorer, of 17 as published."""
    instrument = build_instrument({"name": "portrait", "compat": "released"})
    ratings = instrument.recorded(portrait_folder / "llm_ratings_long.csv")
    data = ordinal_data(ratings, instrument.key.scales["pvq"], by_run=False)
    scores = {(one.model, one.dimension): one.centred_mean for one in instrument.score(ratings) if one.family == "pvq"}
    rows = read_rows(portrait_folder / "published_scores.csv", what="scores")
    published = {(row["model"], row["dimension"]): float(row["centred_mean"]) for row in rows if row["family"] == "pvq"}
    return data, scores, published


def test_plain_cell_effects_go_with_the_published_scores(portrait):
    data, scores, published = portrait
    started = time.perf_counter()
    cells = CellEffects(data)
    assert int(cells.counts.sum()) == 56_689
    effects = cells.fit().numpy()
    assert time.perf_counter() - started < 60
    ours = numpy.array([[scores[model, value] for value in data.values] for model in data.respondents])
    assert numpy.corrcoef(effects.ravel(), ours.ravel())[0, 1] >= 0.97
    within = [spearmanr(one, other).statistic for one, other in zip(effects, ours, strict=True)]
    assert numpy.mean(within) >= 0.97
    known = [(k, model) for k, model in enumerate(data.respondents) if (model, data.values[0]) in published]
    assert len(known) == 17
    theirs = [published[model, value] for _, model in known for value in data.values]
    assert numpy.corrcoef(effects[[k for k, _ in known]].ravel(), theirs)[0, 1] >= 0.97


def test_the_full_regression_tells_most_of_it_although_it_gives_items_their_share(portrait):
    """Items take over what all models share; what a model thinks of a value's items is effect and items together."""
    data, scores, _ = portrait
    posterior = MaximumAPosteriori().fit(OrdinalRegression(data), seed=0)
    effects = posterior.draws[0]
    speaks = (data.weights > 0).double()
    of_items = (effects.value @ data.weights.T + effects.item) @ (speaks / speaks.sum(dim=0))
    centred = (of_items - of_items.mean(dim=1, keepdim=True)).numpy()
    ours = numpy.array([[scores[model, value] for value in data.values] for model in data.respondents])
    assert numpy.corrcoef(centred.ravel(), ours.ravel())[0, 1] >= 0.95
