"""Draws that belong to rows: cut a table into pieces anywhere, and every row still gets the same number."""

from typing import TYPE_CHECKING, Any

from couple.foundation import numpy_generator

if TYPE_CHECKING:
    import numpy


def row_uniforms(seed: int, *names: str | int, first_row: int, rows: int) -> "numpy.ndarray":
    """One uniform draw in [0, 1) for each of ``rows`` rows, as float64; the first of them has the number ``first_row``.

    NumPy's PCG64 takes one step a draw and leaps over any number of steps in logarithmic time (O'Neill 2014), so the
    draw of row 900,000 costs no 900,000 draws.
    """
    generator = numpy_generator(seed, *names)
    steps: Any = generator.bit_generator  # NumPy's stubs know ``advance`` only for each bit generator by name
    steps.advance(first_row)
    return generator.random(rows)
