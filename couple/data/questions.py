"""What is asked, by rule: a debate's conclusion as the opinion question that it answers, a dilemma as it stands."""

import re

# First words of the known conclusions that are no names: they lose their capital inside a sentence.
_PLAIN = frozenset(
    """
    a adultery all alternative an artificial assisted asylum beauty betting biogas blockade businesses carbon cattle
    censorship climate cohesion college companies consumerism cricket cryptocurrencies devices doctors driverless
    e-voting electric entrapment equal every everyone experimenting firecrackers food foster gas homeopathy
    homeschooling human humanitarian ideology immigrants imprisonment intelligence intensive international it kids'
    marital men migrants migration military nepotism news nuclear organ pay-as-you-go payday people permanent political
    public rapists referendums reservations retirement rural serious social solar stray surrogacy technology temples
    the there toilet uniforms voting we wind women
    """.split()  # noqa: SIM905
)
_MODALS = "should|must|can"
_SUBJECT_WORDS = 8  # a longer subject is likely a clause, and inverting it would not read well
_VERBS = re.compile(r"\b(is|are|has|have)\b")  # as is one that holds a verb


def opinion_question(conclusion: str) -> str:
    """The question that a conclusion answers with yes.

    A short subject before *should*, *must* or *can* changes places with it; every other statement becomes
    "Do you agree that ...?". The words themselves are never changed, so that names and spellings stay.
    """
    statement = re.sub(r"\s+", " ", conclusion).strip().rstrip(".?! ")
    match = re.match(rf"(.+?) ({_MODALS})(n't)? (.+)$", statement, flags=re.IGNORECASE)
    if match and len(match[1].split()) <= _SUBJECT_WORDS and not _VERBS.search(match[1]):
        subject, modal, negation, rest = match[1], match[2].lower(), match[3] or "", match[4]
        return f"{modal.capitalize()}{negation} {_continued(subject)} {rest}?"
    return f"Do you agree that {_continued(statement)}?"


def dilemma_question(dilemma: str) -> str:
    """A dilemma of DailyDilemmas as it is asked: each ends in its own question, so only slips of its file are mended.

    Marks left from a list of strings go: the brackets around a text, and the quotes where two sentences were joined.
    """
    text = dilemma.strip().removeprefix('<"').removesuffix('">')
    return re.sub(r"\s+", " ", re.sub(r'(?<=\.)"\.?\s+"', " ", text)).strip()


def _continued(text: str) -> str:
    """The text as it stands inside a sentence: a plain first word loses its capital, a name keeps it."""
    first, _, rest = text.partition(" ")
    plain = first == first.capitalize() and first.lower() in _PLAIN  # "It" loses its capital, "IT" does not
    return f"{first.lower() if plain else first} {rest}".rstrip()
