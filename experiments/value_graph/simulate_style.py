"""How many edges does PC draw that are not there, under each way of treating response style? (about two minutes)

Simulated respondents answer the 21 items of the PVQ-21: a common style, ten values with unequal variances, and item
noise. ``independent`` values have no edge at all, so every edge found is spurious; ``chain`` values have nine true
edges (self_direction -> stimulation -> ...), four of them negative, which shows what each treatment costs in power.
Run from the checkout:  python experiments/value_graph/simulate_style.py
"""

from itertools import pairwise

import numpy
import pandas

from couple.foundation import numpy_generator
from couple.graph import Pc, PcConfig, ResponseStyle, search, style_constraints
from couple.values import PVQ21

ROWS, REPEATS, STYLE_VARIANCE, ITEM_VARIANCE, SEED = 2000, 20, 0.15, 0.6, 1
VALUES = list(PVQ21.key)
CHAIN = {frozenset(pair) for pair in pairwise(VALUES)}


def simulate(generator: numpy.random.Generator, *, chain: bool) -> tuple[pandas.DataFrame, pandas.Series]:
    """Raw scores of ``ROWS`` respondents, and their mean rating over all 21 items."""
    spread = numpy.sqrt(numpy.linspace(0.15, 0.6, len(VALUES)))
    values = generator.standard_normal((ROWS, len(VALUES))) * spread
    for later in range(1, len(VALUES)) if chain else ():
        sign = 1 if later % 2 else -1
        values[:, later] += sign * 0.4 * values[:, later - 1]
    style = numpy.sqrt(STYLE_VARIANCE) * generator.standard_normal(ROWS)
    items = {
        number: 3 + style + values[:, place] + numpy.sqrt(ITEM_VARIANCE) * generator.standard_normal(ROWS)
        for place, value in enumerate(VALUES)
        for number in PVQ21.key[value]
    }
    ratings = pandas.DataFrame(items)
    scores = pandas.DataFrame({value: ratings[list(PVQ21.key[value])].mean(axis=1) for value in VALUES})
    return scores, ratings.mean(axis=1)


def style_of_mean(scores: pandas.DataFrame, mean: pandas.Series, generator: numpy.random.Generator) -> pandas.Series:
    """A plausible style given the mean rating alone, taking only item noise (known here) out of its variance."""
    total = mean.var()
    style = total - ITEM_VARIANCE / 21
    reliability = style / total
    noise = numpy.sqrt(style * (1 - reliability)) * generator.standard_normal(len(scores))
    return mean.mean() + reliability * (mean - mean.mean()) + noise


def edges(scores: pandas.DataFrame, style: pandas.Series | None) -> set[frozenset[str]]:
    """The pairs of values that PC joins, given ``style`` as a cause of all."""
    table = scores if style is None else scores.assign(response_style=style)
    constraints = style_constraints(scores if style is not None else scores.iloc[:, :0])
    found = search(Pc(PcConfig()), table, constraints)
    return {frozenset((e.first, e.second)) for e in found.edges if "response_style" not in (e.first, e.second)}


def styles(
    scores: pandas.DataFrame, mean: pandas.Series, generator: numpy.random.Generator
) -> dict[str, pandas.Series | None]:
    """Each way of treating style: the column that is put into the table, or None."""
    return {
        "raw scores alone": None,
        # A thousandth of noise, since the exact mean rating makes the correlation matrix singular and the tests fail.
        "given the mean rating": mean + 0.001 * generator.standard_normal(len(mean)),
        "given a style drawn from the mean rating": style_of_mean(scores, mean, generator),
        "given a style drawn from all scores (ours)": ResponseStyle.fit(scores).draw(scores, generator),
    }


def main() -> None:
    """Print mean counts of false and true edges over ``REPEATS`` simulated surveys."""
    counts: dict[str, list[tuple[int, int, int]]] = {}
    estimates = []
    for repeat in range(REPEATS):
        generator = numpy_generator(SEED, repeat)
        alone, linked = simulate(generator, chain=False), simulate(generator, chain=True)
        estimates.append(ResponseStyle.fit(alone[0]).tau_squared)
        of_linked = styles(*linked, generator)
        for name, style in styles(*alone, generator).items():
            spurious, found = edges(alone[0], style), edges(linked[0], of_linked[name])
            counts.setdefault(name, []).append((len(spurious), len(found & CHAIN), len(found - CHAIN)))
    for name, rows in counts.items():
        spurious, hits, extra = numpy.mean(rows, axis=0)
        independent = f"independent: {spurious:5.2f} false of 45"
        print(f"{name:<45} {independent}   chain: {hits:.2f} of 9 true, {extra:.2f} false of 36")
    print(f"style variance {STYLE_VARIANCE}: estimated {numpy.mean(estimates):.4f} +- {numpy.std(estimates):.4f}")


if __name__ == "__main__":
    main()
