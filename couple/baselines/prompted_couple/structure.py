"""The causal structure in words: which values go together (the paper's G) and how far each outranks others (Sigma)."""

from itertools import combinations, groupby

from couple.values import ValueProfile


def describe_structure(target: ValueProfile) -> str:
    """Both in a line each, among the targeted values; of the relations only those that hold somewhere."""
    return f"{describe_relations(target)}\n{describe_importance(target)}"


def describe_relations(target: ValueProfile) -> str:
    """Congruent and opposite pairs of targeted values, by the value system; all others are irrelevant to each other."""
    system, pairs = target.system, [frozenset(pair) for pair in combinations(target.names, 2)]
    congruent = [pair for pair in pairs if pair in system.compatible]
    opposite = [pair for pair in pairs if pair in system.conflicting]
    parts = [f"Congruent: {_join(congruent, target)}."] if congruent else []
    parts += [f"Opposite: {_join(opposite, target)}."] if opposite else []
    rest = len(congruent) + len(opposite) < len(pairs)
    return " ".join(["Relations.", *parts, *(["Any other two: irrelevant to each other."] if rest else [])])


def describe_importance(target: ValueProfile) -> str:
    """The values in order with their priorities; every entry of Sigma is a difference of two of them."""
    ranked = sorted(target.names, key=lambda name: -target.priorities[name])
    places = groupby(ranked, key=lambda name: target.priorities[name])
    chain = [f"{' = '.join(_label(name, target) for name in names)} ({priority:g})" for priority, names in places]
    return f"Relative importance. {' > '.join(chain)}."


def _join(pairs: list[frozenset[str]], target: ValueProfile) -> str:
    ordered = [[_label(name, target) for name in target.names if name in pair] for pair in pairs]
    return ", ".join(" and ".join(labels) for labels in ordered)


def _label(name: str, target: ValueProfile) -> str:
    return target.system.value(name).label
