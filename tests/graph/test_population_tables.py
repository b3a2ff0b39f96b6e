"""Rows go to their population and nowhere else; names that are not there are answered with those that are."""

import pytest

from couple.data import is_available, load_ess9
from couple.foundation import UserError
from couple.graph import value_table
from couple.graph.population_tables import PopulationsConfig, population_tables


def write(tmp_path) -> str:
    lines = ["model,power,security", "small,1,2", "large,3,4", " small ,5,6", ",7,8"]
    (tmp_path / "answers.csv").write_text("\n".join(lines) + "\n")
    return str(tmp_path / "answers.csv")


def test_rows_of_a_file_by_population(tmp_path):
    tables = population_tables(PopulationsConfig(data=write(tmp_path), by="model"))
    assert {name: table.to_numpy().tolist() for name, table in tables.items()} == {
        "large": [[3, 4]],
        "small": [[1, 2], [5, 6]],
    }
    assert list(tables["small"].columns) == ["power", "security"]


def test_mistakes(tmp_path):
    data = write(tmp_path)
    with pytest.raises(UserError, match="did you mean model"):
        population_tables(PopulationsConfig(data=data, by="modle"))
    with pytest.raises(UserError, match="did you mean small"):
        population_tables(PopulationsConfig(data=data, by="model", populations=("large", "smal")))
    with pytest.raises(UserError, match="did you mean power"):
        population_tables(PopulationsConfig(data=data, by="model", columns=("powr", "security")))
    with pytest.raises(UserError, match="did you mean country"):
        population_tables(PopulationsConfig(data="ess9", by="countries"))


@pytest.mark.skipif(not is_available("ess9_pvq21"), reason="COUPLE_DATA holds no ess9_pvq21")
def test_countries_of_the_survey():
    tables = population_tables(PopulationsConfig(data="ess9", by="country", populations=("DE", "BG")))
    assert {name: len(table) for name, table in tables.items()} == {"DE": 2246, "BG": 1503}
    people = load_ess9()
    assert tables["BG"].equals(value_table(people[people["country"] == "BG"]))
    with pytest.raises(UserError, match="no row of ess9 has country XX"):
        population_tables(PopulationsConfig(data="ess9", by="country", populations=("DE", "XX")))
