"""Is the posterior honest? Simulation-based calibration, and coverage of total effects' intervals.

Run from the checkout:  python experiments/scm_calibration/run.py
Writes results.json. Calibration (Talts et al. 2018): draw parameters from the prior, data from the parameters, and the
posterior from the data; the rank of each true parameter among its posterior draws must be uniform. Coverage: 200 data
sets of 300 rows from fixed models over random graphs (not from the prior); 90 % intervals of every total effect on
whose pair a path leads.
"""

import json
from itertools import combinations
from pathlib import Path

import numpy
import pandas
import torch
from scipy.stats import chisquare

from couple.foundation import library_versions, numpy_generator, torch_generator
from couple.graph import Edge, ValueGraph
from couple.scm import LinearGaussianPosterior, LinearGaussianSCM, NutsConfig, node_posterior, standard_scale_nuts
from couple.scm.posterior import PRIOR_RATE, PRIOR_SHAPE, PRIOR_SPREAD

HERE = Path(__file__).parent
REPETITIONS, DRAWS, BINS, ROWS = 2000, 199, 20, 40
NUTS_REPETITIONS, NUTS_BINS = 100, 10


def random_graph(seed: int, nodes: int = 6) -> ValueGraph:
    """Nodes in a random causal order, each pair joined with probability 0.4."""
    generator = numpy_generator(seed, "graph")
    names = [f"n{i}" for i in generator.permutation(nodes)]
    edges = tuple(Edge(*pair) for pair in combinations(names, 2) if generator.random() < 0.4)
    return ValueGraph(tuple(sorted(names)), edges)


def prior(count: int, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Coefficients and s^2 of one node."""
    shape = torch.tensor([PRIOR_SHAPE], dtype=torch.float64)
    variance = PRIOR_RATE / torch._standard_gamma(shape, generator=generator)
    return PRIOR_SPREAD * variance.sqrt() * torch.randn(count, dtype=torch.float64, generator=generator), variance


def holm(p_values: list[float]) -> list[float]:
    """Adjusted p-values (Holm 1979)."""
    order, adjusted, largest = numpy.argsort(p_values), [0.0] * len(p_values), 0.0
    for rank, index in enumerate(order):
        largest = max(largest, (len(p_values) - rank) * p_values[index])
        adjusted[index] = min(1.0, largest)
    return adjusted


def uniformity(ranks: dict[str, list[int]], draws: int, bins: int) -> dict[str, float]:
    """Holm-adjusted chi-squared p-value of each parameter's rank histogram."""
    raw = [
        chisquare(numpy.bincount(numpy.array(r) * bins // (draws + 1), minlength=bins)).pvalue for r in ranks.values()
    ]
    return dict(zip(ranks, [round(p, 4) for p in holm([float(p) for p in raw])], strict=True))


def exact_calibration(graph: ValueGraph) -> dict[str, float]:
    """Every parameter of every node; causes enter as data, as they do in each node's posterior."""
    generator = torch_generator(1, "sbc")
    ranks: dict[str, list[int]] = {}
    for _ in range(REPETITIONS):
        data: dict[str, torch.Tensor] = {}
        for node in graph.topological_order():
            parents = graph.parents(node)
            truth, variance = prior(1 + len(parents), generator)
            causes = torch.stack([data[p] for p in parents], 1) if parents else torch.zeros(ROWS, 0).double()
            noise = variance.sqrt() * torch.randn(ROWS, dtype=torch.float64, generator=generator)
            column = truth[0] + causes @ truth[1:] + noise
            coefficients, scale = node_posterior(causes, column).draw(DRAWS, generator)
            for name, value, drawn in [
                *zip([f"{node}.intercept", *(f"{p}->{node}" for p in parents)], truth, coefficients.T, strict=True),
                (f"{node}.scale", variance.sqrt()[0], scale),
            ]:
                ranks.setdefault(name, []).append(int((drawn < value).sum()))
            data[node] = (column - column.mean()) / column.std()  # causes of comparable size, as standardised ones are
    return uniformity(ranks, DRAWS, BINS)


def nuts_calibration() -> dict[str, float]:
    """Two nodes and one edge by NUTS, every second draw kept against autocorrelation."""
    graph = ValueGraph(("a", "b"), (Edge("a", "b"),))
    generator = torch_generator(2, "sbc")
    ranks: dict[str, list[int]] = {"a->b": [], "b.scale": []}
    for number in range(NUTS_REPETITIONS):
        truth, variance = prior(2, generator)
        a = torch.randn(ROWS, dtype=torch.float64, generator=generator)
        b = truth[0] + truth[1] * a + variance.sqrt() * torch.randn(ROWS, dtype=torch.float64, generator=generator)
        found = standard_scale_nuts(graph, {"a": a, "b": b}, NutsConfig(draws=198, warmup=100, chains=1, seed=number))
        slope, scale = found.draws["b.weight.a"][::2], found.draws["b.variance"][::2].sqrt()
        ranks["a->b"].append(int((slope < truth[1]).sum()))
        ranks["b.scale"].append(int((scale < variance.sqrt()[0]).sum()))
    return uniformity(ranks, 99, NUTS_BINS)


def coverage(data_sets: int = 200, rows: int = 300, level: float = 0.9) -> dict[str, float]:
    """Shares of intervals that hold the true total effect, over ten random graphs."""
    inside, of_graph = [], []
    for number in range(data_sets):
        graph = random_graph(number % 10)
        generator = numpy_generator(number % 10, "model")
        size = len(graph.nodes)
        weight = torch.zeros(size, size, dtype=torch.float64)
        for edge in graph.edges:
            strength = generator.uniform(0.3, 1.0) * generator.choice([-1, 1])
            weight[graph.nodes.index(edge.target), graph.nodes.index(edge.source)] = strength
        zero = torch.zeros(size, dtype=torch.float64)
        scale = torch.tensor(generator.uniform(0.5, 1.5, size))
        model = LinearGaussianSCM(graph, zero, weight, scale, zero, zero)
        table = model.sample(rows, torch_generator(number, "rows"))
        draws = LinearGaussianPosterior.fit(graph, table).draw(2000, torch_generator(number, "draws")).total_effects()
        low, high = torch.quantile(draws, torch.tensor([(1 - level) / 2, (1 + level) / 2]).double(), dim=0)
        truth = torch.tensor(model.total_effects().to_numpy().T.copy())
        reached = (truth != 0) & ~torch.eye(size, dtype=torch.bool)
        held = ((low <= truth) & (truth <= high))[reached]
        inside += held.tolist()
        of_graph.append((number % 10, float(held.double().mean())))
    by_graph = pandas.DataFrame(of_graph, columns=["graph", "share"]).groupby("graph")["share"].mean()
    return {
        "pooled": round(float(numpy.mean(inside)), 4),
        "intervals": len(inside),
        "lowest_graph": round(float(by_graph.min()), 4),
        "highest_graph": round(float(by_graph.max()), 4),
    }


def main() -> None:
    """Everything, with progress, into results.json."""
    results = {"coverage_of_90_percent_intervals": coverage()}
    print(results)
    results["exact_calibration_holm_p"] = exact_calibration(random_graph(3))
    results["exact_repetitions"] = REPETITIONS
    print(results["exact_calibration_holm_p"])
    results["nuts_calibration_holm_p"] = nuts_calibration()
    results["nuts_repetitions"] = NUTS_REPETITIONS
    results["versions"] = library_versions("torch", "pyro-ppl", "numpy", "scipy")
    (HERE / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
