"""Seeing, doing and imagining give the numbers of the closed forms; what cannot be identified says so."""

import numpy
import pandas
import pytest
import torch

from couple.foundation import UserError, numpy_generator, torch_generator
from couple.graph import Edge, ValueGraph
from couple.scm import (
    BackDoor,
    BinaryTable,
    EffectQuestion,
    FrontDoor,
    LinearGaussianSCM,
    NoEffect,
    NotIdentified,
    OrdinalSCM,
    conditional_mean,
    counterfactual_mean,
    effect_on_the_treated,
    identify,
    interventional_mean,
    mediated_effect,
    necessity_bounds,
    necessity_in_model,
)

GRAPH = ValueGraph(("z", "x", "m", "y"), tuple(Edge(*pair) for pair in ("zx", "zy", "xm", "my", "xy")))


def rows(count: int = 3000) -> pandas.DataFrame:
    noise = numpy_generator(1, "queries").standard_normal((count, 4))
    z = noise[:, 0]
    x = z + noise[:, 1]
    m = 0.5 * x + noise[:, 2]
    return pandas.DataFrame({"z": z, "x": x, "m": m, "y": 2 * m + 0.3 * x - z + noise[:, 3]})


MODEL = LinearGaussianSCM.fit(GRAPH, rows())


def test_doing_is_not_seeing():
    done = interventional_mean(MODEL, "y", {"x": 1.0}, rows=20_000, generator=torch_generator(1))
    exact = float(MODEL.mean()[3]) + MODEL.total_effect("x", "y") * (1.0 - float(MODEL.mean()[1]))
    assert done.mean == pytest.approx(exact, abs=4 * done.standard_error)
    seen = conditional_mean(rows(), "y", {"x": (0.9, 1.1)})
    assert abs(seen.mean - exact) > 0.2  # z confounds the two
    with pytest.raises(UserError, match="no row fits"):
        conditional_mean(rows(), "y", {"x": (50, 60)})


def test_natural_effects_of_a_linear_model_are_its_path_products():
    found = mediated_effect(MODEL, rows(50), cause="x", before=0.0, after=1.0, target="y")
    direct, through = MODEL.direct_effect("x", "y"), MODEL.direct_effect("x", "m") * MODEL.direct_effect("m", "y")
    assert found.direct.mean == pytest.approx(direct, abs=1e-9)
    assert found.indirect.mean == pytest.approx(through, abs=1e-9)
    assert found.total.mean == pytest.approx(direct + through, abs=1e-9)
    nothing = mediated_effect(MODEL, rows(50), cause="y", before=0.0, after=1.0, target="x")
    assert (nothing.total.mean, nothing.direct.mean, nothing.indirect.mean) == (0.0, 0.0, 0.0)
    mean = counterfactual_mean(MODEL, rows(50), "y", {"x": 1.0})
    assert mean.mean == pytest.approx(MODEL.counterfactual(rows(50), {"x": 1.0})["y"].mean())


def test_effect_on_the_treated():
    table = rows(400).assign(x=lambda t: t["x"].round())
    found = effect_on_the_treated(MODEL, table, treatment="x", value=1.0, instead=0.0, target="y")
    assert found.rows == int((table["x"] == 1).sum())
    assert found.mean == pytest.approx(MODEL.total_effect("x", "y"), abs=1e-9)
    with pytest.raises(UserError, match="there are none"):
        effect_on_the_treated(MODEL, table, treatment="x", value=77.0, instead=0.0, target="y")


def test_back_door_front_door_and_neither():
    assert identify(EffectQuestion(GRAPH, "x", "y")) == BackDoor(EffectQuestion(GRAPH, "x", "y"), ("z",))
    assert isinstance(identify(EffectQuestion(GRAPH, "y", "x")), NoEffect)
    front = ValueGraph(("x", "m", "y"), (Edge("x", "m"), Edge("m", "y")))
    question = EffectQuestion(front, "x", "y", hidden=(("x", "y"),))
    assert identify(question) == FrontDoor(question, ("m",))
    bow = ValueGraph(("x", "y"), (Edge("x", "y"),))
    question = EffectQuestion(bow, "x", "y", hidden=(("x", "y"),))
    answer = identify(question)
    assert isinstance(answer, NotIdentified)
    assert answer.question is question
    assert "hidden common cause of x and y" in answer.reason
    assert isinstance(identify(EffectQuestion(GRAPH, "x", "y", hidden=(("x", "m"), ("m", "y")))), NotIdentified)
    with pytest.raises(UserError, match="no such variable"):
        EffectQuestion(bow, "x", "w")


