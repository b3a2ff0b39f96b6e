import pytest

from couple.instruments.comparisons.pairwise import Comparisons
from couple.instruments.comparisons.transitivity import transitivity


def shown(**rates):
    names = sorted({name for pair in rates for name in pair})
    return transitivity(Comparisons.of_rates(names, {(pair[0], pair[1]): rate for pair, rate in rates.items()}))


def test_a_cycle_is_a_cycle_and_nothing_else():
    found = shown(ab=0.6, bc=0.7, ca=0.8)
    assert (found.triples, found.cycles, found.strong_violations) == (1, (("a", "b", "c"),), ())
    assert shown(ba=0.6, cb=0.7, ac=0.8).cycles == (("a", "c", "b"),)


def test_a_preference_that_fades_is_a_violation_and_no_cycle():
    found = shown(ab=0.6, bc=0.7, ac=0.65)
    assert (found.cycles, found.strong_violations) == ((), (("a", "b", "c"),))
    assert shown(ab=0.6, bc=0.7, ac=0.5).strong_violations == (("a", "b", "c"),)


@pytest.mark.parametrize("rate", [0.7, 0.9])
def test_a_preference_that_grows_is_neither(rate):
    found = shown(ab=0.6, bc=0.7, ac=rate)
    assert (found.triples, found.cycles, found.strong_violations) == (1, (), ())


def test_ties_are_no_wins():
    assert shown(ab=0.5, bc=0.5, ca=0.9).cycles == ()
    assert shown(ab=0.5, bc=0.7, ac=0.6).strong_violations == ()


def test_triples_that_did_not_all_meet_say_nothing():
    assert shown(ab=0.6, bc=0.7).triples == 0
    assert shown(ab=0.6, bc=0.7, ca=0.8, ad=0.9).triples == 1
