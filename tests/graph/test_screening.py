"""A table that would mislead a search is refused, with the reason and what to do."""

import numpy
import pandas
import pytest

from couple.foundation import UserError, numpy_generator
from couple.graph import screen_table


def table(rows: int = 100, columns: int = 4) -> pandas.DataFrame:
    values = numpy_generator(1, "screening").standard_normal((rows, columns))
    return pandas.DataFrame(values, columns=list("abcdefghij")[:columns])


def test_a_good_table_passes_as_floats():
    good = table().round(3).assign(e=numpy.arange(100))
    screened = screen_table(good)
    assert (screened.to_numpy() == good.to_numpy()).all()
    assert {str(dtype) for dtype in screened.dtypes} == {"float64"}


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda t: t[["a"]], "1 columns"),
        (lambda t: t.assign(country="AT"), "column country holds text"),
        (lambda t: t.set_axis(["a", "b", "c", "a"], axis=1), "column name a is there twice"),
        (lambda t: t.assign(b=t.b.mask(t.index == 6)), "b has 1 empty cells, the first in row 7"),
        (lambda t: t.assign(b=t.b.mask(t.index == 2, numpy.inf)), "b has 1 infinite cells, the first in row 3"),
        (lambda t: t.head(19), "19 rows for 4 columns"),
        (lambda t: t.assign(c=3.0), "column c is constant"),
        (lambda t: t.assign(d=-2 * t.a + 1), "columns a and d say the same"),
        (lambda t: t.assign(d=t.a + t.b), "rank-deficient: a, b, d are linear"),
    ],
)
def test_refusals(spoil, said):
    with pytest.raises(UserError, match=said):
        screen_table(spoil(table()))


@pytest.mark.parametrize("decimals", [12, 3, 2])
def test_centred_scores_are_refused_even_when_rounded(decimals):
    scores = table(500, 10)
    centred = scores.sub(scores.mean(axis=1), axis=0).round(decimals)
    with pytest.raises(UserError, match="centred within") as caught:
        screen_table(centred)
    assert "response_style=true" in caught.value.remedy
