import json

import pytest
import torch

from couple.attribution.head import Head, HeadShape
from couple.attribution.scale import ValueScale
from couple.foundation import UserError

SCALE = ValueScale(members=("b",), slope=1.0, intercept=0.0, anchors=(-1.0, 0.0, 1.0, 2.0))


def head():
    shape = HeadShape(values=("a", "b"), layers=(1,), systems={"mine": {"b": SCALE}})
    return Head(shape, torch.tensor([[1.0, 2.0, 0.0], [0.0, -1.0, 0.5]]), torch.tensor([0.5, 0.0]))


def test_logits_are_linear():
    assert head().logits(torch.tensor([[1.0, 1.0, 2.0]])).tolist() == [[3.5, 0.0]]


def test_a_head_comes_back_as_it_was_saved(tmp_path):
    head().save(tmp_path)
    again = Head.load(tmp_path)
    assert again.shape == head().shape
    assert torch.equal(again.weight, head().weight) and torch.equal(again.bias, head().bias)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("head.safetensors", b"rubbish"),
        ("head.json", b"{}"),
        ("head.json", b"{"),
        ("head.json", json.dumps({"values": ["a"], "layers": [1], "systems": {}}).encode()),
    ],
)
def test_damage_is_the_users_to_mend(tmp_path, name, content):
    head().save(tmp_path)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError):
        Head.load(tmp_path)
