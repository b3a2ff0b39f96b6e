"""Survey answers in CSV files: columns, coding, missing cells, and mistakes that are named by line and column."""

import pytest

from couple.foundation import UserError
from couple.values import ESS_ITEMS, load_profile, survey_profile

ITEMS = [f"item_{number}" for number in range(1, 22)]
UNIVERSALIST = ["6" if number in (3, 8, 19) else "3" for number in range(1, 22)]  # see test_survey
MIRRORED = [str(7 - int(code)) for code in UNIVERSALIST]


def write(folder, header, *rows, separator=","):
    path = folder / "answers.csv"
    path.write_text("\n".join(separator.join(row) for row in (header, *rows)) + "\n", encoding="utf-8")
    return path


def test_numbered_columns_count_six_as_very_much(tmp_path):
    result = survey_profile(write(tmp_path, ITEMS, UNIVERSALIST))
    assert result.priorities["universalism"] == 5  # 3 + 18/7, cut at 5
    assert result.priorities["power"] == pytest.approx(3 - 3 / 7)


def test_ess_columns_count_one_as_very_much_unless_told_otherwise(tmp_path):
    plain = survey_profile(write(tmp_path, ITEMS, UNIVERSALIST))
    assert survey_profile(write(tmp_path, ESS_ITEMS, MIRRORED)) == plain
    assert survey_profile(write(tmp_path, ESS_ITEMS, UNIVERSALIST), reversed_codes=False) == plain
    assert survey_profile(write(tmp_path, ITEMS, MIRRORED), reversed_codes=True) == plain


def test_order_of_columns_other_columns_case_and_separator_do_not_matter(tmp_path):
    plain = survey_profile(write(tmp_path, ITEMS, UNIVERSALIST))
    header, row = ["IDNO", *reversed([item.upper() for item in ITEMS])], ["77", *reversed(UNIVERSALIST)]
    assert survey_profile(write(tmp_path, header, row)) == plain
    assert survey_profile(write(tmp_path, header, row, separator=";")) == plain


def test_several_respondents_are_averaged_and_incomplete_ones_left_out(tmp_path):
    silent = ["88"] * 6 + ["3"] * 15
    result = survey_profile(write(tmp_path, ITEMS, UNIVERSALIST, ["4"] * 21, silent))
    assert result.priorities["universalism"] == pytest.approx(3 + 9 / 7)


def test_missing_cells(tmp_path):
    row = ["", "NA", "2.0", ".", "nan", *["3"] * 16]
    result = survey_profile(write(tmp_path, ITEMS, row))
    # 17 answers: one 2 and sixteen 3, mean 50/17; universalism (2 + 3 + 3) / 3; power has item 17 only.
    assert result.priorities["universalism"] == pytest.approx(3 + 8 / 3 - 50 / 17)
    assert result.priorities["power"] == pytest.approx(3 + 3 - 50 / 17)


def test_pvq40_is_recognised_by_its_columns(tmp_path):
    header = [f"item_{number}" for number in range(1, 41)]
    row = ["5" if number in (2, 17, 39) else "4" for number in range(1, 41)]  # mean rating 4.075
    path = write(tmp_path, header, row)
    assert survey_profile(path).priorities["power"] == pytest.approx(3.925)
    assert survey_profile(path, instrument="pvq40") == survey_profile(path)


def test_a_profile_file_names_survey_beside_it(tmp_path, monkeypatch):
    (tmp_path / "deep").mkdir()
    write(tmp_path / "deep", ITEMS, MIRRORED)
    (tmp_path / "deep" / "me.yaml").write_text("survey: answers.csv\ninstrument: pvq21\nreversed: true\n")
    monkeypatch.chdir(tmp_path)
    result = load_profile("deep/me.yaml")
    assert result == survey_profile(tmp_path / "deep" / "answers.csv", reversed_codes=True)
    assert load_profile({"survey": "answers.csv", "reversed": True}, relative_to=tmp_path / "deep") == result


@pytest.mark.parametrize(
    ("header", "row", "message"),
    [
        (ITEMS, ["0", *["3"] * 20], r"line 2, column item_1: '0' is not a whole number from 1"),
        (ITEMS, ["3.5", *["3"] * 20], r"line 2, column item_1: '3.5' is not a whole number"),
        (ITEMS, ["3", "inf", *["3"] * 19], r"line 2, column item_2: 'inf' is not a whole number"),
        (ITEMS, ["3", "very", *["3"] * 19], r"line 2, column item_2: 'very' is not a whole number"),
        (ITEMS, ["3"] * 20, r"line 2 has 20 columns, the header has 21"),
        ([*ITEMS[:-1], "item_1"], ["3"] * 21, r"the column 'item_1' stands 2 times"),
        ([*ITEMS[:-1], "itme_21"], ["3"] * 21, r"20 columns are called item_1, item_2"),
        ([*ESS_ITEMS[:-1], "impfunn"], ["3"] * 21, r"column impfun of pvq21 is missing\n.*is it the column impfunn\?"),
        (["a", "b"], ["1", "2"], r"0 columns are called item_1"),
        (ITEMS, ["99"] * 21, r"every respondent misses more than 25% of the items"),
    ],
)
def test_mistakes_are_named(tmp_path, header, row, message):
    with pytest.raises(UserError, match=message):
        survey_profile(write(tmp_path, header, row))


def test_more_mistakes(tmp_path):
    with pytest.raises(UserError, match=r"there is no such instrument\n.*did you mean pvq21\?"):
        survey_profile(write(tmp_path, ITEMS, UNIVERSALIST), instrument="pvq-21")
    with pytest.raises(UserError, match="column item_22 of pvq40 is missing"):
        survey_profile(write(tmp_path, ITEMS, UNIVERSALIST), instrument="pvq40")
    with pytest.raises(UserError, match="ESS column names belong to pvq21, not to pvq40"):
        survey_profile(write(tmp_path, ESS_ITEMS, UNIVERSALIST), instrument="pvq40")
    with pytest.raises(UserError, match="it holds no answers"):
        survey_profile(write(tmp_path, ITEMS))
    with pytest.raises(UserError, match=r"read the survey .*gone.csv\n.*there is no such file"):
        survey_profile(tmp_path / "gone.csv")
    (tmp_path / "latin.csv").write_bytes("item_1,größe\n1,2\n".encode("latin-1"))
    with pytest.raises(UserError, match="not valid UTF-8"):
        survey_profile(tmp_path / "latin.csv")
