"""A6 on texts of our own: the 1,266 public rows that the reference speaks of are not among the data here."""

import pytest

from couple.instruments.adaem.opinions import (
    EMPTY,
    REFUSED,
    opinion_irregularities,
    opinion_presentation,
    read_opinion,
)

WHOLE = """Stance: No

Key Points:
1. Fairness: everyone waits the same time,
   and nobody can pay to be first.
2. Trust: people keep to rules that bind the rich as well.
3. Cost: it saves little.
"""
MARKED = """**Stance:** yes
**Key Points**
**1. Freedom:** grown people choose for themselves.
**2. Joy:** it is good fun.
**3. Trade:** shops live on it."""


@pytest.mark.parametrize(
    ("text", "stance", "points", "troubles"),
    [
        (WHOLE, "no", 3, ()),
        (MARKED, "yes", 3, ()),
        (
            "STANCE - neutral\n1) It depends: on the place.\n2) It costs: a lot.",
            "neutral",
            2,
            ("fewer than three points",),
        ),
        ("Stance: yes\n1. a: b\n2. c: d\n3. e: f\n4. g: h", "yes", 3, ()),
        ("Stance: yes. I hold that safety comes first.", "yes", 1, ("no numbered points",)),
        ("Yes, since rules protect the weak.", "yes", 1, ("no numbered points",)),
        ("Rules protect the weak, but not in 2019. They can harm too.", None, 1, ("no stance", "no numbered points")),
        ("1. Care: we owe it.\n2. Duty: we promised.\n3. Law: it is one.", None, 3, ("no stance",)),
        ("I cannot give an opinion on this.", None, 0, (REFUSED,)),
        ("As a language model, I do not have personal beliefs about it.", None, 0, (REFUSED,)),
        (" \n", None, 0, (EMPTY,)),
    ],
)
def test_opinions_are_read_in_whatever_form(text, stance, points, troubles):
    opinion = read_opinion(text)
    assert (opinion.stance, len(opinion.points), opinion.troubles) == (stance, points, troubles)
    assert opinion.text == text


def test_points_hold_claim_and_reason_without_numbers_or_line_ends():
    opinion = read_opinion(WHOLE)
    assert opinion.points[0] == "Fairness: everyone waits the same time, and nobody can pay to be first."
    assert opinion.points[2] == "Cost: it saves little."


def test_what_somebody_cannot_accept_is_an_opinion():
    assert read_opinion("I can't accept that animals are kept in cages.", form="plain").points
    assert read_opinion("I'm unable to share an opinion.", form="plain").troubles == (REFUSED,)


def test_a_numbered_opinion_that_says_it_cannot_is_no_refusal():
    assert read_opinion("Stance: no\n1. Order: I cannot accept disorder.\n2. Calm: x.\n3. Law: y.").troubles == ()


def test_what_was_not_asked_for_is_not_missed():
    assert read_opinion("Rules protect the weak.", form="plain").troubles == ()
    assert read_opinion("", form="plain").troubles == (EMPTY,)


def test_troubles_are_counted_by_respondent_and_kind_with_the_first_question():
    given = {
        "m": [("Q1?", read_opinion("")), ("Q2?", read_opinion("I can't help with that.")), ("Q3?", read_opinion(""))],
        "n": [("Q1?", read_opinion(WHOLE))],
    }
    found = {(one.respondent, one.kind): (one.count, one.example) for one in opinion_irregularities(given)}
    assert found == {("m", EMPTY): (2, "Q1?"), ("m", REFUSED): (1, "Q2?")}


def test_the_question_stands_alone_in_the_users_text_in_both_forms():
    points, plain = (opinion_presentation("Why?", 2, longest=40, form=form) for form in ("points", "plain"))
    assert points.prompt.user == plain.prompt.user == "Why?"
    assert points.version == plain.version == "opinion 2"
    assert "Stance: neutral" in points.prompt.system and points.prompt.system != plain.prompt.system
