"""A user's mistake in one message, and the nearest known name."""

import pytest

from couple.foundation import UserError, nearest_name


def test_a_mistake_says_what_was_asked_what_was_found_and_what_to_do():
    error = UserError("target=profle.yaml", "there is no such file", "check the path")
    assert (error.asked, error.found, error.remedy) == ("target=profle.yaml", "there is no such file", "check the path")
    assert str(error) == "target=profle.yaml\n  found: there is no such file\n  next:  check the path"


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("securty", "security"),
        ("Self-Direction", "self_direction"),
        ("  SELF DIRECTION ", "self_direction"),
        ("Größe", "größe"),
        ("xyz", None),
        ("", None),
    ],
)
def test_the_nearest_name_forgives_slips_case_and_separators(typed, nearest):
    assert nearest_name(typed, ["security", "self_direction", "größe"]) == nearest


def test_the_nearest_name_comes_back_as_it_is_known():
    assert nearest_name("power", ["Power"]) == "Power"
    assert nearest_name("power", []) is None
