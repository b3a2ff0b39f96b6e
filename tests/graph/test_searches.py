"""The run of searches: workers and interruptions change nothing, costs are known before, bounds are bounds."""

import numpy
import pandas
import pytest

from couple.foundation import UserError, numpy_generator
from couple.graph import (
    BootstrapConfig,
    Boss,
    BossConfig,
    Constraints,
    CostConfig,
    CostEstimate,
    EdgeFrequencies,
    Pc,
    PcConfig,
    bootstrap_edges,
    estimate_cost,
    refuse_cost,
)

MEMBERS = (Pc(PcConfig()), Boss(BossConfig(starts=1)))


def table(rows: int = 300) -> pandas.DataFrame:
    noise = numpy_generator(1, "searches").standard_normal((rows, 3))
    return pandas.DataFrame({"a": noise[:, 0], "b": noise[:, 0] + noise[:, 1], "c": noise[:, 0] + noise[:, 2]})


def test_workers_change_nothing():
    one, two = (
        bootstrap_edges(MEMBERS, table(), Constraints(), BootstrapConfig(bootstraps=4, workers=workers))
        for workers in (1, 2)
    )
    assert one == two
    assert one.searches == 8
    assert len(one.edge_counts) == 8
    assert one.agreement[0].one == "pc"


def test_a_journal_is_gone_on_with_and_refuses_other_searches(tmp_path):
    journal, config = tmp_path / "searches.jsonl", BootstrapConfig(bootstraps=4)
    whole = bootstrap_edges(MEMBERS, table(), Constraints(), config)
    bootstrap_edges(MEMBERS, table(), Constraints(), BootstrapConfig(bootstraps=2), journal=journal)
    lines = journal.read_text().splitlines()
    assert len(lines) == 1 + 4
    assert bootstrap_edges(MEMBERS, table(), Constraints(), config, journal=journal) == whole
    assert journal.read_text().splitlines()[:5] == lines
    for members, data, rules, settings in [
        (MEMBERS[:1], table(), Constraints(), config),
        (MEMBERS, table().assign(a=0.5 * table()["a"]), Constraints(), config),
        (MEMBERS, table(), Constraints(forbidden=(("a", "b"),)), config),
        (MEMBERS, table(), Constraints(), BootstrapConfig(bootstraps=4, seed=1)),
    ]:
        with pytest.raises(UserError, match="other data, settings or background knowledge"):
            bootstrap_edges(members, data, rules, settings, journal=journal)


def test_halves_are_drawn_without_replacement_and_bound_the_false_pairs():
    """The bound by its formula: q^2 / ((2 pi - 1) p)."""
    found = bootstrap_edges(MEMBERS[0], table(), Constraints(), BootstrapConfig(bootstraps=10, rows=None, halves=True))
    assert found.rows == 150
    joined = numpy.mean(found.edge_counts)
    assert found.expected_false_pairs(0.8) == pytest.approx(joined**2 / (0.6 * 3))
    assert found.expected_false_pairs(0.5) is None
    assert EdgeFrequencies(("a",), 1, 1, (), ()).expected_false_pairs(0.9) is None


def test_the_bound_holds_on_noise():
    """On independent columns every joined pair is false: their number stays below the bound on average."""
    false, bounds = [], []
    for seed in range(10):
        noise = pandas.DataFrame(numpy_generator(seed, "noise").standard_normal((200, 6)), columns=list("abcdef"))
        config = BootstrapConfig(bootstraps=20, rows=None, halves=True, seed=seed)
        found = bootstrap_edges(Pc(PcConfig(alpha=0.2)), noise, Constraints(), config)
        false.append(sum(pair.adjacency >= 0.7 for pair in found.pairs))
        bounds.append(found.expected_false_pairs(0.7))
    assert numpy.mean(bounds) > 0
    assert numpy.mean(false) <= numpy.mean(bounds)


def test_ancestors_and_marks_are_shares_of_the_searches():
    found = bootstrap_edges(MEMBERS[0], table(), Constraints(tiers=(("a",), ("b", "c"))), BootstrapConfig(bootstraps=5))
    shares = {(a.source, a.target): (a.definite, a.possible) for a in found.ancestors}
    assert shares["a", "b"] == (1.0, 1.0)
    assert shares["b", "a"] == (0.0, 0.0)
    assert len(shares) == 6
    (pair,) = [pair for pair in found.pairs if (pair.first, pair.second) == ("a", "b")]
    assert pair.marks == (("a --> b", 5),)


def test_costs_are_measured_on_all_rows_where_that_is_quick_and_extrapolated_where_not():
    quick = estimate_cost(MEMBERS, table(), Constraints(), BootstrapConfig(bootstraps=10))
    assert quick.measured
    assert quick.probed_rows == 300
    assert 0 < quick.seconds < 60
    slow = estimate_cost(
        [Pc(PcConfig(test="kci"))], table(5000), Constraints(), BootstrapConfig(bootstraps=100, rows=None)
    )
    assert not slow.measured
    assert slow.probed_rows < 5000
    assert slow.seconds > 100 * quick.seconds
    with pytest.raises(UserError, match="it would take about") as caught:
        refuse_cost(slow, CostConfig(limit_minutes=0.01), what="search")
    assert "force=true" in caught.value.remedy
    refuse_cost(slow, CostConfig(limit_minutes=0.01, force=True), what="search")
    refuse_cost(quick, CostConfig(), what="search")


def test_costs_in_words():
    words = [str(CostEstimate(seconds, 100, False)) for seconds in (0.1, 60, 600, 36_000)]
    assert words == ["about a second", "about 60 seconds", "about 10 minutes", "about 10.0 hours"]
