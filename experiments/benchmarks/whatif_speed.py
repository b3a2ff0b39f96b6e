"""How fast counterfactuals are: ``python experiments/benchmarks/whatif_speed.py`` writes whatif_speed.json here.

Against dowhy.gcm on the same linear model, rows and intervention in one run, in turns (which of the two comes first
alternates); ordinal against linear; how cost grows with rows and with values; and the resident memory of answering a
file in pieces, each size in a process of its own. Models are random: sparse graphs have two causes a value, dense ones
all that come before. Wall-clock medians of a busy machine: the load average stands in the result.
"""

import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy
import torch

from couple.foundation import Progress, library_versions, numpy_generator, torch_generator, write_json
from couple.graph import Edge, ValueGraph
from couple.scm import FittedSCM, LinearGaussianSCM, OrdinalSCM, stream_counterfactuals
from couple.scm.examiner import dowhy_counterfactuals

SEED = 0
REPETITIONS = 7
LEVELS = 5


def random_graph(values: int, *, dense: bool) -> ValueGraph:
    """An acyclic graph whose order is v0, v1, ...; two random causes a value, or all that come before."""
    generator = numpy_generator(SEED, "graph", values)
    nodes = tuple(f"v{number}" for number in range(values))
    causes = {i: range(i) if dense else generator.choice(i, min(i, 2), replace=False) for i in range(1, values)}
    return ValueGraph(nodes, tuple(Edge(nodes[j], nodes[i]) for i, some in causes.items() for j in sorted(some)))


def random_linear(graph: ValueGraph) -> LinearGaussianSCM:
    """Weights that keep the spread of values about 1, however many causes they have."""
    generator = numpy_generator(SEED, "weights", len(graph.nodes))
    weight = torch.zeros(len(graph.nodes), len(graph.nodes), dtype=torch.float64)
    position = {node: i for i, node in enumerate(graph.nodes)}
    for edge in graph.edges:
        size = 0.6 / math.sqrt(len(graph.parents(edge.target)))
        weight[position[edge.target], position[edge.source]] = float(generator.choice([-size, size]))
    zeros, ones = torch.zeros(len(graph.nodes), dtype=torch.float64), torch.ones(len(graph.nodes), dtype=torch.float64)
    return LinearGaussianSCM(graph, zeros, weight, ones, zeros - 5, zeros + 5)


def random_ordinal(graph: ValueGraph) -> OrdinalSCM:
    """The weights of the linear model, levels -2..2."""
    count = len(graph.nodes)
    levels = torch.arange(LEVELS, dtype=torch.float64).repeat(count, 1) - 2
    cuts = torch.tensor([[-1.5, -0.5, 0.5, 1.5]], dtype=torch.float64).repeat(count, 1)
    return OrdinalSCM(graph, random_linear(graph).weight, levels, cuts)


def seconds(work: Callable[[], object]) -> float:
    """Of one call, by the wall clock."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def in_turns(works: dict[str, Callable[[], object]]) -> dict[str, dict[str, float]]:
    """Median, fastest and slowest of ``REPETITIONS`` runs of each, after one that is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()
    for repetition in range(REPETITIONS):
        for name in sorted(works, reverse=bool(repetition % 2)):
            taken[name].append(seconds(works[name]))
    return {name: {"median": median(some), "min": min(some), "max": max(some)} for name, some in taken.items()}


def exponent(sizes: list[int], taken: list[float]) -> float:
    """The slope of log time on log size, over all sizes."""
    return float(numpy.polyfit(numpy.log(sizes), numpy.log(taken), 1)[0])


def against_dowhy(rows: int = 100_000, values: int = 10) -> dict[str, object]:
    """One value set to a number for all rows; ordinal rows are its own model's."""
    found: dict[str, object] = {}
    for name, dense in (("sparse", False), ("dense", True)):
        graph = random_graph(values, dense=dense)
        linear, ordinal = random_linear(graph), random_ordinal(graph)
        table = linear.sample(rows, torch_generator(SEED, "rows"))
        answers = ordinal.sample(rows, torch_generator(SEED, "rows"))
        works: dict[str, Callable[[], object]] = {
            "couple linear": lambda m=linear, t=table: m.counterfactual(t, {"v0": 2.0}),
            "couple ordinal": lambda m=ordinal, t=answers: m.counterfactual(t, {"v0": 2.0}),
            "dowhy.gcm linear": lambda m=linear, t=table: dowhy_counterfactuals(m, t, {"v0": 2.0}),
        }
        times = in_turns(works)
        ours, theirs = linear.counterfactual(table, {"v0": 2.0}), dowhy_counterfactuals(linear, table, {"v0": 2.0})
        found[name] = {
            "rows": rows,
            "values": values,
            "seconds": times,
            "dowhy_over_couple": times["dowhy.gcm linear"]["median"] / times["couple linear"]["median"],
            "ordinal_over_linear": times["couple ordinal"]["median"] / times["couple linear"]["median"],
            "ordinal_over_dowhy_linear": times["couple ordinal"]["median"] / times["dowhy.gcm linear"]["median"],
            "largest_difference": float((ours - theirs).abs().to_numpy().max()),
        }
    return found


