"""What upholding a value sounds like: a few plain sentences made from its label and definition.

A sentence encoder finds a text close to texts of its own kind, so that a value put as somebody would argue for it is
nearer to what people say than its bare definition (measured: experiments/attribution/compare_descriptions.py).
"""

from couple.values import Value

TEMPLATES = (
    "{label}: {definition}",
    "It is important: {definition}",
    "People should value {definition}",
    "We should support this because it is about {definition}",
    "We should not allow this because it is bad for {definition}",
)


def statements(value: Value) -> tuple[str, ...]:
    """One sentence a template."""
    definition = value.definition.strip().rstrip(".")
    words = definition[:1].lower() + definition[1:]
    return tuple(template.format(label=value.label, definition=words) + "." for template in TEMPLATES)
