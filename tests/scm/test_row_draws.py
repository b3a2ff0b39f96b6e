"""A row's draw is its own, wherever a table is cut."""

import numpy
import scipy.stats

from couple.scm.row_draws import row_uniforms


def test_pieces_hold_the_draws_of_the_whole():
    whole = row_uniforms(3, "noise", "power", first_row=0, rows=1000)
    for cut in (0, 1, 7, 512, 999, 1000):
        pieces = [
            row_uniforms(3, "noise", "power", first_row=0, rows=cut),
            row_uniforms(3, "noise", "power", first_row=cut, rows=1000 - cut),
        ]
        assert numpy.array_equal(numpy.concatenate(pieces), whole)


def test_seeds_names_and_far_rows_draw_other_uniform_numbers():
    draws = [
        row_uniforms(0, "a", first_row=0, rows=5000),
        row_uniforms(1, "a", first_row=0, rows=5000),
        row_uniforms(0, "b", first_row=0, rows=5000),
        row_uniforms(0, "a", first_row=10**12, rows=5000),
    ]
    assert numpy.abs(numpy.corrcoef(draws) - numpy.eye(4)).max() < 0.06
    assert all(scipy.stats.kstest(draw, "uniform").pvalue > 0.001 for draw in draws)
