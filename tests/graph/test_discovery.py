"""Searches return what the data license, by name, whatever the order of the columns, and constraints are checked."""

import numpy
import pandas
import pytest

from couple.foundation import UserError, numpy_generator
from couple.graph import (
    Constraints,
    Ges,
    GesConfig,
    Mark,
    MarkedEdge,
    Pc,
    PcConfig,
    build_algorithm,
    load_constraints,
    search,
)

NONE = Constraints()
ALGORITHMS = [Pc(PcConfig()), Ges(GesConfig())]


def collider(rows: int = 2000) -> pandas.DataFrame:
    """cause_one -> effect <- cause_two, effect -> after: the data license every direction."""
    noise = numpy_generator(1, "collider").standard_normal((rows, 4))
    one, two = noise[:, 0], noise[:, 1]
    effect = one - two + 0.7 * noise[:, 2]
    return pandas.DataFrame({"effect": effect, "cause_two": two, "after": effect + noise[:, 3], "cause_one": one})


def chain(rows: int = 2000) -> pandas.DataFrame:
    """a -> b -> c: the data license no direction."""
    noise = numpy_generator(2, "chain").standard_normal((rows, 3))
    a = noise[:, 0]
    b = 0.8 * a + noise[:, 1]
    return pandas.DataFrame({"a": a, "b": b, "c": 0.8 * b + noise[:, 2]})


@pytest.mark.parametrize("algorithm", ALGORITHMS, ids=lambda algorithm: algorithm.name)
def test_collider_is_directed_and_chain_is_not(algorithm):
    found = search(algorithm, collider(), NONE)
    assert found.directed == {("cause_one", "effect"), ("cause_two", "effect"), ("effect", "after")}
    assert found.undecided == frozenset()
    found = search(algorithm, chain(), NONE)
    assert found.directed == frozenset()
    assert found.undecided == {("a", "b"), ("b", "c")}
    assert MarkedEdge("a", "b", Mark.TAIL, Mark.TAIL) in found.edges


@pytest.mark.parametrize("algorithm", ALGORITHMS, ids=lambda algorithm: algorithm.name)
def test_column_order_changes_nothing(algorithm):
    table = collider(150)
    generator = numpy_generator(3, "orders")
    expected = search(algorithm, table, NONE).edges
    for _ in range(5):
        shuffled = table.loc[:, generator.permutation(table.columns.to_numpy())]
        assert search(algorithm, shuffled, NONE).edges == expected


def test_pc_uses_tiers_and_forbidden_directions():
    assert search(Pc(PcConfig()), chain(), Constraints(tiers=(("c",), ("b",), ("a",)))).directed == {
        ("c", "b"),
        ("b", "a"),
    }
    assert ("b", "a") in search(Pc(PcConfig()), chain(), Constraints(forbidden=(("a", "b"),))).directed


def test_violations_are_reported_where_the_algorithm_ignores_knowledge():
    rules = Constraints(forbidden=(("effect", "after"),), required=(("cause_one", "after"),))
    found = search(Ges(GesConfig()), collider(), rules)
    assert rules.violations(found) == (
        "forbidden edge effect -> after",
        "required edge cause_one -> after is missing",
    )
    assert NONE.violations(found) == ()


def test_a_cause_of_all_is_partialled_out_exactly():
    """On the residuals of the common cause the partial correlations are those given the common cause."""
    generator = numpy_generator(4, "common")
    style = generator.standard_normal(3000)
    noise = generator.standard_normal((3000, 3))
    table = pandas.DataFrame(
        {"style": style, "x": style + noise[:, 0], "y": style + noise[:, 1], "z": style - noise[:, 2]}
    )
    rules = Constraints(required=(("style", "x"), ("style", "y"), ("style", "z")))
    assert len(search(Pc(PcConfig()), table[["x", "y", "z"]], NONE).edges) == 3
    for algorithm in ALGORITHMS:
        found = search(algorithm, table, rules)
        assert found.directed == set(rules.required)
        assert found.undecided == frozenset()
        assert rules.violations(found) == ()


def test_constraints_from_yaml(tmp_path):
    file = tmp_path / "known.yaml"
    file.write_text("tiers: [[a], [b, c]]\nrequired:\n  - [a, b]\n")
    rules = load_constraints(file).checked(("a", "b", "c"))
    assert rules.forbids("b", "a")
    assert rules.forbids("c", "a")
    assert not rules.forbids("b", "c")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a", "not a mapping"),
        ("teirs: [[a]]", "did you mean constraints.tiers"),
        ("required: [[a, powr]]", "did you mean power"),
        ("required: [[a, b], [b, a]]", "both required and forbidden"),
        ("required: [[a, b], [b, power], [power, a]]", "cycle"),
        ("required: [[a, b]]\ntiers: [[b], [a]]", "both required and forbidden"),
        ("forbidden: [[a]]", "set constraints.forbidden"),
    ],
)
def test_constraints_that_cannot_be(tmp_path, text, said):
    file = tmp_path / "known.yaml"
    file.write_text(text)
    with pytest.raises(UserError, match=said):
        load_constraints(file).checked(("a", "b", "power"))


def test_unknown_algorithm_and_setting():
    with pytest.raises(UserError, match="did you mean algorithm=ges"):
        build_algorithm({"name": "gess"})
    with pytest.raises(UserError, match=r"did you mean algorithm\.alpha"):
        build_algorithm({"name": "pc", "alfa": 0.05})
    with pytest.raises(UserError, match="alpha"):
        build_algorithm({"name": "pc", "alpha": 2})


def test_searches_leave_global_randomness_alone():
    before = numpy.random.get_state()[1].tolist()  # noqa: NPY002 -- the global state is what is watched
    for algorithm in ALGORITHMS:
        search(algorithm, chain(200), NONE)
    assert numpy.random.get_state()[1].tolist() == before  # noqa: NPY002
