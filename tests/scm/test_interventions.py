"""Set, shift, clip, a new mechanism, several at once, and only where a row was observed to be."""

import numpy
import pandas
import pytest

from couple.foundation import UserError, build_config, numpy_generator
from couple.graph import Edge, ValueGraph
from couple.scm import Clip, LinearGaussianSCM, OrdinalSCM, Set, Shift, Soft, WhatIfConfig, Where, read_intervention

GRAPH = ValueGraph(("a", "b", "c"), (Edge("a", "b"), Edge("a", "c"), Edge("b", "c")))


def rows(count: int = 200) -> pandas.DataFrame:
    noise = numpy_generator(1, "interventions").standard_normal((count, 3))
    a = noise[:, 0]
    b = 0.5 * a + noise[:, 1]
    return pandas.DataFrame({"a": a, "b": b, "c": a - 2 * b + noise[:, 2]})


MODEL = LinearGaussianSCM.fit(GRAPH, rows())


def effect(source: str, target: str) -> float:
    return MODEL.direct_effect(source, target)


def test_shift_acts_on_the_natural_value_in_the_new_world():
    table = rows()
    after = MODEL.counterfactual(table, {"a": Shift(1.0), "b": Shift(2.0)})
    assert after["a"].to_numpy() == pytest.approx((table["a"] + 1).to_numpy(), abs=1e-12)
    b = table["b"] + effect("a", "b") + 2
    assert after["b"].to_numpy() == pytest.approx(b.to_numpy(), abs=1e-12)
    c = table["c"] + effect("a", "c") + effect("b", "c") * (effect("a", "b") + 2)
    assert after["c"].to_numpy() == pytest.approx(c.to_numpy(), abs=1e-9)


def test_clip_moves_only_what_lies_outside():
    table = rows()
    after = MODEL.counterfactual(table, {"b": Clip(-0.5, 0.5)})
    inside = table["b"].between(-0.5, 0.5)
    assert after[inside].equals(table[inside])
    assert after["b"].between(-0.5, 0.5).all()
    assert MODEL.counterfactual(table, {"b": Clip(low=-100)}).equals(table)
    for wrong in ((None, None), (2.0, 1.0)):
        with pytest.raises(UserError):
            Clip(*wrong)


def test_a_new_mechanism_keeps_the_node_s_own_noise():
    table = rows()
    noise = MODEL.abduct(table)["c"] * float(MODEL.scale[2])
    after = MODEL.counterfactual(table, {"c": Soft({"a": 3.0}, intercept=1.0)})
    assert after["c"].to_numpy() == pytest.approx((1 + 3 * table["a"] + noise).to_numpy(), abs=1e-9)
    own = Soft({"a": effect("a", "c"), "b": effect("b", "c")}, intercept=float(MODEL.intercept[2]))
    assert MODEL.counterfactual(table, {"c": own})["c"].to_numpy() == pytest.approx(table["c"].to_numpy(), abs=1e-9)
    with pytest.raises(UserError, match="c does not come before b"):
        MODEL.counterfactual(table, {"b": Soft({"c": 1.0})})


def test_where_leaves_other_rows_bit_for_bit():
    table = rows().assign(group=["x", "y"] * 100)
    rule = Where(Set(2.0), within={"a": (0.0, None)}, among={"group": ("x",)})
    after = MODEL.counterfactual(table, {"b": rule})
    chosen = (table["a"] >= 0) & (table["group"] == "x")
    assert (after["b"][chosen] == 2.0).all()
    assert after[~chosen].equals(table[~chosen])
    expected = MODEL.counterfactual(table, {"b": 2.0})
    assert after["c"][chosen].equals(expected["c"][chosen])
    with pytest.raises(UserError, match="did you mean group"):
        MODEL.counterfactual(table, {"b": Where(Set(1.0), among={"groups": ("x",)})})


def test_a_graded_answer_takes_rules_too():
    answers = pandas.DataFrame({name: numpy.digitize(rows()[name], [-1, 0, 1]) + 1.0 for name in "abc"})
    model = OrdinalSCM.fit(GRAPH, answers)
    assert model.counterfactual(answers, {node: Shift(0.0) for node in "abc"}).equals(answers)
    raised = model.counterfactual(answers, {"a": Clip(low=4)})
    assert (raised["a"] == 4).all()
    top = answers["a"] == 4
    assert raised[top].equals(answers[top])
    flooded = model.counterfactual(answers, {"c": Soft({}, intercept=50.0)})
    assert (flooded["c"] == 4).all()


@pytest.mark.parametrize("order", ["abc", "cab", "bca"])
def test_the_order_of_columns_rows_and_nodes_changes_nothing(order):
    graph = ValueGraph(tuple(order), GRAPH.edges)
    model, table = LinearGaussianSCM.fit(graph, rows()), rows()
    do = {"a": Shift(1.0), "b": Clip(-1, 1)}
    expected = MODEL.counterfactual(table, do)
    found = model.counterfactual(table[list(order)].iloc[::-1], do).iloc[::-1][list("abc")]
    assert numpy.abs(found.to_numpy() - expected.to_numpy()).max() < 1e-12


def test_the_command_s_words():
    config = build_config(
        WhatIfConfig,
        {"scm": "m", "observed": "o", "do": {"a": 1}, "shift": {"b": 2}, "where": {"c": [None, 3], "group": "x"}},
        where="",
    )
    rules = read_intervention(config, "abc")
    assert rules["a"] == Where(rules["a"].rule, {"c": (None, 3)}, {"group": ("x",)})
    assert rules["a"].rule.value == 1.0
    assert rules["b"].rule == Shift(2.0)
    assert MODEL.outside_support({"a": 99.0, "b": Clip(0.0, 50.0), "c": Where(Set(-99.0))}) == (
        *MODEL.outside_support({"a": 99.0}),
        *MODEL.outside_support({"b": Clip(0.0, 50.0)}),
        *MODEL.outside_support({"c": -99.0}),
    )
    assert len(MODEL.outside_support({"a": 99.0, "b": Clip(0.0, 50.0), "c": Where(Set(-99.0))})) == 3
