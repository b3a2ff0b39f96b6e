"""What the loop starts from without abduction: drawn by the model, for the same question, the same for every target."""

import pytest
import torch

from couple.attribution import SentenceEncoder
from couple.concepts import ConceptSpace
from couple.counterfactual.imagined import imagine
from couple.counterfactual.values import intervene_on_values
from couple.foundation import package_file
from couple.scm import find_scm

QUESTION, OBSERVED = "Should we ban whaling?", "Whaling should be banned because whales are in danger of dying out."


@pytest.fixture(scope="module")
def scm():
    return find_scm("ess9")


@pytest.fixture(scope="module")
def space():
    return ConceptSpace.load(package_file("decoder", "artefacts", "smollm2_135m"), SentenceEncoder.load())


@pytest.fixture(scope="module")
def abducted(space):
    return space.abduct(OBSERVED, QUESTION, dict.fromkeys(space.values, 2.0))


def test_the_same_seed_imagines_the_same_and_another_seed_another(scm, space, abducted):
    scores, imagined = imagine(scm, space, abducted, seed=1)
    again, same = imagine(scm, space, abducted, seed=1)
    assert scores == again
    assert torch.equal(imagined.noise, same.noise) and torch.equal(imagined.latents, same.latents)
    others, other = imagine(scm, space, abducted, seed=2)
    assert scores != others
    assert not torch.equal(imagined.noise, other.noise)


def test_nothing_of_the_observed_answer_is_in_it(scm, space, abducted):
    elsewhere = space.abduct("Yes.", QUESTION, dict.fromkeys(space.values, 4.0))
    scores, imagined = imagine(scm, space, abducted, seed=1)
    same_scores, same = imagine(scm, space, elsewhere, seed=1)
    assert scores == same_scores
    assert torch.equal(imagined.latents, same.latents) and torch.equal(imagined.noise, same.noise)
    assert torch.equal(imagined.question, abducted.question)


def test_where_nothing_is_changed_its_two_worlds_are_one(scm, space, abducted):
    scores, imagined = imagine(scm, space, abducted, seed=1)
    kept = intervene_on_values(scm, scores, {"power": scores["power"]})
    assert torch.equal(space.predict(imagined, scores), imagined.latents)
    assert dict(kept.after) == pytest.approx(dict(scores), abs=1e-12)


def test_the_draws_are_those_of_the_prior(scm, space, abducted):
    drawn = [imagine(scm, space, abducted, seed=seed) for seed in range(200)]
    means = dict(zip(scm.nodes, scm.mean().tolist(), strict=True))
    for value in space.values:
        levels = torch.tensor([scores[value] for scores, _ in drawn])
        assert levels.min() >= 1.0 and levels.max() <= 5.0
        assert float(levels.mean()) == pytest.approx(means[value], abs=0.25)
    noise = torch.stack([imagined.noise for _, imagined in drawn])
    assert float(noise.mean()) == pytest.approx(0.0, abs=0.05)
    assert float(noise.std()) == pytest.approx(1.0, abs=0.05)
