"""What an ordinal regression adds to an instrument's findings: contrasts, forest plots, checks, and their limits."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from couple.instruments.findings import Findings
from couple.instruments.ordinal.contrasts import OTHERS, OWN, Contrasts, contrasts_csv
from couple.instruments.ordinal.countries import country_key, joint_key, together
from couple.instruments.ordinal.data import OrdinalData, ordinal_data
from couple.instruments.ordinal.pictures import agreement_table, effect_table, forest, headline, share_table
from couple.instruments.ordinal.posterior import Posterior
from couple.instruments.ordinal.predictive import PredictiveCheck, predictive_check
from couple.instruments.ordinal.settings import RegressionSettings, find_inference
from couple.instruments.ordinal.specification import OrdinalRegression
from couple.instruments.recorded.ratings import Ratings

OWN_SCALE = 1.0  # of the half-normal prior of what a respondent has with an item, in logits
LIMITS = (
    "The regression is our specification. The study that reports such a regression for language models (Segerer 2025) "
    "does not tell us its priors, prompts, model versions or number of administrations: nothing here reproduces it.",
    "Effects are relative to a respondent's own mean over values: they compare priorities, not how much anybody cares.",
    "Intervals hold if respondents differ by values and level only. Where the predictive check shows that a respondent "
    "repeats itself more than predicted, its runs are no independent news and intervals are too narrow: add own_items.",
)
COUNTRIES = (
    "Countries are samples of people of the European Social Survey, round 9 (2018), who answered the PVQ-21. Whoever "
    "rated other items differs from them by questionnaire too. People are taken to differ in level only, not in "
    "values: intervals of countries are too narrow by what their people disagree."
)


def add_regression(
    findings: Findings,
    ratings: Ratings,
    key: Mapping[str, Collection[str]],
    groups: Mapping[str, Collection[str]],
    settings: RegressionSettings,
    *,
    countries: Ratings | None = None,
) -> Findings:
    """``findings`` with the regression of ``ratings`` beside them. Where no respondent can be used it says so.

    Args:
        findings: what is there already.
        ratings: the instrument's.
        key: value -> its items.
        groups: broader groups -> their values.
        settings: how to infer.
        countries: further respondents, as ``country_ratings`` gives them.
    """
    limits = [*findings.limits, *LIMITS]
    if countries is not None:
        ratings, key = together(ratings, countries), joint_key(key, country_key())
        limits.append(COUNTRIES)
    data = ordinal_data(ratings, key)
    if not data.respondents:
        reasons = "; ".join(f"{name}: {why}" for name, why in data.left_out.items())
        return replace(findings, limits=limits, facts={**findings.facts, "ordinal regression": f"none: {reasons}"})
    regression = OrdinalRegression(data, OrdinalRegression.Config(own=OWN_SCALE if settings.own_items else None))
    posterior = find_inference(settings.inference).fit(regression, seed=settings.seed)
    contrasts = Contrasts(posterior, groups)
    rows = list(contrasts.all())
    check = predictive_check(posterior, seed=settings.seed)
    files = {"contrasts.csv": contrasts_csv(rows)}
    if not posterior.point:
        files["posterior.csv"] = _summary(posterior)
    plots = [plot for against in (OTHERS, OWN) if (plot := forest(rows, contrasts, groups, against))]
    return replace(
        findings,
        headline=f"{findings.headline}; {headline(rows)}",
        tables=[*findings.tables, effect_table(rows, contrasts), share_table(check), agreement_table(check)],
        pictures=[*findings.pictures, *plots],
        facts={**findings.facts, **_facts(posterior, data, check)},
        limits=limits,
        files={**findings.files, **files},
    )


def _facts(posterior: Posterior, data: OrdinalData, check: PredictiveCheck) -> dict[str, str]:
    config = posterior.regression.config
    shares = [one for answers in check.shares.values() for one in answers.values()]
    facts = {
        "ordinal regression": f"cumulative {config.link}, {data.ratings:,} ratings of {len(data.respondents)} "
        f"respondents on {len(data.items)} items in {len(data.owner)} runs; our specification",
        "priors": f"standard deviations: value effects {config.effect:g}, level {config.level:g}; half-normal scales: "
        f"items {config.item:g}, runs {config.run:g}, "
        f"own items {config.own or 'none'}; thresholds from Dirichlet({config.concentration:g}) shares",
        "inference": posterior.method,
        "outside of the predictive check": f"{sum(one.surprising for one in shares)} of {len(shares)} shares of "
        f"ratings, {sum(one.surprising for one in check.agreement.values())} of {len(check.agreement)} agreements of "
        "runs; one in twenty is to be expected",
    }
    if found := posterior.diagnostics:
        facts["chains"] = (
            f"R-hat {found.r_hat:.3f}, effective draws {found.bulk:.0f} (bulk) and {found.tail:.0f} (tail), the worst "
            f"of all parameters; divergences {found.divergences}"
        )
    if posterior.doubts:
        facts["doubts about the inference"] = "; ".join(posterior.doubts)
    if data.left_out:
        facts["left out of the regression"] = "; ".join(f"{name}: {why}" for name, why in data.left_out.items())
    return facts


def _summary(posterior: Posterior) -> str:
    """ArviZ's summary of every effect: mean, deviation, 95 % interval of highest density and, of chains, R-hat."""
    import arviz

    kind = "all" if posterior.diagnostics else "stats"  # chains can be diagnosed, one fitted normal cannot
    table = arviz.summary(posterior.inference_data(), kind=kind, hdi_prob=0.95, round_to="none")
    return table.to_csv(index_label="parameter", lineterminator="\n")
