"""Steering: by hand, and the paper's table 17 fed in."""

import pytest

from couple.instruments.portrait.steering import (
    COMPATIBLE,
    CONFLICTING,
    SignCheck,
    mean_rise,
    mean_shift_by_distance,
    shift,
    sign_checks,
)
from couple.values import load_system

SYSTEM = load_system("schwartz10")
VALUES = (
    *("universalism", "benevolence", "conformity", "tradition", "security"),
    *("power", "achievement", "hedonism", "stimulation", "self_direction"),
)
# GPT-4o steered by system prompt: rows the steered value, columns the change in each measured value.
TABLE_17 = (
    (0.66, 0.05, -0.03, 0.33, 0.59, -0.41, -0.22, 0.15, -0.13, 0.48),
    (0.24, 0.11, 0.41, 0.21, 1.08, -0.27, -0.26, -0.04, -0.36, 0.44),
    (0.19, -0.03, 0.38, 0.06, 0.45, -0.03, 0.01, -0.33, -0.24, 0.36),
    (0.16, -0.75, 0.75, 0.70, 0.57, -0.05, -0.14, -0.39, -0.49, -0.12),
    (0.22, 0.00, 0.54, 0.17, 0.56, -0.07, -0.08, -0.21, -0.67, 0.84),
    (-1.10, -0.86, 0.30, -0.35, 0.47, 0.55, 0.49, -0.18, -0.19, -0.28),
    (-0.67, -0.07, 0.26, -0.01, 0.29, 0.18, 0.19, -0.28, 0.10, 0.63),
    (-0.83, -0.89, -0.46, -0.29, -0.06, -0.09, 0.17, 0.77, 0.24, 0.07),
    (-0.82, -0.25, -0.29, 0.14, -0.23, 0.02, -0.06, 0.67, 0.33, 0.24),
    (0.06, -0.32, -0.29, -0.17, 0.39, -0.14, -0.12, 0.27, 0.10, 0.48),
)
SHIFTS = {steered: dict(zip(VALUES, row, strict=True)) for steered, row in zip(VALUES, TABLE_17, strict=True)}


def test_all_22_signs_of_table_17_are_as_the_theory_has_them():
    checks = sign_checks(SHIFTS)
    assert len(checks) == 22
    assert [check for check in checks if not check.holds] == []


def test_shifts_of_table_17_by_distance_on_the_circle():
    means = mean_shift_by_distance(SHIFTS, SYSTEM.circle)
    assert list(means.values()) == pytest.approx([0.473, 0.248, -0.015, 0.027, -0.235, -0.175], abs=0.001)
    assert mean_rise(SHIFTS) == pytest.approx(0.473, abs=0.0005)


def test_the_rows_are_the_steered_values():
    """Transposed, as one could misread the table, two signs would still hold but the shifts would be others."""
    turned = {measured: {steered: SHIFTS[steered][measured] for steered in VALUES} for measured in VALUES}
    assert turned["security"]["benevolence"] == 1.08 != SHIFTS["security"]["benevolence"]
    assert {(c.steered, c.measured): c.shift for c in sign_checks(SHIFTS)}["power", "universalism"] == -1.10


def test_the_pairs_are_relations_of_the_value_system():
    assert {frozenset(pair) for pair in CONFLICTING} <= SYSTEM.conflicting
    assert {frozenset(pair) for pair in COMPATIBLE} <= SYSTEM.compatible
    assert len({frozenset(pair) for pair in (*CONFLICTING, *COMPATIBLE)}) == 11


def test_a_wrong_sign_and_no_move_at_all_do_not_hold():
    assert not SignCheck("power", "universalism", -1, 0.2).holds
    assert not SignCheck("power", "universalism", -1, 0.0).holds
    assert SignCheck("power", "universalism", -1, -0.2).holds


def test_shift_by_hand_and_unknown_scores():
    assert shift({"power": 1.0, "security": None}, {"power": 0.25, "security": 0.5, "hedonism": 1.0}) == {
        "power": 0.75,
        "security": None,
        "hedonism": None,
    }


def test_only_what_was_steered_and_measured_is_checked():
    shifts = {"power": {"power": 0.3, "universalism": -0.2, "achievement": None}}
    assert sign_checks(shifts) == [SignCheck("power", "universalism", -1, -0.2)]
    assert mean_shift_by_distance(shifts, SYSTEM.circle) == {0: 0.3, 5: -0.2}
    assert mean_rise({"power": {"power": None}}) is None
