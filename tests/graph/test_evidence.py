"""What a search learns from: surveys become raw scores on one scale, CSV files are checked, style is added if asked."""

import numpy
import pandas
import pytest

from couple.data import is_available
from couple.foundation import UserError, numpy_generator
from couple.graph import RESPONSE_STYLE, Constraints, EvidenceConfig, load_evidence, value_table
from couple.values import ESS_ITEMS, PVQ21


def respondents() -> pandas.DataFrame:
    """Two countries, one of which answers everything a step higher; the last respondent left one item out."""
    items = pandas.DataFrame(numpy_generator(1, "items").integers(1, 6, (40, 21)), columns=list(ESS_ITEMS)).astype(
        float
    )
    items.iloc[20:] += 1
    items.iloc[-1, 3] = numpy.nan
    values = {
        value: items[[ESS_ITEMS[number - 1] for number in numbers]].mean(axis=1) for value, numbers in PVQ21.key.items()
    }
    return items.assign(country=["AT"] * 20 + ["BG"] * 20, **values)


def test_values_are_raw_scores_on_the_scale_of_priorities_within_countries():
    people = respondents()
    table = value_table(people)
    assert list(table.columns) == list(PVQ21.key)
    assert len(table) == 39
    scaled = 1 + (people.loc[:38, "power"] - 1) * 4 / 5
    expected = scaled - scaled.groupby(people.loc[:38, "country"]).transform("mean") + scaled.mean()
    assert table["power"].to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-12)
    assert table["power"].iloc[:20].mean() == pytest.approx(table["power"].iloc[20:].mean(), abs=1e-12)
    assert numpy.linalg.matrix_rank(table.to_numpy() - table.to_numpy().mean(axis=0)) == 10


def test_csv_with_response_style(tmp_path):
    style = numpy_generator(2, "style").standard_normal((200, 1))
    scores = pandas.DataFrame(style + numpy_generator(2, "own").standard_normal((200, 3)), columns=["a", "b", "c"])
    scores.to_csv(tmp_path / "scores.csv", index=False)
    config = EvidenceConfig(data=str(tmp_path / "scores.csv"), response_style=True)
    evidence = load_evidence(config, Constraints(forbidden=(("a", "b"),)))
    assert evidence.complete is not None
    completed = evidence.complete(evidence.table, numpy_generator(2, "draw"))
    assert list(completed.columns) == [RESPONSE_STYLE, "a", "b", "c"]
    assert evidence.constraints.required == ((RESPONSE_STYLE, "a"), (RESPONSE_STYLE, "b"), (RESPONSE_STYLE, "c"))
    assert evidence.constraints.forbidden == (("a", "b"),)
    assert evidence.constraints.forbids("a", RESPONSE_STYLE)


def test_mistakes(tmp_path):
    with pytest.raises(UserError, match="did you mean data=ess9"):
        load_evidence(EvidenceConfig(data="ess99"))
    with pytest.raises(UserError, match="there is no such file"):
        load_evidence(EvidenceConfig(data=str(tmp_path / "none.csv")))
    (tmp_path / "holes.csv").write_text("a,b\n" + "1,2\n" * 20 + ",2\n")
    with pytest.raises(UserError, match="a has 1 empty cells, the first in row 21"):
        load_evidence(EvidenceConfig(data=str(tmp_path / "holes.csv")))


@pytest.mark.skipif(not is_available("ess9_pvq21"), reason="ESS round 9 is not there ($COUPLE_DATA)")
def test_ess9():
    evidence = load_evidence(EvidenceConfig(data="ess9"))
    assert evidence.table.shape == (45_342, 10)
    assert evidence.style is not None
    assert evidence.style.tau_squared < evidence.style.upper_bound
    with pytest.raises(UserError, match="did you mean power"):
        load_evidence(EvidenceConfig(data="ess9", columns=("powr", "security")))
