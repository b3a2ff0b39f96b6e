"""Finer systems fold into the ten values completely, and a mapping's names are checked."""

import pytest

from couple.foundation import UserError
from couple.values import SystemMapping, load_mapping, load_system


@pytest.mark.parametrize("source", ["schwartz19", "schwartz20"])
def test_every_value_is_used_once_and_every_target_is_reached(source):
    mapping = load_mapping(source, "schwartz10")
    used = [name for members in mapping.groups.values() for name in members]
    assert sorted(used) == sorted(mapping.source.names)
    assert tuple(mapping.groups) == mapping.target.names
    assert mapping.left_out == ()


@pytest.mark.parametrize("source", ["schwartz19", "schwartz20"])
def test_mapping_keeps_higher_order_groups(source):
    mapping = load_mapping(source, "schwartz10")
    fine = {name: group for group, names in mapping.source.higher_order.items() for name in names}
    broad = {name: group for group, names in mapping.target.higher_order.items() for name in names}
    for target, members in mapping.groups.items():
        for name in members:
            if name in ("face", "humility"):  # border values of the refined theory, in no group
                assert name not in fine
            else:
                assert fine[name] == broad[target]


def test_face_and_humility():
    for source in ("schwartz19", "schwartz20"):
        groups = load_mapping(source, "schwartz10").groups
        assert "face" in groups["power"] and "humility" in groups["tradition"]


def test_an_unknown_mapping_names_what_ships():
    with pytest.raises(UserError, match=r"map schwartz20 to hhh\n.*no such mapping"):
        load_mapping("schwartz20", "hhh")


def test_a_wrong_mapping_is_explained():
    ten, hhh = load_system("schwartz10"), load_system("hhh")
    with pytest.raises(UserError, match=r"schwartz10 has no value 'benevolense'\n.*did you mean benevolence\?"):
        SystemMapping(source=ten, target=hhh, groups={"helpful": ("benevolense",)})
    with pytest.raises(UserError, match=r"hhh has no value 'honst'\n.*did you mean honest\?"):
        SystemMapping(source=ten, target=hhh, groups={"honst": ("benevolence",)})
    with pytest.raises(UserError, match="power stands under helpful and honest"):
        SystemMapping(source=ten, target=hhh, groups={"helpful": ("power",), "honest": ("power",)})
    partial = SystemMapping(source=hhh, target=ten, groups={"benevolence": ("helpful", "harmless")})
    assert partial.left_out == ("honest",)
