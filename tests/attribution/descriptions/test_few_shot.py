"""Few-shot: the limits of no and of many examples, and what an example may and may not move."""

import json

import pytest
import torch

from couple.attribution.descriptions import FewShotConfig, load_few_shot_attributor
from couple.attribution.descriptions.directions import Directions, taught
from couple.foundation import UserError

TEXT = "The cook hums while he peels potatoes."


@pytest.fixture
def learn(tmp_path, own):
    def from_examples(*examples, name="examples.jsonl"):
        path = tmp_path / name
        path.write_text("".join(json.dumps(one) + "\n" for one in examples), encoding="utf-8")
        return load_few_shot_attributor(FewShotConfig(examples=str(path)), own)

    return from_examples


def test_without_examples_it_is_the_zero_shot(learn, attributor):
    none = learn()
    assert torch.equal(none.logits([TEXT]), attributor.logits([TEXT]))
    assert none.fingerprint == attributor.fingerprint


def test_forgotten_examples_are_a_mistake(own):
    with pytest.raises(UserError, match="examples was not given"):
        load_few_shot_attributor(FewShotConfig(), own)


def test_an_example_moves_its_value_in_its_direction_and_no_other(learn, attributor):
    before = attributor.logits([TEXT])[0]
    up = learn({"text": TEXT, "labels": {"order": 1}}).logits([TEXT])[0]
    down = learn({"text": TEXT, "labels": {"order": 0}}, name="down.jsonl").logits([TEXT])[0]
    assert up[0] > before[0] > down[0]
    assert up[1] == before[1] == down[1]


def test_the_order_of_examples_does_not_matter(learn):
    one, other = {"text": TEXT, "labels": {"order": 1}}, {"text": "Waves.", "levels": {"order": 2, "courage": 5}}
    first, second = learn(one, other), learn(other, one, name="turned.jsonl")
    assert first.fingerprint == second.fingerprint
    assert first.logits([TEXT])[0].tolist() == pytest.approx(second.logits([TEXT])[0].tolist(), abs=1e-6)


def test_examples_change_the_fingerprint(learn, attributor):
    assert learn({"text": TEXT, "labels": {"order": 1}}).fingerprint != attributor.fingerprint


def test_many_examples_teach_what_the_description_does_not_say(background):
    """Labels along a direction that the prior knows nothing of: found, and better with more examples."""
    generator = torch.Generator().manual_seed(1)
    texts = torch.nn.functional.normalize(torch.randn(600, 8, generator=generator, dtype=torch.float64), dim=-1)
    shown = texts[:, 0] > 0.2
    prior = Directions(torch.eye(8, dtype=torch.float64)[1:2], torch.full((1,), -1.0, dtype=torch.float64))

    def right(count):
        after = taught(prior, background, texts[:count], [[bool(mark)] for mark in shown[:count]])
        return float(((after.logits(texts[300:])[:, 0] > 0) == shown[300:]).double().mean())

    assert right(8) <= right(40) + 0.05 and right(300) > 0.85 > right(0)


def test_unknown_labels_teach_nothing(background):
    prior = Directions(torch.ones(2, 3, dtype=torch.float64), torch.zeros(2, dtype=torch.float64))
    after = taught(prior, background, torch.ones(1, 3, dtype=torch.float64), [[None, True]])
    assert torch.equal(after.weight[0], prior.weight[0]) and not torch.equal(after.weight[1], prior.weight[1])
