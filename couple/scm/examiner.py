"""dowhy as the independent examiner of a fitted linear model: same counterfactuals, and effects by another road.

Two questions. Does the same linear model, computed by dowhy.gcm, give the same counterfactuals? And does an effect that
our model adds up along paths agree with one that never looks at the paths: dowhy finds a back-door adjustment set in
the graph (Pearl 2009, section 3.3), regresses on it, and tries to refute what it found?
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from couple.foundation import UserError, numpy_generator
from couple.graph import RESPONSE_STYLE
from couple.scm.examination import EffectExamination, Examination, Refutation
from couple.scm.frames import node_columns, refuse_unknown
from couple.scm.linear_gaussian import LinearGaussianSCM

if TYPE_CHECKING:
    import pandas

SIMULATIONS = 20
STRONGEST = 5
MAX_ROWS = 5000
# The difference of the two estimates varies less than the back-door estimate alone, because the other one is efficient
# when the model is right (Hausman 1978): beyond three of its standard errors they disagree about the model.
TOLERANCE = 3.0


def dowhy_counterfactuals(
    model: LinearGaussianSCM, observed: "pandas.DataFrame", do: Mapping[str, float | Callable[[float], float]]
) -> "pandas.DataFrame":
    """The counterfactual rows of ``model`` as dowhy.gcm computes them from the same parameters.

    Args:
        model: its parameters are handed over, nothing is fitted again.
        observed: one column a node, n rows.
        do: a number, or a function from what the node would have been under the rest of ``do`` to what it is set to.

    Returns:
        One column a node, in the order of ``model.nodes``, on the index of ``observed``.
    """
    import pandas
    from dowhy import gcm
    from dowhy.gcm.causal_models import PARENTS_DURING_FIT

    graph: Any = model.graph.to_networkx()  # dowhy asks for a protocol of its own that networkx fulfils in fact
    theirs = gcm.InvertibleStructuralCausalModel(graph)
    for node in model.nodes:
        theirs.set_causal_mechanism(node, _mechanism(model, node))
        graph.nodes[node][PARENTS_DURING_FIT] = sorted(model.graph.parents(node))  # nothing left to fit
    for node in do:
        refuse_unknown(node, model.nodes)
    functions: dict[str, Any] = {node: rule if callable(rule) else _constant(float(rule)) for node, rule in do.items()}
    numbers = pandas.DataFrame(node_columns(observed, model.nodes))
    found = gcm.counterfactual_samples(theirs, functions, observed_data=numbers)
    return found[list(model.nodes)].set_index(observed.index)


def examine(
    model: LinearGaussianSCM,
    table: "pandas.DataFrame",
    *,
    pairs: Sequence[tuple[str, str]] | None = None,
    simulations: int = SIMULATIONS,
    max_rows: int = MAX_ROWS,
    seed: int = 0,
) -> Examination:
    """Examine the counterfactuals of ``model``, and its total effects for ``pairs`` of treatment and outcome.

    Args:
        model: a linear model, fitted on ``table`` or on data like it.
        table: one column a node; without ``response_style`` the style counts as an unobserved cause.
        pairs: None for the ``STRONGEST`` total effects between values, in units of the outcome's spread.
        simulations: how often each refuter repeats, at least 2.
        max_rows: of a longer table a random choice of rows is used, and the model is fitted on those again, so that
            both roads start from the same data.
        seed: of the choice of rows and of every refuter.

    Raises:
        UserError: a name is no node, a pair is one node twice, or the table does not fit the graph.
    """
    import pandas

    started = time.perf_counter()
    needed = [node for node in model.nodes if node != RESPONSE_STYLE or node in table.columns]
    numbers = pandas.DataFrame(node_columns(table, needed))
    if len(numbers) > max_rows:
        chosen = numpy_generator(seed, "examination", "rows").choice(len(numbers), max_rows, replace=False)
        numbers = numbers.iloc[sorted(chosen)].reset_index(drop=True)
    whole = len(needed) == len(model.nodes)
    refitted = LinearGaussianSCM.fit(model.graph, numbers) if whole else model
    for treatment, outcome in pairs or ():
        refuse_unknown(treatment, model.nodes)
        refuse_unknown(outcome, model.nodes)
        if treatment == outcome:
            raise UserError(f"examine {treatment} on itself", "it is one variable", "name two")
    with _quiet():
        gap = _counterfactual_gap(refitted, numbers) if whole else None
        effects = tuple(
            _examine_effect(refitted, numbers, treatment, outcome, simulations, seed)
            for treatment, outcome in pairs or strongest_effects(refitted)
        )
    return Examination(effects, gap, len(numbers), simulations, seed, time.perf_counter() - started)


def strongest_effects(model: LinearGaussianSCM, count: int = STRONGEST) -> tuple[tuple[str, str], ...]:
    """The pairs of values with the largest total effects of one standard deviation, in standard deviations."""
    effects, spread = model.total_effects(), model.covariance().diagonal().sqrt().tolist()
    scale = dict(zip(model.nodes, spread, strict=True))
    values = [node for node in model.nodes if node != RESPONSE_STYLE]
    sizes = {
        (source, target): abs(float(effects.loc[source, target])) * scale[source] / scale[target]
        for source in values
        for target in values
        if source != target and effects.loc[source, target] != 0
    }
    return tuple(sorted(sizes, key=lambda pair: (-sizes[pair], pair))[:count])


def _examine_effect(
    model: LinearGaussianSCM, table: "pandas.DataFrame", treatment: str, outcome: str, simulations: int, seed: int
) -> EffectExamination:
    from dowhy import CausalModel

    ours = model.total_effect(treatment, outcome)
    theirs = CausalModel(table, treatment, outcome, graph=model.graph.to_networkx())
    # the largest set is one and the same in every run; dowhy's smallest sets depend on the order of Python's hashes
    estimand: Any = theirs.identify_effect(method_name="maximal-adjustment")
    if estimand.no_directed_path:
        return EffectExamination(
            treatment, outcome, _settled(ours), reason=f"the graph has no path {treatment} -> {outcome}"
        )
    if estimand.estimands.get("backdoor") is None:
        unseen = [node for node in model.nodes if node not in table.columns]
        reason = f"no set of observed variables closes the back doors: {', '.join(unseen)} is not observed"
        return EffectExamination(treatment, outcome, _settled(ours), reason=reason)
    adjusted = sorted(estimand.get_adjustment_set())
    estimand.set_adjustment_set(adjusted)
    # without ``effect_modifiers=[]`` dowhy multiplies the treatment with further variables: no longer this model
    estimate = theirs.estimate_effect(estimand, method_name="backdoor.linear_regression", effect_modifiers=[])
    error = float(estimate.estimator.model.bse.iloc[1])
    robustness, reason = _robustness(table, estimate, treatment, adjusted)
    return EffectExamination(
        treatment,
        outcome,
        _settled(ours),
        adjustment=tuple(adjusted),
        estimate=_settled(estimate.value),
        standard_error=_settled(error),
        agrees=abs(float(estimate.value) - ours) <= TOLERANCE * error,
        refutations=_refutations(table, estimand, estimate, treatment, outcome, simulations, seed),
        robustness=robustness,
        reason=reason,
    )


def _refutations(
    table: "pandas.DataFrame", estimand: Any, estimate: Any, treatment: str, outcome: str, simulations: int, seed: int
) -> tuple[Refutation, ...]:
    """Each refuter with a generator of its own: with a bare seed dowhy draws the same subset every time."""
    from dowhy.causal_refuters.data_subset_refuter import refute_data_subset
    from dowhy.causal_refuters.placebo_treatment_refuter import PlaceboType, refute_placebo_treatment
    from dowhy.causal_refuters.random_common_cause import refute_random_common_cause

    def generator(method: str) -> Any:
        return numpy_generator(seed, "refute", method, treatment, outcome)

    found: dict[str, Any] = {
        # permuted: dowhy's default placebo has the standard deviation 0
        "placebo treatment": refute_placebo_treatment(
            table,
            estimand,
            estimate,
            [treatment],
            num_simulations=simulations,
            placebo_type=PlaceboType.PERMUTE,
            random_state=generator("placebo"),
        ),
        "random common cause": refute_random_common_cause(
            table, estimand, estimate, num_simulations=simulations, random_state=generator("cause")
        ),
        "data subset": refute_data_subset(
            table, estimand, estimate, num_simulations=simulations, random_state=generator("subset")
        ),
    }
    return tuple(
        Refutation(method, _settled(result.new_effect), _settled(result.refutation_result["p_value"]))
        for method, result in found.items()
    )


def _robustness(
    table: "pandas.DataFrame", estimate: Any, treatment: str, adjusted: list[str]
) -> tuple[float | None, str | None]:
    """Cinelli & Hazlett (2020), equation 20, by dowhy; it needs an observed common cause to compare with."""
    from dowhy.causal_refuters.add_unobserved_common_cause import sensitivity_linear_partial_r2

    if not adjusted:
        return None, "there is no observed common cause to compare an unobserved one with"
    none: Any = [0.0]  # dowhy says float and means a list; at 0 it leaves out its comparison, which can divide by 0
    names: Any = [treatment]
    analysis: Any = sensitivity_linear_partial_r2(
        table,
        estimate,
        names,
        frac_strength_treatment=none,
        frac_strength_outcome=none,
        benchmark_common_causes=adjusted[:1],
        significance_level=0.05,
        null_hypothesis_effect=0,
        plot_estimate=False,
    )
    return _settled(analysis.stats["robustness_value"]), None


def _counterfactual_gap(model: LinearGaussianSCM, table: "pandas.DataFrame") -> float:
    """The largest difference of any cell when each node in turn is set one standard deviation above its mean."""
    gap = 0.0
    for node in model.nodes:
        column = table[node].to_numpy(dtype=float)
        do = {node: float(column.mean() + column.std())}
        theirs = dowhy_counterfactuals(model, table, do)
        gap = max(gap, float((model.counterfactual(table, do)[list(model.nodes)] - theirs).abs().to_numpy().max()))
    return _settled(gap)


def _settled(value: float) -> float:
    """Ten decimals: what lies beyond depends on where in memory the linear algebra finds its numbers."""
    return round(float(value), 10)


def _mechanism(model: LinearGaussianSCM, node: str) -> Any:
    import numpy
    from dowhy import gcm
    from scipy.stats import norm
    from sklearn.linear_model import LinearRegression

    i, parents = model.nodes.index(node), sorted(model.graph.parents(node))  # dowhy sorts the causes
    intercept, scale = float(model.intercept[i]), float(model.scale[i])
    if not parents:
        return gcm.ScipyDistribution(norm, loc=intercept, scale=scale)
    regression: Any = LinearRegression()
    regression.coef_ = numpy.array([[model.direct_effect(parent, node) for parent in parents]])
    regression.intercept_ = numpy.array([intercept])
    regression.n_features_in_ = len(parents)
    noise = gcm.ScipyDistribution(norm, loc=0.0, scale=scale)
    return gcm.AdditiveNoiseModel(gcm.ml.SklearnRegressionModel(regression), noise)


def _constant(value: float) -> Callable[[float], float]:
    return lambda _: value


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the warnings that we know of: dowhy speaks to pandas 2, and logs what the result says."""
    import logging
    import warnings

    logger = logging.getLogger("dowhy")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="The (copy|inplace) keyword", category=DeprecationWarning)
            warnings.filterwarnings("ignore", message=r"\d+ variables are assumed unobserved", category=UserWarning)
            yield
    finally:
        logger.setLevel(level)
