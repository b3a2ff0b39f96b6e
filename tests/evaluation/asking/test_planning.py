import pytest

from couple.evaluation.asking.answering import Part
from couple.evaluation.asking.planning import read_benchmark, read_part
from couple.foundation import UserError


def settings(**changes):
    plain = {
        "methods": ["raw", "value_prompt"],
        "profiles": ["security_first", "freedom_first"],
        "values_per_question": 5,
        "profiles_per_question": None,
        "variants": ["plain"],
        "questions": "mine.txt",
        "limit": None,
        "options": {},
        "reference": None,
        "resamples": 200,
        "seed": 0,
    }
    return plain | changes


def read(adapter="shipped", **changes):
    return read_benchmark(settings(**changes), adapter=adapter)


def test_methods_are_built_with_their_options_in_the_order_given():
    found = read(options={"value_prompt.temperature": 0.2})
    assert [one.name for one in found.contestants] == ["raw", "value_prompt"]
    assert [one.settings["temperature"] for one in found.contestants] == [0.7, 0.2]
    assert found.reference == "raw"
    assert read(reference="value_prompt").reference == "value_prompt"
    assert read(options={"raw": {"temperature": 0.1}}).contestants[0].settings["temperature"] == 0.1


def test_our_method_decodes_with_the_decoders_adapter_unless_told_otherwise():
    adapters = [
        read("mine", methods=["couple"], options=options).contestants[0].settings["adapter"]
        for options in ({}, {"couple.adapter": "other"}, {"couple.candidates": 2})
    ]
    assert adapters == ["mine", "other", "mine"]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"methods": ["raw", "value_promt"]}, "did you mean value_prompt"),
        ({"methods": "raw"}, "not a list"),
        ({"methods": []}, "not a list"),
        ({"methods": ["raw", "raw"]}, "stands twice"),
        ({"variants": ["plain", "plain"]}, "stands twice"),
        ({"reference": "best_of_n"}, "none of the methods raw, value_prompt"),
        ({"options": {"best_of_n": {"candidates": 2}}}, "none of the methods of this run"),
        ({"options": {"raw": {"candidates": 2}}}, r"options\.raw\.candidates"),
        ({"options": {"raw": 2}}, "it names no setting"),
        ({"limit": 0}, "limit"),
        ({"values_per_question": 0}, "values_per_question"),
    ],
)
def test_what_cannot_be_asked_is_a_users_mistake(changes, found):
    with pytest.raises(UserError, match=found):
        read(**changes)


def test_a_part_is_a_number_of_a_number():
    assert read_part(None) is None
    assert read_part("2/3") == Part(2, 3)


@pytest.mark.parametrize("given", ["2", "0/2", "3/2", "1/x", "a/b", "-1/2"])
def test_another_part_is_refused(given):
    with pytest.raises(UserError, match="part=1/2"):
        read_part(given)


def test_the_fifteen_groups_have_a_name_together():
    floored, fine = (read(profiles=[name]).config.profiles for name in ("ess9", "ess9_fine"))
    assert len(floored) == len(fine) == 15
    assert [f"{name}_fine" for name in floored] == list(fine)
    assert read(profiles=["ess9_de", "ess9"]).config.profiles[0] == "ess9_de"
    assert len(read(profiles=["ess9_de", "ess9"]).config.profiles) == 15
