"""Cases from hand-made relevance, and from the whole of Touché23 where it is there."""

import pytest

from couple.evaluation.asking import casebook
from couple.evaluation.asking.casebook import build_cases, make_cases, system_of
from couple.evaluation.asking.paraphrase import paraphrase_question
from couple.evaluation.asking.questions import load_questions
from couple.evaluation.asking.relevance import ANNOTATED, Relevance
from couple.foundation import UserError
from couple.values import load_profile, load_system

TEN = load_system("schwartz10")
VARIANTS = ("plain", "distractors", "paraphrased")


def relevance(**shares):
    return Relevance(dict.fromkeys(TEN.names, 0.0) | shares, ANNOTATED, 10)


BANS = "Should we ban cars?"
TAXES = "Should we tax sugar?"
FOUND = {
    BANS: relevance(security=0.9, universalism=0.8, stimulation=0.1, hedonism=0.19, tradition=0.05, power=0.3),
    TAXES: relevance(hedonism=0.7, conformity=0.4),
}


def test_question_by_question_source_by_source_variant_by_variant():
    book = build_cases(FOUND, ["caring", "opposed"], variants=VARIANTS)
    assert len(book.cases) == 2 * (1 + 2) * 3 and book.left_out == {}
    assert [case.topic for case in book.cases] == [BANS] * 9 + [TAXES] * 9
    assert [case.profile for case in book.cases[:9:3]] == ["caring", "opposed_up", "opposed_down"]
    assert [case.source for case in book.cases[:9:3]] == ["caring", "opposed", "opposed"]
    assert [case.variant for case in book.cases[:3]] == list(VARIANTS)


def test_plain_cases_are_scored_on_all_that_they_are_told():
    (case, _) = build_cases(FOUND, ["caring"]).cases
    assert (case.question, case.variant, case.scored) == (BANS, "plain", case.target)
    assert dict(case.target.priorities) == {"power": 1.0, "security": 3.0, "universalism": 5.0}


def test_distractors_are_told_and_not_scored():
    (case, _) = build_cases(FOUND, ["caring"], variants=["distractors"]).cases
    added = {"self_direction": 5.0, "achievement": 5.0, "conformity": 5.0}  # with a share of nothing, the first of ties
    assert dict(case.scored.priorities) == {"power": 1.0, "security": 3.0, "universalism": 5.0}
    assert dict(case.target.priorities) == dict(case.scored.priorities) | added
    assert (case.question, case.profile) == (BANS, "caring")


def test_what_an_opposed_target_asks_for_is_no_distractor():
    found = {BANS: Relevance(dict.fromkeys(TEN.names, 0.9) | {"power": 0.1}, ANNOTATED, 10)}
    for case in build_cases(found, ["opposed"], variants=["distractors"]).cases:
        assert set(case.target.names) - set(case.scored.names) == {"power"}


def test_a_paraphrase_changes_the_question_and_not_the_topic():
    plain, changed = build_cases({BANS: FOUND[BANS]}, ["caring"], variants=["plain", "paraphrased"]).cases
    assert changed.question == paraphrase_question(BANS) != BANS
    assert (changed.topic, changed.target, changed.scored) == (BANS, plain.target, plain.scored)


def test_what_cannot_be_asked_is_counted_with_a_reason():
    everything = {"All?": Relevance(dict.fromkeys(TEN.names, 0.9), ANNOTATED, 10)}
    book = build_cases(FOUND | everything, ["partial_benevolence", "roles"], variants=["plain", "distractors"])
    assert book.left_out == {
        "partial_benevolence: it targets no value that matters to the question": 1,
        "distractors: every value matters to the question": 3,
    }
    plain = [case.variant for case in book.cases].count("plain")
    assert (plain, len(book.cases) - plain) == (2 + 3 * 2, 1 + 2 * 2)
    assert build_cases({"Nothing?": relevance()}, ["caring"]).left_out != {}


def test_without_a_number_the_whole_profile_is_asked_and_relevance_is_not_needed(monkeypatch):
    monkeypatch.setattr(casebook, "estimate_relevance", lambda *given: pytest.fail("it was estimated"))
    book = make_cases([BANS, TAXES], ["caring"], values_per_question=None, variants=["plain", "paraphrased"])
    assert {case.target for case in book.cases} == {load_profile("caring")} and len(book.cases) == 4
    for asked in ({"variants": ["distractors"]}, {"profiles": ["dose"]}, {"values_per_question": 1}):
        with pytest.raises(pytest.fail.Exception, match="was estimated"):
            make_cases([BANS], **({"profiles": ["caring"], "values_per_question": None} | asked))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"profiles": ["oposed"]}, "did you mean opposed?"),
        ({"profiles": ["carring"]}, "did you mean caring?"),
        ({"profiles": ["ess9_dde"]}, "did you mean ess9_de"),
        ({"variants": ["distractor"]}, "did you mean distractors?"),
        ({"values_per_question": 0}, "type 1 to 10"),
        ({"values_per_question": 11}, "schwartz10 has 10 values"),
    ],
)
def test_mistakes_are_named(asked, found):
    with pytest.raises(UserError, match=found):
        build_cases(FOUND, **({"profiles": ["caring"]} | asked))


def test_profiles_of_one_system(tmp_path):
    (tmp_path / "hhh.yaml").write_text("system: hhh\npriorities: {honest: 5}\n")
    mine = str(tmp_path / "hhh.yaml")
    assert system_of([mine, "opposed"]).name == "hhh"
    assert system_of(["opposed", "dose"]) == system_of(["ess9_de"]) == TEN
    with pytest.raises(UserError, match="hhh and schwartz10"):
        system_of([mine, "caring"])


def test_touche23_with_every_source_and_variant(data_folder):
    data_folder("touche23")
    questions = load_questions("touche23", limit=40).texts
    sources = ["ess9_de", "ess9_cluster_4_fine", "opposed", "against_the_grain", "roles", "dose"]
    book = make_cases(questions, sources, variants=VARIANTS)
    assert len(book.cases) + sum(book.left_out.values()) >= 40 * len(sources) * len(VARIANTS)
    assert {case.source for case in book.cases} == set(sources)
    assert list(dict.fromkeys(case.topic for case in book.cases)) == list(questions)
    for case in book.cases:
        assert all(case.target.priorities[value] == wanted for value, wanted in case.scored.priorities.items())
        assert (len(case.target.names) > len(case.scored.names)) == (case.variant == "distractors")
        assert 1 <= len(case.scored.names) <= 5
    assert len({len(case.scored.names) for case in book.cases if case.source == "ess9_de"}) == 5


@pytest.mark.parametrize("count", [1, 2, 3])
def test_profiles_take_turns_and_each_is_asked_about_equally_often(count):
    asked = [f"Should we ban {number}?" for number in range(12)]
    profiles = ["caring", "achiever", "opposed", "traditional", "freedom_first"]
    found = {question: relevance(security=0.9, hedonism=0.8, benevolence=0.5) for question in asked}
    cases = build_cases(found, profiles, profiles_per_question=count).cases
    by_question = [{case.source for case in cases if case.topic == question} for question in asked]
    assert all(len(sources) == count + 1 and "opposed" in sources for sources in by_question)
    times = [sum(name in sources for sources in by_question) for name in profiles if name != "opposed"]
    assert times == [12 * count // 4] * 4
    whole = build_cases(found, profiles, profiles_per_question=4).cases
    assert whole == build_cases(found, profiles).cases
