"""A target profile in words, for the methods that prompt. The wording is ours; the paper's prompts are not copied."""

from couple.values import ValueProfile

LEVELS = ("rejected", "unimportant", "neither here nor there", "important", "most important")


def describe_priorities(target: ValueProfile) -> str:
    """One line a targeted value, highest priority first: label, priority 1..5 in digits and words, definition."""
    ranked = sorted(target.priorities.items(), key=lambda entry: -entry[1])
    lines = []
    for name, priority in ranked:
        value = target.system.value(name)
        level = LEVELS[round(priority) - 1]
        lines.append(f"- {value.label}: {priority:g} of 5 ({level}). {value.definition}")
    return "\n".join(lines)


def describe_person(target: ValueProfile) -> str:
    """A person who holds the profile: what comes first for them and what last; equal priorities share a place."""
    highest, lowest = max(target.priorities.values()), min(target.priorities.values())
    first = _labels(target, highest)
    if highest == lowest:
        return f"a person who cares equally about {first}"
    return f"a person who puts {first} before everything else and cares least about {_labels(target, lowest)}"


def _labels(target: ValueProfile, priority: float) -> str:
    labels = [target.system.value(name).label.lower() for name in target.names if target.priorities[name] == priority]
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"
