import pytest

from couple.data import is_available
from couple.foundation import UserError
from couple.instruments.ordinal.contrasts import Contrasts
from couple.instruments.ordinal.countries import country_key, country_ratings, joint_key, together
from couple.instruments.ordinal.data import ordinal_data
from couple.instruments.ordinal.maximum import MaximumAPosteriori
from couple.instruments.ordinal.specification import OrdinalRegression
from couple.instruments.recorded.ratings import Ratings
from couple.values import country_table


def test_keys_are_joined_value_by_value():
    assert joint_key({"a": ("x",), "b": ("y",)}, {"b": ("y", "z"), "c": ("w",)}) == {
        "a": ("x",),
        "b": ("y", "z"),
        "c": ("w",),
    }
    assert sorted(item for items in country_key().values() for item in items)[:2] == ["impdiff", "impenv"]
    assert sum(len(items) for items in country_key().values()) == 21


@pytest.fixture(scope="module")
def survey():
    if not is_available("ess9_pvq21"):
        pytest.skip("the European Social Survey is not here (set COUPLE_DATA)")


def test_people_are_the_runs_of_their_country_drawn_by_seed(survey):
    one, same, other = (country_ratings(["SE"], people=40, seed=seed) for seed in (1, 1, 2))
    assert one == same and one != other
    assert list(one.usable) == ["ESS SE"]
    people = {person for given in one.usable["ESS SE"].values() for person in given}
    assert len(people) == 40
    assert {rating for given in one.usable["ESS SE"].values() for rating in given.values()} <= set(range(1, 7))


def test_an_unknown_country_and_too_many_people_are_a_users_mistake(survey):
    with pytest.raises(UserError, match="known: AT, BE"):
        country_ratings(["XX"], people=5, seed=0)
    with pytest.raises(UserError, match="ask for at most"):
        country_ratings(["SE"], people=100_000, seed=0)


def test_countries_stand_where_their_means_say(survey):
    """Sweden against Bulgaria in a sample: the same direction as in the full survey, where it is far from 0."""
    names = ("SE", "BG")
    ratings = together(country_ratings(names, people=150, seed=1), Ratings({}, ()))
    data = ordinal_data(ratings, country_key(), by_run=False)
    posterior = MaximumAPosteriori().fit(OrdinalRegression(data), seed=0)
    found = Contrasts(posterior, {})
    means = [country_table()[name].centred for name in names]
    clear = {value: means[0][value] - means[1][value] for value in country_key()}
    clear = {value: gap for value, gap in clear.items() if abs(gap) > 0.3}
    assert len(clear) >= 3
    for value, gap in clear.items():
        assert found.difference("ESS SE", "ESS BG", value).estimate * gap > 0
