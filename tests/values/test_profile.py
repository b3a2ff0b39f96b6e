"""Profiles: what they accept, what they refuse, and their arithmetic with numbers worked out by hand."""

import copy
import itertools
import math
import pickle
from fractions import Fraction

import numpy
import pytest
from scipy import stats

from couple.foundation import UserError
from couple.values import SystemMapping, ValueProfile, ValueSystem, load_profile, load_system, shipped_systems

TEN = load_system("schwartz10")


def profile(**priorities: float) -> ValueProfile:
    return ValueProfile(TEN, priorities)


def test_keeps_the_systems_order_and_floats():
    given = profile(security=5, self_direction=1, power=2.5)
    assert given.names == ("self_direction", "power", "security")
    assert given.priorities == {"self_direction": 1.0, "power": 2.5, "security": 5.0}
    assert all(type(priority) is float for priority in given.priorities.values())


def test_equality_and_hash_look_at_names_not_positions():
    one, other = profile(security=5, power=2), profile(power=2.0, security=5.0)
    assert one == other and hash(one) == hash(other) and len({one, other}) == 1
    assert one != profile(security=5, power=2.5)


def test_is_frozen_and_copies():
    given = profile(security=5)
    with pytest.raises(AttributeError):
        given.priorities = {}  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(TypeError):
        given.priorities["security"] = 1  # pyright: ignore[reportIndexIssue]
    assert pickle.loads(pickle.dumps(given)) == copy.deepcopy(given) == given


def test_later_changes_of_the_argument_do_not_reach_the_profile():
    source = {"security": 5.0}
    given = ValueProfile(TEN, source)
    source["security"] = 1.0
    assert given.priorities["security"] == 5.0


@pytest.mark.parametrize("good", [1, 5, 1.0, 2.5, Fraction(5, 2), numpy.float32(2.5), numpy.int64(3)])
def test_accepts_real_numbers(good):
    assert profile(security=good).priorities["security"] == float(good)


@pytest.mark.parametrize("bad", [0, 0.999, 5.0001, 6, -1, math.nan, math.inf, -math.inf, 10**400])
def test_refuses_numbers_off_the_scale(bad):
    with pytest.raises(UserError, match=r"set the priority of security\n.*is not a number from 1 to 5\n"):
        profile(security=bad)


@pytest.mark.parametrize("bad", ["5", "high", True, False, numpy.bool_(True), None, [3], 3 + 0j])
def test_refuses_what_is_no_priority(bad):
    with pytest.raises(UserError, match=r"set the priority of security\n.*is not a number from 1 to 5\n"):
        profile(security=bad)


def test_refuses_unknown_names_and_nothing_at_all():
    with pytest.raises(UserError, match=r"schwartz10 has no value 'secruity'\n.*did you mean security\?"):
        profile(secruity=5)
    with pytest.raises(UserError, match=r"set priorities\n.*there are none\n.*name at least one of self_direction"):
        profile()


def test_difference_and_mean_absolute_error_by_hand():
    one, other = profile(security=5, power=2, hedonism=3), profile(power=4, security=4.5, tradition=1)
    assert one.shared(other) == ("power", "security")
    assert one.difference(other) == {"power": -2.0, "security": 0.5}
    assert one.mean_absolute_error(other).value == 1.25
    nothing = profile(power=1).mean_absolute_error(profile(security=1))
    assert nothing.value is None and nothing.reason


def test_ranks_by_hand():
    given = profile(security=5, power=2, hedonism=2, tradition=4, universalism=2)
    expected = {"security": 1.0, "tradition": 2.0, "hedonism": 4.0, "power": 4.0, "universalism": 4.0}
    assert given.ranks() == expected


def test_spearman_by_hand():
    one = profile(security=5, power=4, hedonism=3, tradition=2)
    assert one.spearman(one).value == pytest.approx(1)
    assert one.spearman(profile(security=1, power=2, hedonism=3, tradition=4)).value == pytest.approx(-1)
    # ranks 1 2 3 4 against 2 1 3 4: 1 - 6 * 2 / (4 * 15) = 0.8
    assert one.spearman(profile(security=4, power=5, hedonism=2, tradition=1)).value == pytest.approx(0.8)


