"""What annotators marked in an argument: under each value of a system, the finer values they found, in words."""

from collections.abc import Mapping

import pandas as pd

from couple.data.touche23 import load_finer_labels, load_taxonomy
from couple.values import ValueSystem, load_mapping


def marked_values(arguments: pd.DataFrame, system: ValueSystem) -> list[Mapping[str, tuple[str, ...]]]:
    """For each argument of ``load_arguments``, value names of ``system`` with their finer values ("have privacy").

    The value with most of them comes first; among equals the order is the system's. A value that nobody marked is left
    out. Raises ``UserError`` where no mapping from schwartz20 to the system ships.
    """
    groups = load_mapping("schwartz20", system.name).groups
    taxonomy = load_taxonomy()
    members = {value: [finer for category in groups[value] for finer in taxonomy[category]] for value in system.names}
    finer = load_finer_labels(arguments)
    found = []
    for row in finer.to_dict("records"):
        marked = {value: tuple(name.lower() for name in names if row[name]) for value, names in members.items()}
        ranked = sorted(marked.items(), key=lambda entry: -len(entry[1]))
        found.append({value: names for value, names in ranked if names})
    return found
