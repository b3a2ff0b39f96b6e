from couple.instruments.staircase.dilemmas.dilemma import label_counts
from couple.instruments.staircase.dilemmas.totals import DILEMMAS, PUBLISHED, published_warnings, total_warning
from couple.values import load_system


def test_the_published_schwartz_column_does_not_add_up():
    """S6."""
    assert published_warnings() == {"schwartz": "the labels sum to 33,083, not 33,020: 63 too many"}
    assert sum(PUBLISHED["mft"].values()) == DILEMMAS * 10 == 33_020


def test_the_published_counts_are_of_the_values_that_we_know():
    assert set(PUBLISHED["mft"]) == set(load_system("moral_foundations6").names)
    assert set(PUBLISHED["schwartz"]) == set(load_system("schwartz10").names)


def test_counts_of_ones_own_are_checked_alike(make_dilemmas):
    counts = label_counts(make_dilemmas(4), "mft")
    assert total_warning(counts, 4) is None
    assert total_warning(counts, 5) == "the labels sum to 40, not 50: 10 too few"
