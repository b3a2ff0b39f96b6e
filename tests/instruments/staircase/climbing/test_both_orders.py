"""Every staircase climbed twice, the second time with each step's choices exchanged: leaning to a place cancels."""

import re

import numpy as np
import pytest

from couple.instruments import build_instrument
from couple.instruments.comparisons.strengths import bradley_terry
from couple.instruments.comparisons.transitivity import transitivity
from couple.instruments.staircase.climbing.asking import climb
from couple.instruments.staircase.dilemmas.dilemma import STEPS
from couple.instruments.staircase.dilemmas.reading import write_staircases
from couple.instruments.staircase.scoring.climbs import climb_agreements
from couple.instruments.staircase.scoring.conflicts import conflicts_of
from couple.instruments.staircase.scoring.drift import drifts
from couple.instruments.staircase.scoring.preference import drawn_wins, preference, preference_intervals

RANKS = {"care": 6, "fairness": 5, "sanctity": 4, "authority": 3, "liberty": 2, "loyalty": 1}
SHOWN = re.compile(r"\nA: .*\[(.*)\]\.\nB: .*\[(.*)\]\.\n")


class Leaning:
    """Takes what is shown first unless the other's value stands more than ``margin`` ranks above; keeps what it saw."""

    name, fingerprint = "leaning", "leaning-1"

    def __init__(self, margin, patience=1_000_000):
        self.margin, self.patience, self.seen = margin, patience, []

    def answer(self, shown, *, seed):
        if len(self.seen) >= self.patience:
            raise KeyboardInterrupt
        self.seen += [one.prompt.user for one in shown]
        return [self._answer(*SHOWN.search(one.prompt.user).groups()) for one in shown]

    def _answer(self, first, second):
        return "B" if RANKS[second] > RANKS[first] + self.margin else "A"


ALWAYS_FIRST, READS = 10, 0


def ask(dilemmas, respondent, tmp_path, *, orders=2, name="log", contexts=("full",)):
    return climb(dilemmas, respondent, contexts=contexts, log=tmp_path / name, seed=0, orders=orders)


def preferences(dilemmas, made):
    (conflicts,) = conflicts_of(dilemmas, made)
    return dict(zip(conflicts.names, preference(conflicts.overall.wins).tolist(), strict=True))


