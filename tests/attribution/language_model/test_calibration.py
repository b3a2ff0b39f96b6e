"""The loop with a rater that follows its criteria and an author of criteria whose drafts are scripted, over HTTP."""

import json
import re

import pytest

from couple.attribution import Utterance
from couple.attribution.language_model import (
    AnnotatedExample,
    CachedChat,
    CalibrationConfig,
    Criteria,
    ValueCriteria,
    calibrate_criteria,
    presence_example,
)
from couple.attribution.language_model.disagreement import distance, measure_disagreement
from couple.attribution.language_model.rater import Reading

# Who says "lock" speaks of safety and who says "vote" of freedom, as the annotators see it.
TEXTS = {"lock the door": "safety", "a lock and a vote": "safety freedom", "vote now": "freedom", "a good meal": "joy"}
OTHERS = {"lock it": "safety", "we vote": "freedom", "the meal": "joy", "a chair": ""}


def annotated(texts, trio):
    return [
        presence_example(Utterance(text), {name: name in present for name in trio.names})
        for text, present in texts.items()
    ]


def criteria_for(word):
    plain = dict.fromkeys(("contradicted", "absent", "mentioned", "present"), "as it says")
    return ValueCriteria(**plain, most_important=f"says {word}")


@pytest.fixture
def start(trio):
    return Criteria(system="trio", values={name: criteria_for("meal") for name in trio.names})


@pytest.fixture
def run(script, trio, start, keyword_rater):
    """``run(drafts)``: calibrate while the author gives, for each value, the words of ``drafts[value]`` in turn."""
    said = type(script.say({}))

    def run(drafts, *, folder=None, held_out=OTHERS, **settings):
        left = {name: iter(words) for name, words in drafts.items()}

        def say(request):
            if "response_format" in request and "absent" not in str(request["response_format"]):
                return keyword_rater(request)
            (name,) = re.findall(r"criteria of (\w+) as", request["messages"][1]["content"])
            word = next(left[name])
            return said("no criteria today" if word is None else criteria_for(word).model_dump_json())

        script.say = say
        chat = CachedChat(script.chat(), folder) if folder else script.chat()
        config = CalibrationConfig(**{"values_a_round": 1, "patience": 2, **settings})
        return calibrate_criteria(trio, chat, start, annotated(TEXTS, trio), annotated(held_out, trio), config)

    return run


def test_better_criteria_are_kept_until_nothing_is_left(run):
    found = run({"safety": ["lock"], "freedom": ["vote"]})
    first, second, third = found.rounds
    assert (first.rewritten, first.kept) == ((), True)
    assert [second.rewritten, third.rewritten] == [("freedom",), ("safety",)] and second.kept and third.kept
    overall = [one.annotated.overall for one in found.rounds]
    assert overall[0] > overall[1] > overall[2] == 0.0 == third.held_out.overall
    assert found.criteria == third.criteria and found.stopped == "no value is left to rewrite"


def test_criteria_that_make_it_worse_are_not_kept(run, start):
    found = run({"freedom": ["chair", "table"], "safety": ["chair"]})
    assert [one.kept for one in found.rounds] == [True, False, False]
    assert [one.rewritten for one in found.rounds] == [(), ("freedom",), ("safety",)]  # freedom waits
    assert found.criteria == start and found.stopped == "no improvement in 2 rounds"


def test_what_helps_only_the_examples_is_not_kept(run, start):
    """The held-out people do not call a vote freedom: a criterion that learns the examples by heart fails there."""
    found = run({"freedom": ["vote"], "safety": ["meal"]}, held_out={"we vote": "", "lock it": "safety", "meal": "joy"})
    tried = found.rounds[1]
    assert tried.annotated.overall < found.rounds[0].annotated.overall
    assert tried.held_out.overall >= found.rounds[0].held_out.overall
    assert not tried.kept and found.criteria == start


def test_a_value_without_a_valid_draft_is_named_and_waits(run):
    found = run({"freedom": [None, None], "safety": ["lock"]}, rounds=2)
    assert found.rounds[1].rewritten == () and not found.rounds[1].kept
    assert "freedom: the model's reply is not valid" in found.rounds[1].failed[0]
    assert "after one repair" in found.rounds[1].failed[0]
    assert found.rounds[2].rewritten == ("safety",) and found.rounds[2].kept
    assert found.stopped == "all 2 rounds are done"


def test_several_values_are_rewritten_in_one_round(run):
    found = run({"safety": ["lock"], "freedom": ["vote"]}, values_a_round=2)
    assert len(found.rounds) == 2 and set(found.rounds[1].rewritten) == {"safety", "freedom"}


def test_a_second_run_replays_the_first_from_the_cache(run, script, tmp_path):
    drafts = {"safety": ["lock"], "freedom": ["vote"]}
    partly = run(drafts, folder=tmp_path, rounds=1)
    before = len(script.requests)
    whole = run({"safety": ["lock"], "freedom": []}, folder=tmp_path)  # freedom's draft is kept, not asked for
    assert whole.rounds[:2] == partly.rounds and len(script.requests) > before
    before = len(script.requests)
    assert run({}, folder=tmp_path) == whole and len(script.requests) == before


def test_the_cases_shown_are_those_that_disagree(run, script):
    run({"freedom": ["vote"], "safety": ["lock"]}, rounds=1)
    (rewriting,) = [one for one in script.requests if "absent" in str(one["response_format"])]
    shown = re.findall(r'text: (".*")\nrated: (\d); people: (.*)', rewriting["messages"][1]["content"])
    assert [(json.loads(text), rated, people) for text, rated, people in shown] == [
        ("a good meal", "5", "1 to 2"),
        ("a lock and a vote", "2", "3 to 5"),
        ("vote now", "2", "3 to 5"),
    ]


def test_distances_are_steps_to_the_allowed_levels():
    assert [distance(level, (3, 5)) for level in range(1, 6)] == [2, 1, 0, 0, 0]
    assert [distance(level, (1, 2)) for level in range(1, 6)] == [0, 0, 1, 2, 3]
    assert [distance(level, (4, 4)) for level in range(1, 6)] == [3, 2, 1, 0, 1]


def test_rare_annotations_weigh_as_much_as_common_ones():
    examples = [AnnotatedExample(Utterance("x"), {"joy": (1, 2)})] * 9 + [
        AnnotatedExample(Utterance("y"), {"joy": (3, 5)})
    ]
    found = measure_disagreement(examples, [Reading({"joy": 2})] * 10)
    assert found.by_value == {"joy": 0.5} and found.overall == 0.5  # always "absent": nine right, one a step away


def test_unread_texts_are_counted_and_no_score():
    examples = [AnnotatedExample(Utterance("x"), {"joy": (5, 5)})] * 2
    found = measure_disagreement(examples, [Reading(None, "refused"), Reading({"joy": 4})])
    assert (found.overall, found.texts, found.unread) == (1.0, 2, 1)
    nothing = measure_disagreement(examples, [Reading(None, "refused")] * 2)
    assert (nothing.overall, nothing.unread) == (None, 2)
