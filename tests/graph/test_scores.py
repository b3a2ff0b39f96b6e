"""Our scores equal causal-learn's, and count what must be counted however many configurations there are."""

import numpy
import pytest
from causallearn.score.LocalScoreFunction import local_score_BDeu, local_score_BIC_from_cov

from couple.foundation import numpy_generator
from couple.graph import BDeu, GaussianBic


def codes() -> numpy.ndarray:
    generator = numpy_generator(1, "codes")
    first = generator.integers(3, size=200)
    return numpy.column_stack(
        [first, (first + generator.integers(2, size=200)) % 3, *(generator.integers(k, size=200) for k in (2, 4, 7))]
    ).astype(float)


@pytest.mark.parametrize(
    ("vertex", "parents"), [(0, []), (1, [0]), (2, [4, 3]), (0, [1, 2, 3]), (1, [0, 2, 3, 4]), (4, [3])]
)
def test_bdeu_is_the_library_s(vertex, parents):
    ours = BDeu(codes(), sample_prior=1.0, structure_prior=1.0)
    assert ours.score(vertex, parents) == pytest.approx(local_score_BDeu(codes(), vertex, parents), abs=1e-8)


def test_bdeu_is_the_same_for_every_graph_of_a_class():
    """x -> y -> z, x <- y <- z and x <- y -> z imply the same independences, and so score the same."""
    score = BDeu(codes(), sample_prior=2.0, structure_prior=1.0)
    chain = score.score(0, []) + score.score(1, [0]) + score.score(2, [1])
    back = score.score(2, []) + score.score(1, [2]) + score.score(0, [1])
    fork = score.score(1, []) + score.score(0, [1]) + score.score(2, [1])
    assert chain == pytest.approx(back, abs=1e-9)
    assert chain == pytest.approx(fork, abs=1e-9)


def test_gaussian_bic_differs_from_the_library_s_by_a_constant():
    data = numpy_generator(2, "bic").standard_normal((150, 4))
    data[:, 3] += data[:, 0] - 0.5 * data[:, 1]
    ours, moments = GaussianBic(data, penalty=2.0), (numpy.cov(data.T, ddof=0), 150)

    def library(parents: list[int]) -> float:
        return local_score_BIC_from_cov(moments, 3, parents, {"lambda_value": 2.0})

    for parents in ([0], [1, 2], [0, 1, 2]):
        assert ours.score(3, parents) == pytest.approx(library(parents) - library([]), abs=1e-8)


def test_each_set_of_causes_is_scored_once():
    score = BDeu(codes(), sample_prior=1.0, structure_prior=1.0)
    calls = []
    compute = score.compute
    score.compute = lambda vertex, parents: calls.append((vertex, tuple(parents))) or compute(vertex, parents)  # type: ignore[method-assign]
    assert score.score(0, [3, 1]) == score.score(0, [1, 3]) == score.score_nocache(0, (3, 1))
    assert calls == [(0, (1, 3))]
