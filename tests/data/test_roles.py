import pandas as pd
import pytest

from couple.data import attributor_arguments, conclusion_key, is_available, judge_arguments, report_arguments

pytestmark = pytest.mark.skipif(not is_available("touche23"), reason="COUPLE_DATA holds no touche23")


def test_every_labelled_argument_has_exactly_one_role():
    parts = [attributor_arguments(), judge_arguments(), report_arguments()]
    identifiers = pd.concat([part["identifier"] for part in parts])
    assert identifiers.is_unique and len(identifiers) == 5393 + 1896 + 100
    assert [len(part) for part in parts] == [4117, 2312, 960]


def test_no_conclusion_has_two_roles():
    keys = [
        set(part["conclusion"].map(conclusion_key))
        for part in (attributor_arguments(), judge_arguments(), report_arguments())
    ]
    assert not keys[0] & keys[1] and not keys[0] & keys[2] and not keys[1] & keys[2]
    assert len(keys[2]) >= 50


def test_results_are_reported_on_validation_alone():
    assert set(report_arguments()["split"]) == {"validation"}
    assert set(attributor_arguments()["split"]) == {"training"}
