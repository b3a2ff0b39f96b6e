"""Consensus against single algorithms: structural Hamming distance and orientation F1 on networks with known graphs.

Run from the checkout, with $COUPLE_DATA naming the folder of data sets:
    python experiments/discovery_accuracy/run.py ROWS BOOTSTRAPS [NETWORK ...]
Appends to results_ROWS.jsonl, skips what is there, and prints the table. The same rows go to every method. The rivals
are causal-learn's algorithms with causal-learn's own defaults (no seed of theirs is tuned); those that suit categories
better than the default does are marked "suited". Compared are equivalence classes: the class of the consensus with
the class of the true graph. Constant columns are left out of every search and stay in the truth as nodes without edges.
"""

import json
import multiprocessing
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy
import pandas

from couple.data import locate
from couple.foundation import append_json_line, global_seed, library_versions, numpy_generator, read_json_lines
from couple.graph import (
    BootstrapConfig,
    Boss,
    BossConfig,
    Constraints,
    Cpdag,
    Dag,
    DiscoveredGraph,
    Pag,
    bootstrap_edges,
    consensus_graph,
    dag_to_cpdag,
    structural_hamming_distance,
)
from couple.graph.causal_learn import quiet, read_marks

HERE = Path(__file__).parent
DISCRETE = ("asia", "cancer", "earthquake", "survey", "water", "hailfinder", "hepar2", "barley", "win95pts")
NETWORKS = ("linear_1", *DISCRETE)
LIMIT_SECONDS = 240
SEED = 0


def load(network: str, rows: int) -> tuple[pandas.DataFrame, Dag]:
    """Some rows of a network's sample (without constant columns) and its graph."""
    folder = locate("causal")
    if network in DISCRETE:
        data = folder / "bnlearn_discrete_10000" / f"{network}.txt"
        graph = folder / "bnlearn_discrete_10000" / f"{network}.graph.txt"
    else:
        data, graph = (folder / "linear_gaussian_20v" / name for name in ("data_linear_1.txt", "graph.1.txt"))
    table = pandas.read_csv(data, sep=r"\s+")
    edges = [line.split(". ", 1)[1].split(" --> ") for line in graph.read_text().splitlines() if "-->" in line]
    truth = Dag.of(table.columns, [(cause.strip(), effect.strip()) for cause, effect in edges])
    chosen = numpy_generator(SEED, "rows", network).permutation(len(table))[:rows]
    table = table.iloc[chosen].reset_index(drop=True)
    return table.loc[:, table.nunique() > 1], truth


def rivals(discrete: bool) -> dict[str, Callable[[numpy.ndarray], tuple[numpy.ndarray, type]]]:
    """causal-learn's searches, each a function of the columns as floats."""
    from causallearn.search.ConstraintBased.FCI import fci
    from causallearn.search.ConstraintBased.PC import pc
    from causallearn.search.PermutationBased.BOSS import boss
    from causallearn.search.PermutationBased.GRaSP import grasp
    from causallearn.search.ScoreBased.GES import ges

    searches = {
        "pc": lambda x: (pc(x, show_progress=False).G.graph, Cpdag),
        "fci": lambda x: (fci(x, show_progress=False)[0].graph, Pag),
        "ges": lambda x: (ges(x)["G"].graph, Cpdag),
        "grasp": lambda x: (grasp(x, verbose=False).graph, Cpdag),
        "boss": lambda x: (boss(x, verbose=False).graph, Cpdag),
    }
    if discrete:
        searches["pc, chi-squared (suited)"] = lambda x: (pc(x, indep_test="chisq", show_progress=False).G.graph, Cpdag)
    return searches


def one_search(network: str, rows: int, name: str) -> DiscoveredGraph:
    """One rival, in a process of its own."""
    table, _ = load(network, rows)
    search = rivals(network in DISCRETE)[name]
    with global_seed(SEED, network, name), quiet():
        matrix, kind = search(table.to_numpy(dtype=float))
    return read_marks(matrix, list(table.columns), kind)


def consensus(network: str, rows: int, bootstraps: int) -> DiscoveredGraph:
    """What ``couple.discover`` draws, with its default algorithm."""
    table, _ = load(network, rows)
    typed = table.astype("category") if network in DISCRETE else table.astype(float)
    config = BootstrapConfig(bootstraps=bootstraps, rows=None, seed=SEED, workers=None)
    found = bootstrap_edges(Boss(BossConfig()), typed, Constraints(), config)
    graph = consensus_graph(found, Constraints(), threshold=config.threshold)
    return dag_to_cpdag(Dag.of(graph.nodes, [(edge.source, edge.target) for edge in graph.edges]))


def orientation_f1(found: DiscoveredGraph, truth: Cpdag) -> float:
    """Of the directed edges found and the compelled edges of the true class; 1 where both are empty."""
    total = len(found.directed) + len(truth.directed)
    return 2 * len(found.directed & truth.directed) / total if total else 1.0


def _into(queue: "multiprocessing.Queue", network: str, rows: int, name: str) -> None:
    try:
        queue.put(one_search(network, rows, name))
    except Exception as error:  # a failure of a rival is a result
        queue.put(f"{type(error).__name__}: {str(error)[:80]}")


def timed(network: str, rows: int, name: str) -> DiscoveredGraph | str:
    """A rival's graph, or why there is none."""
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=_into, args=(queue, network, rows, name))
    process.start()
    try:
        return queue.get(timeout=LIMIT_SECONDS)
    except Exception:
        return f"not done in {LIMIT_SECONDS} s"
    finally:
        process.kill()
        process.join()


def main() -> None:
    """Run what is missing, then print the table."""
    rows, bootstraps, networks = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:] or NETWORKS
    file = HERE / f"results_{rows}.jsonl"
    lines = read_json_lines(file) if file.exists() else []
    done = {(line["network"], line["method"]) for line in lines}
    for network in networks:
        _, truth = load(network, rows)
        target = dag_to_cpdag(truth)
        for method in [*rivals(network in DISCRETE), "consensus"]:
            if (network, method) in done:
                continue
            started = time.perf_counter()
            ours = method == "consensus"
            found = consensus(network, rows, bootstraps) if ours else timed(network, rows, method)
            line = {"network": network, "method": method, "seconds": round(time.perf_counter() - started, 1)}
            if isinstance(found, str):
                line |= {"distance": None, "reason": found}
            else:
                same = len(found.joined & target.joined)
                line |= {
                    "distance": structural_hamming_distance(found, target),
                    "edges": len(found.edges),
                    "true_edges": len(truth.edges),
                    "adjacency_f1": round(2 * same / (len(found.edges) + len(truth.edges)), 3),
                    "orientation_f1": round(orientation_f1(found, target), 3),
                }
            line |= {"bootstraps": bootstraps, "algorithm": BossConfig().model_dump()} if ours else {}
            append_json_line(file, {**line, "rows": rows, "versions": library_versions("causal-learn", "numpy")})
            print(line, flush=True)
    table = pandas.DataFrame(read_json_lines(file)).pivot(index="method", columns="network", values="distance")
    table["mean"] = table.mean(axis=1, skipna=False)
    print(table.to_string(na_rep="-"), "\n", json.dumps({"rows": rows, "seed": SEED}))


if __name__ == "__main__":
    main()
