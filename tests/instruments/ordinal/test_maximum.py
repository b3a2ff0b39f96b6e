import dataclasses

import numpy
import pytest
import torch
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from couple.instruments.ordinal.cells import CellEffects
from couple.instruments.ordinal.data import ordinal_data
from couple.instruments.ordinal.maximum import MaximumAPosteriori
from couple.instruments.ordinal.simulation import Population, simulate_ratings
from couple.instruments.ordinal.specification import OrdinalRegression
from couple.instruments.recorded.ratings import Ratings


def mode(ratings, key, **config):
    regression = OrdinalRegression(ordinal_data(ratings, key, by_run=False), OrdinalRegression.Config(**config))
    return MaximumAPosteriori().fit(regression, seed=0).value_effects[0]


def test_with_one_threshold_it_is_logistic_regression(few):
    key, ratings = few
    data = ordinal_data(ratings, key, by_run=False)
    data = dataclasses.replace(data, rating=(data.rating >= 3).long(), levels=2)
    cells = (data.respondent * 3 + data.item // 2).numpy()
    peer = LogisticRegression(C=2.0**2, tol=1e-10, max_iter=10_000)
    peer.fit(numpy.eye(6)[cells], data.rating.numpy(), sample_weight=data.count.numpy())
    theirs = torch.tensor(peer.coef_.reshape(2, 3))
    theirs = theirs - theirs.mean(dim=1, keepdim=True)
    assert torch.allclose(CellEffects(data).fit(), theirs, atol=1e-5)


def test_with_six_answers_it_is_what_another_optimiser_finds(few):
    """The same density, written anew in NumPy and maximised by scipy over thresholds as they are."""
    key, ratings = few
    cells = CellEffects(ordinal_data(ratings, key, by_run=False))
    counts = cells.counts.numpy()

    def loss(x):
        theta, cuts = x[:6].reshape(2, 3), numpy.concatenate([x[6:7], x[6:7] + numpy.cumsum(numpy.exp(x[7:]))])
        below = expit(cuts - theta[..., None])
        shares = numpy.diff(below, axis=2, prepend=0.0, append=1.0)
        return -(counts * numpy.log(shares)).sum() + (theta**2).sum() / 8

    start = numpy.concatenate([numpy.zeros(6), [-1.5], numpy.zeros(4)])
    theirs = minimize(loss, start, method="BFGS", options={"gtol": 1e-7}).x[:6].reshape(2, 3)
    theirs = theirs - theirs.mean(axis=1, keepdims=True)
    assert cells.fit().numpy() == pytest.approx(theirs, abs=1e-4)


@pytest.mark.parametrize("link", ["logit", "probit"])
def test_reading_the_scale_from_its_other_end_turns_the_signs(few, link):
    key, ratings = few
    turned = {
        m: {i: {v: 7 - r for v, r in given.items()} for i, given in rated.items()}
        for m, rated in ratings.usable.items()
    }
    there, back = mode(ratings, key, link=link), mode(Ratings(turned, ()), key, link=link)
    assert there.abs().max() > 0.3
    assert torch.allclose(back, -there, atol=1e-4)


def test_a_respondents_style_leaves_the_contrasts_where_they_are(key40):
    """One respondent rates everything 1.2 logits higher; the others answer as before, item for item."""
    first = torch.linspace(-1, 1, 10, dtype=torch.float64)
    effects = torch.stack([first, first.roll(3), first.flip(0)])
    quiet = Population(run_spread=0.0)

    def contrasts(level):
        ratings = simulate_ratings(effects, torch.tensor(level).double(), key40, runs=300, seed=5, population=quiet)
        found = mode(ratings, key40)
        return found[:, None] - found[None]

    plain, styled = contrasts([0.0, 0.0, 0.0]), contrasts([1.2, 0.0, 0.0])
    assert plain.abs().max() > 0.4
    assert (styled - plain).abs().max() < 0.1


def test_probit_effects_are_those_of_the_logit_on_a_smaller_scale(few):
    key, ratings = few
    logit, probit = mode(ratings, key, effect=3.0), mode(ratings, key, link="probit", effect=3.0)
    assert torch.corrcoef(torch.stack([logit.flatten(), probit.flatten()]))[0, 1] > 0.99
    assert probit.abs().max() < logit.abs().max()


def test_a_single_respondent_and_a_single_value_have_modes(few):
    key, ratings = few
    alone = mode(Ratings({"a": ratings.usable["a"]}, ()), key)
    assert alone[0].argmax() == 0 and alone[0].argmin() == 1
    assert mode(ratings, {"all": tuple(item for items in key.values() for item in items)}).tolist() == [[0.0], [0.0]]
