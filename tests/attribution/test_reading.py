import math

import pytest
import torch
from pydantic import ValidationError

from couple.attribution.reading import (
    Reading,
    SystemReader,
    SystemReading,
    ValueReading,
    noisy_or,
    strongest_other,
)

NAMES = ("a", "b", "c")


def value(name, *, others=(0.0, 0.0, 0.0), anchors=(-2.0, 0.0, 2.0)):
    return ValueReading(members=(name,), slope=1.0, intercept=0.0, others=others, anchors=anchors, most_important=1.0)


def reader(*, conformal=None, competition=0.5, others=None, names=NAMES):
    others = others or {}
    values = {name: value(name, others=others.get(name, (0.0, 0.0, 0.0))) for name in NAMES}
    system = SystemReading(values=values, strength=1.0, competition=competition, conformal=conformal)
    reading = Reading(source=NAMES, slopes=(2.0, 1.0, 1.0), intercepts=(0.5, 0.0, 0.0), systems={"own": system})
    return SystemReader(reading, "own", names)


def logits(*rows):
    return torch.tensor(rows, dtype=torch.float64)


def test_utilities_follow_their_equation():
    found = reader(others={"a": (0.0, 0.25, -0.5)}).utilities(logits([1.0, 2.0, 3.0]))
    two, three = (1 / (1 + math.exp(-x)) for x in (2, 3))
    assert found.tolist()[0] == pytest.approx([2.5 + 0.25 * two - 0.5 * three, 2.0, 3.0])


def test_scores_at_the_anchors():
    quiet = [-9.0, -9.0]
    low, border, high, strong = (
        reader(competition=0.0)
        .scores(logits([-2.0, *quiet], [0.0, *quiet], [2.0, *quiet], [30.0, *quiet]))[:, 0]
        .tolist()
    )
    assert (low, border) == (2.0, 3.0)
    assert high == pytest.approx(4 + 1 / (1 + math.exp(-1)))  # 4, and towards 5 by sigma(2 - 1)
    assert strong == pytest.approx(5.0)


def test_scores_never_fall_as_the_utility_rises_and_stay_in_range():
    steps = torch.linspace(-12, 12, 400, dtype=torch.float64)
    rows = torch.stack([steps, torch.full_like(steps, 1.0), torch.full_like(steps, -1.0)], dim=1)
    scores = reader().scores(rows)[:, 0]
    assert (scores.diff() >= 0).all() and scores.min() == 2 and scores.max() <= 5
    assert scores.diff().max() < 0.1  # no jump


def test_a_stronger_rival_makes_a_value_less_likely_the_most_important():
    alone, beside = reader().scores(logits([3.0, -5.0, -5.0], [3.0, 4.0, -5.0]))[:, 0]
    assert alone > beside > 3


def test_strongest_other():
    assert strongest_other(logits([1.0, 3.0, 2.0])).tolist() == [[3.0, 2.0, 3.0]]
    assert strongest_other(logits([2.0, 2.0])).tolist() == [[2.0, 2.0]]
    assert strongest_other(logits([7.0])).tolist() == [[0.0]]


def test_noisy_or_is_any_of_independent_members():
    one, two = 0.3, 0.6
    found = noisy_or(torch.logit(torch.tensor([[one, two]], dtype=torch.float64))).sigmoid()
    assert float(found) == pytest.approx(1 - (1 - one) * (1 - two))
    assert torch.isfinite(noisy_or(logits([40.0, 50.0], [-700.0, -800.0]))).all()


def test_rejections_join_like_presence():
    found = reader().rejections(torch.logit(logits([0.9, 0.5, 0.1])))
    assert found.tolist()[0] == pytest.approx([0.9, 0.5, 0.1])


def test_label_sets_reach_below_the_threshold():
    rows = logits([-0.4, 1.0, -0.6])
    raw = torch.stack([(rows[:, 0] - 0.5) / 2, rows[:, 1], rows[:, 2]], dim=1)
    chosen = reader(conformal=0.5)
    assert chosen.label_sets(chosen.utilities(raw)) == [("a", "b")]
    assert reader().label_sets(rows) is None


def test_names_not_positions():
    rows, turned = logits([0.3, -1.0, 2.0]), reader(names=NAMES[::-1], others={"a": (0.0, 0.25, -0.5)})
    plain = reader(others={"a": (0.0, 0.25, -0.5)})
    assert torch.equal(turned.scores(turned.utilities(rows)).flip(1), plain.scores(plain.utilities(rows)))


def test_what_does_not_fit_together_is_refused():
    with pytest.raises(ValidationError, match="anchors must rise"):
        value("a", anchors=(0.0, 0.0, 1.0))
    system = SystemReading(values={"a": value("z")}, strength=1.0, competition=0.0)
    with pytest.raises(ValidationError, match="does not fit the 3 source values"):
        Reading(source=NAMES, slopes=(1, 1, 1), intercepts=(0, 0, 0), systems={"own": system})
    with pytest.raises(ValidationError, match="one slope and one intercept"):
        Reading(source=NAMES, slopes=(1, 1), intercepts=(0, 0, 0), systems={})
