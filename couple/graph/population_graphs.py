"""One graph for each population, and how often searches join two values in one population more than in another.

How often a search joins two values depends on the number of rows as well, so populations are searched with equally
many. The difference of two frequencies has no known distribution; its p-values come from permuting who belongs to
which population (after centring, so that different means play no part). Under the null hypothesis both populations have
one distribution; response style is fitted anew in every permutation. Frequencies pile up at 0 and 1, so a
difference of 1 may well be chance: the family-wise p-value, from the largest difference over all pairs in each
permutation (maxT, Westfall & Young 1993), shows that, and has little power for the same reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from couple.foundation import UserError, child_seed, numpy_generator
from couple.graph.consensus import consensus_graph
from couple.graph.constraints import Constraints
from couple.graph.discovery import DiscoveryAlgorithm
from couple.graph.multiplicity import adjust
from couple.graph.response_style import RESPONSE_STYLE, ResponseStyle
from couple.graph.stability import BootstrapConfig, EdgeFrequencies, bootstrap_edges
from couple.graph.survey import style_constraints
from couple.graph.value_graph import ValueGraph

if TYPE_CHECKING:
    import numpy
    import pandas


@dataclass(frozen=True)
class PopulationGraph:
    """What searches found in one population; ``style`` is None where response style is not modelled."""

    name: str
    style: ResponseStyle | None
    frequencies: EdgeFrequencies
    graph: ValueGraph


@dataclass(frozen=True)
class SharedPair:
    """Two values over several graphs: in how many they are joined, and how often searches joined them (0..1)."""

    first: str
    second: str
    joined: int
    mean_adjacency: float
    lowest: float
    highest: float


@dataclass(frozen=True)
class AdjacencyDifference:
    """``value`` is how much more often (-1..1) searches join the pair in the first population than in the second.

    ``adjusted_p`` is adjusted over all pairs (Benjamini & Hochberg 1995), ``familywise_p`` is maxT's.
    """

    first: str
    second: str
    value: float
    p: float
    adjusted_p: float
    familywise_p: float


def population_graph(
    algorithm: DiscoveryAlgorithm,
    name: str,
    table: "pandas.DataFrame",
    config: BootstrapConfig,
    *,
    response_style: bool,
) -> PopulationGraph:
    """Search one population. Raises ``UserError``, with its name, where no search or no style is possible."""
    try:
        style, frequencies = _frequencies(algorithm, table, config, response_style)
        graph = consensus_graph(frequencies, _constraints(table, response_style), threshold=config.threshold)
    except UserError as error:
        raise UserError(f"{error.asked} (population {name})", error.found, error.remedy) from None
    return PopulationGraph(name, style, frequencies, graph)


def shared_pairs(graphs: "Mapping[str, PopulationGraph]") -> tuple[SharedPair, ...]:
    """Every two values over all populations, most often joined first."""
    chosen = [graphs[name] for name in sorted(graphs)]
    edges = [{frozenset((edge.source, edge.target)) for edge in each.graph.edges} for each in chosen]
    shares = [_adjacencies(each.frequencies) for each in chosen]
    pairs = []
    for pair in shares[0]:
        found = [share[pair] for share in shares]
        joined = sum(frozenset(pair) in each for each in edges)
        pairs.append(SharedPair(*pair, joined, sum(found) / len(found), min(found), max(found)))
    return tuple(sorted(pairs, key=lambda pair: (-pair.joined, -pair.mean_adjacency, pair.first, pair.second)))


def adjacency_differences(
    algorithm: DiscoveryAlgorithm,
    first: "pandas.DataFrame",
    second: "pandas.DataFrame",
    config: BootstrapConfig,
    *,
    permutations: int,
    response_style: bool,
) -> tuple[AdjacencyDifference, ...]:
    """Permutation test of the adjacency of every two values in two populations, with ``config.rows`` rows at most.

    Costs ``2 (permutations + 1) config.bootstraps`` searches. A permutation in which one half carries no common style
    counts as one with the largest difference possible, which can only raise the p-values.
    """
    import numpy
    import pandas

    names = sorted(map(str, first.columns))
    if names != sorted(map(str, second.columns)):
        raise UserError("compare adjacencies", "the two populations have different values", "give the same values")
    rows = min(len(first), len(second), config.rows or len(first))
    settings = config.model_copy(update={"rows": rows})
    together = pandas.concat([table[names] - table[names].mean() for table in (first, second)], ignore_index=True)

    def gaps(order: "numpy.ndarray", seed: int) -> "numpy.ndarray":
        shares = []
        for part, places in enumerate(numpy.split(order, [len(first)])):
            half = settings.model_copy(update={"seed": child_seed(seed, part)})
            drawn = together.iloc[places].reset_index(drop=True)
            shares.append(list(_adjacencies(_frequencies(algorithm, drawn, half, response_style)[1]).values()))
        return numpy.subtract(*shares)

    seen = gaps(numpy.arange(len(together)), config.seed)
    pairs = list(combinations(names, 2))
    permuted = numpy.ones((permutations, len(pairs)))
    for number in range(permutations):
        seed = child_seed(config.seed, "permutation", number)
        try:
            permuted[number] = gaps(numpy_generator(seed).permutation(len(together)), seed)
        except UserError:
            continue
    permuted = numpy.abs(permuted)
    beyond = (permuted >= numpy.abs(seen) - 1e-12).sum(axis=0)
    over_all = (permuted.max(axis=1, initial=0)[:, None] >= numpy.abs(seen) - 1e-12).sum(axis=0)
    p, familywise = ((1 + count) / (1 + permutations) for count in (beyond, over_all))
    columns = (seen, p, adjust(p, "benjamini_hochberg"), familywise)
    found = zip(pairs, *(column.tolist() for column in columns), strict=True)
    return tuple(AdjacencyDifference(*pair, *numbers) for pair, *numbers in found)


def _frequencies(
    algorithm: DiscoveryAlgorithm, table: "pandas.DataFrame", config: BootstrapConfig, response_style: bool
) -> tuple[ResponseStyle | None, EdgeFrequencies]:
    style = ResponseStyle.fit(table) if response_style else None
    constraints, complete = _constraints(table, response_style), style.complete if style else None
    return style, bootstrap_edges(algorithm, table, constraints, config, complete=complete)


def _constraints(table: "pandas.DataFrame", response_style: bool) -> Constraints:
    return style_constraints(table) if response_style else Constraints()


def _adjacencies(frequencies: EdgeFrequencies) -> dict[tuple[str, str], float]:
    """By pair of values in name order, without the edges of response style, which are given and not found."""
    found = {tuple(sorted((p.first, p.second))): p.adjacency for p in frequencies.pairs}
    return {(a, b): found[a, b] for a, b in sorted(found) if RESPONSE_STYLE not in (a, b)}