def test_an_adjustment_set_that_was_found_gives_the_effect():
    found = identify(EffectQuestion(GRAPH, "x", "y"))
    assert isinstance(found, BackDoor)
    table = rows()
    design = numpy.column_stack([numpy.ones(len(table)), table["x"], table[list(found.adjustment)]])
    coefficient = numpy.linalg.lstsq(design, table["y"], rcond=None)[0][1]
    assert coefficient == pytest.approx(MODEL.total_effect("x", "y"), abs=0.05)


def test_bounds_of_tian_and_pearl():
    """Their example of a harmful drug (Pearl 2009, ch. 9): PN is 1 and PNS follows, from experiment and survey."""
    drug = BinaryTable(x_y=0.001, x_not_y=0.499, not_x_y=0.014, not_x_not_y=0.486, y_do_x=0.016, y_do_not_x=0.014)
    found = necessity_bounds(drug)
    assert found.necessity is not None
    assert (found.necessity.low, found.necessity.high) == (pytest.approx(1.0), pytest.approx(1.0))
    assert found.both.low == pytest.approx(0.002)
    fair = BinaryTable(0.4, 0.1, 0.1, 0.4, 0.8, 0.2)
    monotone = necessity_bounds(fair, monotone=True)
    assert monotone.both.identified
    assert monotone.both.low == pytest.approx(0.6)
    assert monotone.necessity.low == pytest.approx((0.5 - 0.2) / 0.4)
    assert monotone.sufficiency.low == pytest.approx((0.8 - 0.5) / 0.4)
    with pytest.raises(UserError, match="does not lie within P"):
        necessity_bounds(BinaryTable(0.1, 0.4, 0.4, 0.1, 0.2, 0.8), monotone=True)
    with pytest.raises(UserError, match="as the shares demand"):
        BinaryTable(0.4, 0.1, 0.1, 0.4, 0.1, 0.9)
    with pytest.raises(UserError, match="do not add up"):
        BinaryTable(0.5, 0.5, 0.5, 0.5, 0.5, 0.5)
    assert necessity_bounds(BinaryTable(0.0, 0.5, 0.2, 0.3, 0.0, 0.4)).necessity is None


@pytest.mark.parametrize("seed", range(20))
def test_the_truth_lies_within_the_bounds(seed):
    """People of four kinds (helped, hurt, always, never) under confounded exposure: everything can be counted."""
    generator = numpy_generator(seed, "kinds")
    kinds, exposed = generator.dirichlet(numpy.ones(4)), generator.random(4)  # helped, hurt, always, never
    y1, y0 = numpy.array([1, 0, 1, 0]), numpy.array([0, 1, 1, 0])
    table = BinaryTable(
        x_y=float((kinds * exposed * y1).sum()),
        x_not_y=float((kinds * exposed * (1 - y1)).sum()),
        not_x_y=float((kinds * (1 - exposed) * y0).sum()),
        not_x_not_y=float((kinds * (1 - exposed) * (1 - y0)).sum()),
        y_do_x=float((kinds * y1).sum()),
        y_do_not_x=float((kinds * y0).sum()),
    )
    found = necessity_bounds(table)
    necessity = (kinds * exposed)[0] / table.x_y
    sufficiency = (kinds * (1 - exposed))[0] / table.not_x_not_y
    for bounds, truth in ((found.necessity, necessity), (found.sufficiency, sufficiency), (found.both, kinds[0])):
        assert bounds.low - 1e-12 <= truth <= bounds.high + 1e-12


def test_firing_squad():
    """An order makes both riflemen shoot, and the prisoner dies: one of them is not necessary (Pearl 2009, ch. 7)."""
    generator = numpy_generator(3, "squad")
    order = (generator.random(400) < 0.5).astype(float)
    table = pandas.DataFrame({"order": order, "one": order, "two": order, "dead": order})
    shots = [("order", "one"), ("order", "two"), ("one", "dead"), ("two", "dead")]
    graph = ValueGraph(("order", "one", "two", "dead"), tuple(Edge(*shot) for shot in shots))
    sure = 40.0
    model = OrdinalSCM(
        graph,
        torch.tensor([[0.0] * 4, [sure, 0, 0, 0], [sure, 0, 0, 0], [0, sure, sure, 0]], dtype=torch.float64),
        torch.tensor([[0.0, 1.0]] * 4, dtype=torch.float64),
        torch.tensor([[0.0], [sure / 2], [sure / 2], [sure / 2]], dtype=torch.float64),
    )
    found = necessity_in_model(
        model, table, cause="one", present=1.0, absent=0.0, effect="dead", happened=lambda column: column == 1
    )
    assert found.necessity is not None
    assert found.sufficiency is not None
    assert found.necessity.low == 0.0  # the other still shoots
    assert found.sufficiency.low == 1.0  # one shot would have killed
    assert found.both.low == pytest.approx(float((order == 0).mean()))
