"""From the settings of a benchmark to its plan: methods built, cases made, everything refused that cannot be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from couple.baselines import METHODS, build_method
from couple.evaluation.asking.answering import Contestant, Part
from couple.evaluation.asking.cases import PLAIN
from couple.foundation import UserError, build_config
from couple.values.survey_profiles import FINE, survey_profile_names

OURS = "couple"
_OURS = METHODS[OURS][0]
_GROUPS = survey_profile_names()
SURVEY = {
    "ess9": tuple(name for name in _GROUPS if not name.endswith(FINE)),
    "ess9_fine": tuple(name for name in _GROUPS if name.endswith(FINE)),
}


class BenchmarkConfig(BaseModel):
    """What is compared, on what.

    Attributes:
        methods: names of ``couple.baselines.METHODS``.
        profiles: shipped profiles, paths, or the sources that depend on the question (see ``casebook``); ``ess9`` is
            short for the fifteen groups of the European Social Survey, ``ess9_fine`` for the same with decimals.
        values_per_question: how many of a profile's values are targeted, the most relevant ones; None for all.
        profiles_per_question: how many of the profiles a question is asked under, in turn; None for all.
        variants: ``plain``, and what else is asked to see whether it matters: ``distractors``, ``paraphrased``.
        questions: see ``load_questions``; ``limit`` takes the first so many.
        options: settings of methods, by method.
        reference: the method that differences are taken from; None for the first.
        resamples: of the topics, for intervals.
        seed: of every random draw.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    methods: tuple[str, ...]
    profiles: tuple[str, ...]
    values_per_question: int | None = Field(default=5, ge=1)
    profiles_per_question: int | None = Field(default=None, ge=1)
    variants: tuple[str, ...] = (PLAIN,)
    questions: str
    limit: int | None = Field(default=None, ge=1)
    options: Mapping[str, Mapping[str, Any]] = {}
    reference: str | None = None
    resamples: int = Field(default=2000, ge=1)
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A validated benchmark: its config, the methods ready to answer, and the name of the reference.

    ``ablations`` are variants of our method, and ``baselines`` all other methods but ours.
    """

    config: BenchmarkConfig
    contestants: tuple[Contestant, ...]
    reference: str

    @property
    def ablations(self) -> tuple[str, ...]:
        """Our method with a part taken out."""
        return tuple(name for name in self.config.methods if name != OURS and issubclass(METHODS[name][0], _OURS))

    @property
    def baselines(self) -> tuple[str, ...]:
        """What is not ours."""
        return tuple(name for name in self.config.methods if not issubclass(METHODS[name][0], _OURS))


def read_benchmark(settings: Mapping[str, Any], *, adapter: str) -> Benchmark:
    """The benchmark that composed settings describe; ``adapter`` is what our own methods decode with by default.

    Raises:
        UserError: an unknown method, key or value, a name that stands twice, or options of a method that is not run.
    """
    lists: dict[str, Sequence[str]] = {key: _names(settings, key) for key in ("methods", "profiles", "variants")}
    lists["profiles"] = list(dict.fromkeys(one for name in lists["profiles"] for one in SURVEY.get(name, (name,))))
    options = _by_method(settings["options"] or {})
    chosen = {key: settings[key] for key in BenchmarkConfig.model_fields} | lists | {"options": options}
    config = build_config(BenchmarkConfig, chosen, where="")
    if strange := [name for name in options if name not in config.methods]:
        remedy = f"add it to methods={list(config.methods)}"
        raise UserError(f"options.{strange[0]}", "it is none of the methods of this run", remedy)
    if config.reference not in (None, *config.methods):
        found = f"it is none of the methods {', '.join(config.methods)}"
        remedy = f"name one of them, e.g. reference={config.methods[0]}"
        raise UserError(f"reference={config.reference}", found, remedy)
    return Benchmark(
        config,
        tuple(_contestant(name, options.get(name, {}), adapter) for name in config.methods),
        config.reference or config.methods[0],
    )


def read_part(given: str | None) -> Part | None:
    """``2/3``: the second of three processes that share a run. None stands for a process of its own."""
    if given is None:
        return None
    number, slash, of = str(given).partition("/")
    if not (slash and number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
        raise UserError(f"part={given}", "it does not say which part of how many", "type part=1/2 for the first of two")
    return Part(int(number), int(of))


def _contestant(name: str, options: Mapping[str, Any], adapter: str) -> Contestant:
    method, config = build_method(name, options)
    if isinstance(config, _OURS) and "adapter" not in options:
        method, config = build_method(name, {**options, "adapter": adapter})
    return Contestant(name, method, config.model_dump())


def _by_method(given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Settings by method; what is typed as ``options.METHOD.KEY=VALUE`` arrives under the name ``METHOD.KEY``."""
    for name, value in given.items():
        if "." not in name and not isinstance(value, dict):
            raise UserError(f"options.{name}={value}", "it names no setting", f"type options.{name}.KEY={value}")
    return nested(given)


def nested(given: Mapping[str, Any]) -> dict[str, Any]:
    """Keys that were typed with dots as mappings within mappings: ``{"a.b": 1}`` is ``{"a": {"b": 1}}``."""
    found: dict[str, Any] = {}
    for name, value in given.items():
        *folders, key = name.split(".")
        place = found
        for folder in folders:
            place = place.setdefault(folder, {})
        place[key] = {**place.get(key, {}), **value} if isinstance(value, dict) else value
    return found


def _names(settings: Mapping[str, Any], key: str) -> Sequence[str]:
    given = settings[key]
    if not isinstance(given, list) or not given:
        raise UserError(f"{key}={given}", "it is not a list of names", f"type {key}=[one,two] in quotes")
    if len(set(given)) < len(given):
        raise UserError(f"{key}={given}", "a name stands twice", "keep one of them")
    return [str(name) for name in given]
