"""The same thing said otherwise, by rule: does a method, or a judge, hang on the wording?

No model writes these: a paraphrase by a language model would have its own values. Names, spellings and numbers stay;
what changes is the frame around a text, contractions, a few words that carry no value, and at times the order of two
sentences. Equal texts get equal paraphrases, and no text that says anything comes back unchanged.
"""

import re

_OPENINGS = (
    "should|do|does|did|is|are|was|were|can|could|would|will|must|may|might|ought|has|have|what|which|who|whom|whose|"
    "how|why|when|where|if"
)
_SUBJECT_WORDS = 6  # of "Should ... be": a longer subject is likely to hold a verb of its own
_ASIDE = "and|or|but|so|then|also|yet"  # a question that opens with one leans on the question before it

# Words that carry no value, each with one that says the same.
_SYNONYMS = {
    "because of": "owing to",
    "because": "since",
    "for example": "for instance",
    "for instance": "for example",
    "in order to": "so as to",
    "due to": "owing to",
    "in addition": "additionally",
    "additionally": "in addition",
    "furthermore": "moreover",
    "moreover": "furthermore",
    "this issue": "this matter",
    "the issue": "the matter",
    "nowadays": "these days",
    "often": "frequently",
    "usually": "generally",
    "maybe": "perhaps",
    "perhaps": "maybe",
    "a lot of": "plenty of",
    "large": "big",
    "big": "large",
    "such as": "like",
    "get rid of": "do away with",
    "buy": "purchase",
    "buying": "purchasing",
    "kids": "children",
    "as well as": "and also",
    "start to": "begin to",
    "starts to": "begins to",
}
_WHOLE = {"can't": "cannot", "won't": "will not", "i'm": "I am", "let's": "let us"}
_EXPANDED = {"'re": " are", "'ve": " have", "'ll": " will"}
_NOT = "is|are|was|were|do|does|did|has|have|had|should|would|could"
_LEANS = (
    "this|that|these|those|it|its|he|she|they|them|their|such|however|but|and|or|so|therefore|thus|then|also|still|"
    "yet|instead|otherwise|hence|moreover|furthermore|additionally|similarly|finally|first|second|third|both"
)
_PRONOUNS = "I|you|we|they|he|she|it|there"


def paraphrase_question(question: str) -> str:
    """Another wording of a question; of a dilemma, its situation as it stands, framed, and its last question reworded.

    "Should we ban X?" becomes "Do you think that we should ban X?", "Do you agree that X?" becomes "Would you say that
    X?"; what fits no rule is asked within a frame, its own words unchanged.
    """
    sentences = _sentences(question)
    if not sentences:
        return question
    *situation, asked = sentences
    if not situation:
        return _reworded(asked)
    before = f"Consider this situation. {' '.join(situation)}"
    leans = not asked.endswith("?") or situation[-1].endswith("?") or re.match(rf"(?:{_ASIDE})\b", asked, re.IGNORECASE)
    return f"{before} {asked if leans else _reworded(asked)}"


def paraphrase_answer(text: str) -> str:
    """Another wording of an answer with the same stance and the same values; an empty one stays empty."""
    sentences = _sentences(text)
    if not sentences:
        return text
    stance = re.match(r"(yes|no)(?:[.,!:;]+\s*|$)", sentences[0], flags=re.IGNORECASE)  # not "No one"
    opening = f"My answer is {stance[1].lower()}." if stance else "Here is how I see it."
    first = sentences[0][stance.end() :] if stance else sentences[0]
    if first.split(" ")[0].islower():
        first = first[:1].upper() + first[1:]
    rest = [first, *sentences[1:]] if first else sentences[1:]
    return " ".join([opening, *(_other_words(sentence) for sentence in _other_order(rest))])


def _reworded(question: str) -> str:
    choice = re.search(r"\bor\b", question)  # "Should you stay or go?" is not to be answered with yes
    flags = re.IGNORECASE | re.DOTALL
    pronoun = None if choice else re.match(rf"[Ss]hould ({_PRONOUNS}) (.+)$", question, re.DOTALL)
    noun = None if choice else re.match(r"should (.+?)(?<! to) ((?:not |only |also )?be .+)$", question, flags)
    if pronoun:
        return f"Do you think that {pronoun[1]} should {pronoun[2]}"
    if noun and len(noun[1].split()) <= _SUBJECT_WORDS:
        return f"Do you think that {noun[1]} should {noun[2]}"
    if match := re.match(r"do you (?:agree|think|believe) that (.+)$", question, flags):
        return f"Would you say that {match[1]}"
    inside = question[0].lower() + question[1:] if re.match(rf"(?:{_OPENINGS.title()})\b", question) else question
    return f"What is your answer to this: {inside}"


def _sentences(text: str) -> list[str]:
    return [one.strip() for one in re.split(r"(?<=[.!?])\s+(?=[\"'“‘(]?[A-Z])", text.strip()) if one.strip()]


def _other_order(sentences: list[str]) -> list[str]:
    """The last two sentences of three or more change places when neither leans on what was said before it."""
    if len(sentences) < 3 or any(_leans(sentence) for sentence in sentences[-2:]):
        return sentences
    return [*sentences[:-2], sentences[-1], sentences[-2]]


def _leans(sentence: str) -> bool:
    leaning = re.search(rf"\b(?:{_LEANS})\b", sentence, flags=re.IGNORECASE)
    return bool(leaning) or len(sentence.split()) < 4 or not sentence.endswith((".", "!"))


def _other_words(sentence: str) -> str:
    """Contractions written out and "not" contracted, then each word of the table for its fellow, in one pass each."""
    pattern = (
        rf"\b(?:(?P<whole>{'|'.join(_WHOLE)})|(?P<long>(?:{_NOT}) not)|(?P<short>(?:{_NOT})n't)"
        rf"|(?P<pronoun>{_PRONOUNS})(?P<ending>{'|'.join(_EXPANDED)}))\b(?! (?:{_PRONOUNS})\b)"
    )
    text = re.sub(pattern.replace("'", "['’]"), _contracted, sentence, flags=re.IGNORECASE)
    words = "|".join(sorted(map(re.escape, _SYNONYMS), key=len, reverse=True))
    return re.sub(rf"\b({words})\b", lambda m: _as(m[0], _SYNONYMS[m[0].casefold()]), text, flags=re.IGNORECASE)


def _contracted(match: re.Match[str]) -> str:
    if match["whole"]:
        return _as(match[0], _WHOLE[_plain(match[0])])
    if match["long"]:
        return f"{match[0].split()[0]}n't"
    if match["short"]:
        return f"{match[0][:-3]} not"
    return f"{match['pronoun']}{_EXPANDED[_plain(match['ending'])]}"


def _plain(text: str) -> str:
    return text.casefold().replace("’", "'")


def _as(original: str, replacement: str) -> str:
    """``replacement`` with the capital that ``original`` begins with."""
    return replacement[0].upper() + replacement[1:] if original[0].isupper() else replacement