def test_one_that_always_takes_the_first_prefers_exactly_nothing(tmp_path, make_dilemmas):
    dilemmas = make_dilemmas(25)
    made = ask(dilemmas, Leaning(ALWAYS_FIRST), tmp_path)
    assert set(preferences(dilemmas, made).values()) == {0.0}
    assert set(preferences(dilemmas, made[: len(made) // 2]).values()) != {0.0}
    (conflicts,) = conflicts_of(dilemmas, made)
    drawn = drawn_wins(conflicts, seed=0, draws=100)
    assert set(preference_intervals(drawn)[0]) == {(0.0, 0.0)}
    assert {(drift.slope, drift.drifts) for drift in drifts(conflicts, drawn)} == {(0.0, None)}
    assert list(bradley_terry(conflicts.all_decisions).values.values()) == pytest.approx([0] * 6)
    shown = transitivity(conflicts.all_decisions)
    assert (shown.cycles, shown.strong_violations) == ((), ())
    overall, *_ = climb_agreements(made, seed=0)
    assert (overall.same, overall.first_twice, overall.by_place) == (0, 1, 0)


def test_utilities_under_a_lean_come_back_exactly_where_one_order_is_off(tmp_path, make_dilemmas):
    """Ranks further apart than the margin decide; the others are taken once each, which is one half exactly."""
    dilemmas = make_dilemmas(60)
    made = ask(dilemmas, Leaning(margin=2), tmp_path)
    (conflicts,) = conflicts_of(dilemmas, made)
    levels = np.array([RANKS[name] for name in conflicts.names])
    apart = levels[:, None] - levels
    rates = np.where(abs(apart) > 2, apart > 0, 0.5)
    true = preference(conflicts.overall.meetings * rates)
    both, once = (np.array(list(preferences(dilemmas, some).values())) for some in (made, made[: len(made) // 2]))
    assert both == pytest.approx(true, abs=1e-12)
    assert np.abs(once - true).max() > 0.03
    assert [conflicts.names[k] for k in np.argsort(-both)] == list(RANKS)


def test_one_that_reads_agrees_with_itself_and_counts_as_one(tmp_path, make_dilemmas):
    """Climbed twice it is no surer: what intervals and strengths are made of is that of one climb."""
    dilemmas = make_dilemmas(20)
    made = ask(dilemmas, Leaning(READS), tmp_path)
    overall, *steps = climb_agreements(made, seed=0)
    assert {one.same for one in (overall, *steps)} == {1.0} and [one.step for one in steps] == list(STEPS)
    assert (overall.steps, overall.interval[1]) == (100, 1.0) and 0.8 < overall.interval[0] < 0.9  # 20 dilemmas
    (twice,), (once,) = conflicts_of(dilemmas, made), conflicts_of(dilemmas, made[:100])
    assert (twice.wins == 2 * once.wins).all() and (twice.decisions == once.wins).all()
    assert preference_intervals(drawn_wins(twice, seed=0)) == preference_intervals(drawn_wins(once, seed=0))


def test_the_second_climb_exchanges_the_choices_and_tells_its_own(tmp_path, make_dilemmas):
    (dilemma,) = make_dilemmas(1)
    respondent = Leaning(ALWAYS_FIRST)
    made = ask((dilemma,), respondent, tmp_path)
    first, second = made[:5], made[5:]
    assert [one.climb for one in made] == [1] * 5 + [2] * 5
    assert all(one.first != other.first for one, other in zip(first, second, strict=True))
    for asked, own in zip(respondent.seen, [first[:k] for k in range(5)] + [second[:k] for k in range(5)], strict=True):
        told = re.findall(r"You chose: (.*)", asked)
        assert told == [dilemma.step(one.step).choice(one.chosen).text for one in own]


def test_the_first_climb_is_the_same_with_a_second_and_without(tmp_path, make_dilemmas):
    dilemmas, contexts = make_dilemmas(7), ("full", "none")
    once = ask(dilemmas, Leaning(2), tmp_path, orders=1, name="once", contexts=contexts)
    assert ask(dilemmas, Leaning(2), tmp_path, contexts=contexts)[:70] == once


def test_interrupted_on_the_second_climb_it_goes_on_to_the_same(tmp_path, make_dilemmas):
    dilemmas = make_dilemmas(6)
    whole = ask(dilemmas, Leaning(2), tmp_path, name="whole")
    tired, rested = Leaning(2, patience=40), Leaning(2)
    with pytest.raises(KeyboardInterrupt):
        ask(dilemmas, tired, tmp_path)
    assert 30 < len(tired.seen) < 60
    assert ask(dilemmas, rested, tmp_path) == whole
    assert len(tired.seen) + len(rested.seen) == 60


def test_the_report_tells_how_often_both_orders_agree(tmp_path, make_dilemmas):
    write_staircases(tmp_path / "mft.json", make_dilemmas(8))
    instrument = build_instrument(
        {"name": "staircase", "dilemmas": [str(tmp_path / "mft.json")], "orders": 2, "draws": 100}
    )
    answers = instrument.ask(Leaning(2), log=tmp_path / "log", seed=0)
    found = instrument.findings(answers)
    (table,) = [table for table in found.tables if table.title == "Both orders"]
    assert [row["step"] for row in table.rows] == ["all", *STEPS]
    assert table.rows[0]["steps"] == 40 and f"leaning {table.rows[0]['same choice']:.0%}" in found.headline
    assert "exchanged" in found.facts["order of the choices"]
    (tmp_path / "again.csv").write_text(found.files["choices.csv"])
    assert instrument.recorded(tmp_path / "again.csv").made == answers.made
