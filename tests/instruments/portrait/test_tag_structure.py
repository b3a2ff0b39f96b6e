"""Table 5 and appendix D.2 of the paper, from the data set's correlations."""

from statistics import variance

import pytest

from couple.instruments import build_instrument
from couple.instruments.portrait.tag_structure import CrossLoadings, balance, cross_loadings, signed_tags
from couple.values import load_system

CIRCLE = load_system("schwartz10").circle
TABLE_5 = {
    "universalism": 0.174,
    "benevolence": 0.128,
    "conformity": 0.056,
    "tradition": 0.056,
    "security": 0.047,
    "power": 0.127,
    "achievement": 0.112,
    "hedonism": 0.076,
    "stimulation": 0.090,
    "self_direction": 0.134,
}


@pytest.fixture(scope="module")
def tags(portrait_folder):
    return signed_tags(build_instrument({"name": "portrait"}).items)


def test_balance_by_hand():
    found = balance({"1/1": {"power": 1, "security": -1}, "1/2": {"power": -1}, "1/3": {"power": 1}, "1/4": {}})
    assert found.shares == {"power": 0.75, "security": 0.25}
    assert (found.sd, found.imbalance) == (pytest.approx(variance([0.75, 0.25]) ** 0.5), 3.0)


def test_cross_loadings_by_hand():
    # power - security one step, power - universalism five, security - universalism four
    found = cross_loadings({"1/1": {"power": 1, "security": 1, "universalism": -1}, "1/2": {"power": 1}}, CIRCLE)
    assert found == CrossLoadings({1: 1}, {4: 1, 5: 1})


def test_the_shares_of_table_5(tags):
    assert sum(len(row) for row in tags.values()) == 553
    found = balance(tags)
    assert dict(found.shares) == pytest.approx(TABLE_5, abs=0.0005)
    assert found.sd == pytest.approx(0.042, abs=0.0005)
    assert found.imbalance == pytest.approx(3.69, abs=0.005)


def test_the_counts_of_appendix_d2(tags):
    found = cross_loadings(tags, CIRCLE)
    assert found == CrossLoadings({1: 95, 2: 35, 3: 16, 4: 8}, {1: 19, 2: 38, 3: 66, 4: 101, 5: 66})
    assert sum(found.same.values()) == 154 and sum(found.opposite.values()) == 290
    assert sum(d * n for d, n in found.same.items()) / 154 == pytest.approx(1.59, abs=0.005)
    assert sum(d * n for d, n in found.opposite.items()) / 290 == pytest.approx(3.54, abs=0.005)


def test_only_this_order_of_the_common_wedge_gives_them(tags):
    """Conformity before tradition, as other figures of the theory draw it, gives other counts."""
    turned = list(CIRCLE)
    tradition, conformity = turned.index("tradition"), turned.index("conformity")
    turned[tradition], turned[conformity] = turned[conformity], turned[tradition]
    assert cross_loadings(tags, turned) != cross_loadings(tags, CIRCLE)
