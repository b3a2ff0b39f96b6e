"""Where evidence lies: ``$COUPLE_DATA``, else ``data/`` where the user stands, else the official source on the hub."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from couple.foundation import UserError, nearest_name


@dataclass(frozen=True)
class Source:
    """An official source: who publishes the data set and on what terms.

    ``hub_id`` and ``files`` (glob patterns) are given where the hub carries it. Labels of a test split are an exam and
    never among the files.
    """

    homepage: str
    licence: str
    hub_id: str | None = None
    files: tuple[str, ...] = ()


SOURCES = {
    "touche23": Source(
        "https://doi.org/10.5281/zenodo.6814563",
        "CC BY-SA 4.0",
        "webis/Touche23-ValueEval",
        ("arguments-*.tsv", "*labels-training.tsv", "*labels-validation*.tsv", "value-categories.json", "README.md"),
    ),
    "ess9_pvq21": Source(
        "https://www.europeansocialsurvey.org (round 9, human values scale, as ess9_pvq21.csv)",
        "ESS terms: non-commercial, rows may not be passed on; cite the European Social Survey",
    ),
    "ess_country_means": Source(
        "https://github.com/MaksimRudnev/ShinyValues",
        "no licence stated; aggregates of European Social Survey data, cite both",
    ),
    "causal": Source(
        "https://github.com/py-why/causal-learn (tests/TestData; folders bnlearn_discrete_10000, linear_gaussian_20v)",
        "MIT; the discrete networks come from the bnlearn repository, which states none",
    ),
    "value_fulcra": Source("https://github.com/microsoft/ValueCompass (Value_FULCRA/data)", "MIT"),
    "valuecausalgraph": Source("https://github.com/bigai-nlco/ValueCausalGraph (tutorials/useful_data)", "MIT"),
    "valueportrait": Source("https://github.com/holi-lab/ValuePortrait", "MIT"),
    "mmd_sample": Source(
        "https://github.com/isir-wuya/Multi-step-Moral-Dilemmas (static/pdfs/MMDs.zip)", "CC BY-SA 4.0; 51 of 3,302"
    ),
    "daily_dilemmas": Source("https://github.com/kellycyy/daily_dilemmas (data)", "CC BY 4.0"),
}


def locate(dataset: str) -> Path:
    """The folder that holds ``dataset``.

    Raises:
        UserError: an unknown name, or a data set that is neither on disk nor on the hub; says where to get it.
    """
    source = _source(dataset)
    folder = _on_disk(dataset)
    if folder:
        return folder
    asked = f"find the data set {dataset}"
    places = " and ".join(f"{place} does not exist" for place in _places(dataset))
    remedy = f"get it from {source.homepage} ({source.licence}) and put it under COUPLE_DATA as {dataset}/"
    if source.hub_id is None:
        raise UserError(asked, places, remedy)
    from huggingface_hub import snapshot_download

    try:
        fetched = Path(snapshot_download(source.hub_id, repo_type="dataset", allow_patterns=list(source.files)))
    except Exception as error:  # the client has a dozen unrelated ways to say that it could not fetch
        found = f"{places}, and the hub did not give {source.hub_id}: {str(error).splitlines()[0]}"
        raise UserError(asked, found, remedy) from None
    print(f"{dataset}: {source.hub_id}, licence {source.licence}", file=sys.stderr)
    return fetched


def is_available(dataset: str) -> bool:
    """Whether ``dataset`` lies on disk. Never asks the hub."""
    _source(dataset)
    return _on_disk(dataset) is not None


def _source(dataset: str) -> Source:
    if dataset not in SOURCES:
        near = nearest_name(dataset, SOURCES)
        hint = f"did you mean {near}?" if near else f"known: {', '.join(SOURCES)}"
        raise UserError(f"find the data set {dataset}", "couple knows no data set of that name", hint)
    return SOURCES[dataset]


def _places(dataset: str) -> list[Path]:
    root = os.environ.get("COUPLE_DATA")
    return [*([Path(root).expanduser() / dataset] if root else []), Path("data") / dataset]


def _on_disk(dataset: str) -> Path | None:
    return next((place for place in _places(dataset) if place.is_dir()), None)
