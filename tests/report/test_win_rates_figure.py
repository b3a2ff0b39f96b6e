import pytest

from couple.instruments.findings import WinRates
from couple.report.win_rates_figure import SIDE, draw_win_rates


def draw(names, rates):
    return draw_win_rates(WinRates("Wins", "", names, rates))


THREE = draw(("weak", "strong", "middling"), [[None, 0.1, 0.3], [0.9, None, 0.5], [0.7, None, None]])


def test_the_strongest_comes_first():
    assert [name for name, _ in THREE.rows] == ["strong", "middling", "weak"]
    assert [at for _, at in THREE.rows] == [THREE.label + SIDE * half for half in (0.5, 1.5, 2.5)]


def test_squares_stand_in_row_and_column_and_tell_who_wins():
    cells = {(cell.y, cell.x): cell for cell in THREE.cells}
    at = [THREE.label + SIDE * place for place in range(3)]
    assert len(cells) == 6  # none on the diagonal
    assert cells[at[0], at[2]].story == "strong wins against weak: 0.90"
    assert cells[at[2], at[0]].story == "weak wins against strong: 0.10"
    assert (cells[at[0], at[2]].text, cells[at[0], at[2]].sign) == (".90", "positive")
    assert (cells[at[2], at[1]].text, cells[at[2], at[1]].sign) == (".30", "negative")


def test_the_shade_is_the_distance_from_a_draw():
    shades = {cell.text: cell.shade for cell in THREE.cells}
    assert shades[".50"] == 0 < shades[".30"] == shades[".70"] < shades[".90"] == shades[".10"]
    assert {cell.sign for cell in THREE.cells if cell.text == ".50"} == {"level"}


def test_who_never_met_has_a_dash_and_no_rate():
    (cell,) = [cell for cell in THREE.cells if cell.sign == "unmet"]
    assert (cell.text, cell.story, cell.shade) == ("–", "middling never met strong", 0.0)
    alone = draw(("nobody", "a", "b"), [[None] * 3, [None, None, 0.0], [None, 1.0, None]])
    assert [name for name, _ in alone.rows] == ["b", "a", "nobody"]
    assert {cell.text for cell in alone.cells} == {"–", "1.00", ".00"}


def test_long_names_are_cut_in_the_margin_and_whole_in_the_story():
    name = "an-organisation/a-model-with-a-long-name-2025-01-01"
    figure = draw((name, "b"), [[None, 0.2], [0.8, None]])
    assert figure.rows[1][0].endswith("…") and len(figure.rows[1][0]) <= 26
    assert any(cell.story.startswith(name) for cell in figure.cells)


def test_a_matrix_that_is_not_square_is_refused():
    with pytest.raises(ValueError, match="2 rows of 2"):
        draw(("a", "b"), [[None, 0.5]])
    with pytest.raises(ValueError, match="2 rows of 2"):
        draw(("a", "b"), [[None, 0.5], [0.5]])
    assert draw((), ()).cells == ()
