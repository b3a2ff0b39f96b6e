from collections import Counter

import pytest

from couple.instruments import build_instrument
from couple.instruments.portrait.key import PortraitKey
from couple.instruments.portrait.short_form import short_form

ITEMS = tuple(f"{text}/{reply}" for text in range(20) for reply in range(1, 6))
KEY = PortraitKey(ITEMS, {"pvq": {"Power": frozenset(ITEMS[:40]), "Tradition": frozenset(ITEMS[50:53])}})


def test_values_take_turns_and_the_rest_comes_last():
    chosen = short_form(KEY, 4)
    assert [sum(item in KEY.scales["pvq"][value] for item in chosen) for value in ("Power", "Tradition")] == [2, 2]
    assert KEY.scales["pvq"]["Tradition"] <= set(short_form(KEY, 8))
    assert KEY.scales["pvq"]["Power"] <= set(short_form(KEY, 43))
    assert set(short_form(KEY, 43)) == KEY.scales["pvq"]["Power"] | KEY.scales["pvq"]["Tradition"]


@pytest.mark.parametrize("limit", [1, 7, 43, 60, 100, 1000])
def test_as_many_as_asked_in_the_data_sets_order(limit):
    chosen = short_form(KEY, limit)
    assert len(chosen) == len(set(chosen)) == min(limit, 100)
    assert list(chosen) == [item for item in ITEMS if item in chosen]
    assert set(short_form(KEY, limit)) <= set(short_form(KEY, limit + 1))


def test_replies_of_all_places_are_among_the_real_items(portrait_folder):
    key = build_instrument({"name": "portrait"}).key
    chosen = short_form(key, 100)
    assert min(Counter(item.split("/")[1] for item in chosen).values()) >= 10
    assert min(Counter(item[0] for item in chosen).values()) >= 15  # four sources of texts
    assert min(len(items & set(chosen)) for items in key.scales["pvq"].values()) >= 8