def growth(kind: Callable[[ValueGraph], FittedSCM], cells: list[tuple[int, int]], *, dense: bool) -> list[float]:
    """Median seconds for each (rows, values) over three runs."""
    taken: list[float] = []
    for rows, values in cells:
        model = kind(random_graph(values, dense=dense))
        table = model.sample(rows, torch_generator(SEED, "rows"))
        taken.append(median(seconds(lambda m=model, t=table: m.counterfactual(t, {"v0": 2.0})) for _ in range(3)))
    return taken


def scaling() -> dict[str, dict[str, object]]:
    """In rows for 10 values, and in values for 2,000 rows."""
    many_rows, many_values = [1_000, 10_000, 100_000, 1_000_000], [10, 30, 100, 301]
    found: dict[str, dict[str, object]] = {}
    for name, kind in (("linear", random_linear), ("ordinal", random_ordinal)):
        taken = growth(kind, [(rows, 10) for rows in many_rows], dense=False)
        found[f"{name}, rows"] = {"sizes": many_rows, "seconds": taken, "exponent": exponent(many_rows, taken)}
        found[f"{name}, rows"]["last_step_exponent"] = exponent(many_rows[-2:], taken[-2:])
        for shape, dense in (("sparse", False), ("dense", True)):
            taken = growth(kind, [(2_000, values) for values in many_values], dense=dense)
            result = {"sizes": many_values, "seconds": taken, "exponent": exponent(many_values, taken)}
            found[f"{name}, values, {shape}"] = {**result, "last_step_exponent": exponent(many_values[-2:], taken[-2:])}
    return found


def resident_peak_mb() -> float:
    """Of this process alone (Linux): ``getrusage`` would also count what its parent held."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) / 1e3


def stream(kind: str, rows: int) -> dict[str, object]:
    """Answer a file of ``rows`` rows and ten columns, in this process; the file is made in pieces too."""
    make: dict[str, Callable[[ValueGraph], FittedSCM]] = {"linear": random_linear, "ordinal": random_ordinal}
    model = make[kind](random_graph(10, dense=False))
    with TemporaryDirectory() as folder:
        observed = Path(folder) / "people.csv"
        for piece in range(0, rows, 20_000):
            table = model.sample(20_000, torch_generator(SEED, "stream", piece)).round(3)
            table.to_csv(observed, mode="a", header=piece == 0, index=False)
        before = resident_peak_mb()
        taken = seconds(lambda: stream_counterfactuals(model, observed, {"v0": 2.0}, Path(folder) / "answer.csv"))
        peak = resident_peak_mb()
        size = observed.stat().st_size / 1e6
    return {"kind": kind, "rows": rows, "file_mb": size, "seconds": taken, "before_mb": before, "peak_mb": peak}


def streaming() -> list[dict[str, object]]:
    """Each size in a fresh process, whose largest resident memory the system keeps."""
    found = []
    for kind in ("linear", "ordinal"):
        for rows in (100_000, 1_000_000):
            command = [sys.executable, __file__, "stream", kind, str(rows)]
            found.append(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
    return found


def main() -> None:
    """Measure all, one thread."""
    torch.set_num_threads(1)
    if sys.argv[1:2] == ["stream"]:
        print(json.dumps(stream(sys.argv[2], int(sys.argv[3]))))
        return
    parts = {"against_dowhy": against_dowhy, "scaling": scaling, "streaming": streaming}
    result: dict[str, object] = {
        "recipe": "python experiments/benchmarks/whatif_speed.py",
        "seed": SEED,
        "repetitions": REPETITIONS,
        "load_average_before": os.getloadavg(),
        "versions": library_versions("torch", "numpy", "pandas", "dowhy"),
    }
    with Progress("measuring", total=len(parts)) as progress:
        for name, part in parts.items():
            result[name] = part()
            progress.advance(name)
    result["load_average_after"] = os.getloadavg()
    write_json(Path(__file__).with_suffix(".json"), result)


if __name__ == "__main__":
    main()
