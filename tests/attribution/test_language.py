"""The language flag: other languages are named, English and what does not tell its language are left alone."""

import pytest

from couple.attribution.language import outside_training

FOREIGN = {
    "de": "Wir sollten die Schulpflicht abschaffen, weil Eltern am besten wissen, was ihre Kinder brauchen.",
    "fr": "Chacun devrait pouvoir choisir librement sa façon de vivre sans être jugé par ses voisins.",
    "es": "Las empresas tienen que pagar más impuestos para que todos tengan una vivienda digna.",
    "it": "La famiglia viene prima di tutto, e chi la dimentica perde la parte migliore della vita.",
    "nl": "Het is belangrijk dat we zuinig zijn op de natuur, want onze kleinkinderen moeten er ook leven.",
    "pl": "Każdy obywatel powinien przestrzegać prawa, nawet jeśli nikt na niego nie patrzy.",
    "tr": "Çocuklarımıza büyüklerine saygı göstermeyi öğretmek bizim en önemli görevimizdir.",
    "ru": "Мы должны заботиться о пожилых людях, потому что они всю жизнь заботились о нас.",
    "zh": "我们应该保护环境,让后代也能呼吸到干净的空气。",
    "ar": "يجب أن يكون لكل إنسان الحق في التعليم مهما كان أصله أو دينه.",
    "ja": "伝統的な祭りを守ることは、地域の人々の絆を強くするために大切です。",
    "hi": "हमें अपने पड़ोसियों की मदद करनी चाहिए क्योंकि समाज एक दूसरे के सहारे से चलता है।",
}
UNDECIDABLE = [
    "",
    "  ",
    "OK",
    "ja",
    "no",
    "😀🎉",
    "12345",
    "!?",
    "\x00\x07",
    "<div class='a'><span>12</span></div>",
    "& &nbsp;",
]
ENGLISH = [
    "Taxes fund schools.",
    "Freedom!",
    "We should ban fast food because it is really bad for your health and is costly.",
    "<p>Everybody <b>deserves</b> a fair trial, whatever they have done.</p>",
    "for i in range(10):\n    print(i, end='')\n",
    "SELECT name FROM users WHERE age > 30;",
    "EVERY CHILD SHOULD LEARN TO SWIM BEFORE THE AGE OF TEN",
    "Everyone should see https://example.org/la-liberte-des-citoyens-francais before they vote 👍",
]


@pytest.mark.parametrize("language", FOREIGN)
def test_another_language_is_named(language):
    reason = outside_training(FOREIGN[language])
    assert reason and f"({language})" in reason


@pytest.mark.parametrize("text", UNDECIDABLE + ENGLISH)
def test_english_and_the_undecidable_are_left_alone(text):
    assert outside_training(text) is None


def test_only_the_beginning_decides_and_markup_does_not():
    assert outside_training(f"<div lang='en'>{FOREIGN['de']}</div>") == outside_training(FOREIGN["de"]) is not None
    assert outside_training(ENGLISH[2] * 2000 + FOREIGN["de"]) is None
    assert outside_training("x" * 100_000) is None


def test_it_needs_no_network(no_network):
    assert outside_training(FOREIGN["fr"])