def test_spearman_ranks_shared_values_among_themselves():
    one = profile(security=5, power=3, hedonism=4, tradition=1)
    other = profile(security=5, power=4, universalism=4.5)
    assert one.spearman(other).value == pytest.approx(1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (profile(security=5), profile(security=4)),
        (profile(security=5, power=5), profile(security=4, power=2)),
        (profile(security=4, power=2), profile(security=5, power=5)),
        (profile(security=4), profile(power=2)),
    ],
)
def test_spearman_gives_a_reason_where_it_does_not_exist(one, other):
    result = one.spearman(other)
    assert result.value is None and result.reason


def test_spearman_and_ranks_agree_with_scipy():
    generator = numpy.random.default_rng(7)
    for _ in range(50):
        scores = generator.integers(1, 6, size=(2, 10)).astype(float)
        one, other = (profile(**dict(zip(TEN.names, row, strict=True))) for row in scores)
        assert list(one.ranks().values()) == list(stats.rankdata(-scores[0]))
        assert one.spearman(other).value == pytest.approx(stats.spearmanr(*scores).statistic)
        assert one.spearman(other).value == pytest.approx(other.spearman(one).value)


def test_permuting_a_system_changes_nothing():
    priorities = dict(zip(TEN.names, itertools.cycle([5, 1, 3.5, 2]), strict=False))
    turned = ValueSystem(**(dict(TEN) | {"values": TEN.values[::-1]}))
    one, other = ValueProfile(TEN, priorities), ValueProfile(turned, priorities)
    assert one.ranks() == other.ranks()
    assert one.mean_absolute_error(other).value == 0
    assert one.spearman(other).value == pytest.approx(1)


def test_profiles_of_different_systems_are_not_compared():
    with pytest.raises(UserError, match=r"one follows schwartz10, the other hhh\n.*convert one of them first"):
        profile(security=5).difference(ValueProfile(load_system("hhh"), {"helpful": 5}))


def test_convert_takes_the_mean_of_what_is_there():
    twenty = load_system("schwartz20")
    fine = ValueProfile(
        twenty,
        {"power_dominance": 1, "power_resources": 2, "face": 4.5, "humility": 3, "universalism_objectivity": 5},
    )
    assert fine.convert(TEN).priorities == {"power": 2.5, "tradition": 3.0, "universalism": 5.0}
    assert fine.convert(twenty) is fine


def test_convert_with_a_mapping_of_ones_own_and_without_any():
    hhh = load_system("hhh")
    mapping = SystemMapping(source=TEN, target=hhh, groups={"helpful": ("benevolence", "universalism")})
    assert profile(benevolence=4, universalism=5).convert(hhh, mapping).priorities == {"helpful": 4.5}
    with pytest.raises(UserError, match="map schwartz10 to hhh"):
        profile(benevolence=4).convert(hhh)
    with pytest.raises(UserError, match="there are none"):
        profile(power=4).convert(hhh, mapping)


@pytest.mark.parametrize("name", shipped_systems())
def test_round_trips_through_yaml(name, tmp_path):
    system = load_system(name)
    generator = numpy.random.default_rng(3)
    for size in range(1, len(system.names) + 1):
        chosen = generator.permutation(system.names)[:size].tolist()
        given = ValueProfile(system, dict(zip(chosen, generator.uniform(1, 5, size).tolist(), strict=True)))
        file = tmp_path / f"{size}.yaml"
        file.write_text(given.to_yaml(), encoding="utf-8")
        assert load_profile(file) == given
        assert load_profile(given.to_mapping()) == given


def test_round_trips_with_a_system_of_ones_own(tmp_path):
    (tmp_path / "mine.yaml").write_text(
        "{name: mine, title: Mine, source: me, values: [{name: calm, label: Calm, definition: Rest.}]}",
        encoding="utf-8",
    )
    given = ValueProfile(load_system(tmp_path / "mine.yaml"), {"calm": 4})
    (tmp_path / "profile.yaml").write_text(given.to_yaml(system="mine.yaml"), encoding="utf-8")
    assert load_profile(tmp_path / "profile.yaml") == given
