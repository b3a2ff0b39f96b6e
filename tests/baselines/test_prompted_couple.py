import pytest
from pydantic import ValidationError

from couple.baselines import Asked, ValuePrompt
from couple.baselines.prompted_couple import PromptedCouple
from couple.decoder.metering import MeteredDecoder
from couple.decoder.prompt import OPINION, opinion_prompt
from couple.foundation import child_seed

QUESTIONS = ["Should we ban cars?", "Should we tax sugar?"]
MATCHING = "Security: 5\nTradition: 5\nPower: 1.5\nHedonism: 1"
STAGES = {"List the ideas": "extract", "Score how": "score", "Think in these steps": "concepts"}


def stage(prompt):
    if prompt.system == OPINION and "first answer" not in prompt.user:
        return "observe"
    return next((name for words, name in STAGES.items() if words in prompt.system), "answer")


@pytest.fixture
def model(scripted):
    """A well-behaved model; ``scores`` is how it scores its first answers."""

    def make(
        scores="Security: 2\nTradition: 5\nPower: 1\nHedonism: 3", concepts="Security: safe streets\nPower: no fines"
    ):
        said = {"observe": "Cars are fun.", "extract": "- joy\n- speed", "score": scores, "concepts": concepts}
        return scripted(lambda prompt, seed: said.get(stage(prompt), f"anew {prompt.user[-15:]} {seed % 1000}"))

    return make


def answers(decoder, target, questions=QUESTIONS, seed=7, **settings):
    asked = [Asked(question, target, "mine") for question in questions]
    method = PromptedCouple(PromptedCouple.Config(**settings))
    return method.answer(asked, MeteredDecoder(decoder), seed=seed, max_new_tokens=30)


def prompts(decoder):
    """What was asked at each stage, for the first question."""
    return {stage(asked[0]): asked[0] for asked, *_ in decoder.calls if asked}


def stages(decoder):
    return [(stage(asked[0]), tokens, len(asked)) for asked, tokens, *_ in decoder.calls if asked]


def test_four_prompts_after_the_first_answer(model, target):
    decoder = model()
    said = answers(decoder, target, attribution_tokens=50, concept_tokens=99)
    expected = [("observe", 30), ("extract", 50), ("score", 50), ("concepts", 99), ("answer", 30)]
    assert stages(decoder) == [(name, tokens, 2) for name, tokens in expected]
    assert len({seed for *_, seed in decoder.calls}) == 5
    assert [text.split()[0] for text in said] == ["anew", "anew"] and said[0] != said[1]
    asked = prompts(decoder)
    assert asked["observe"] == opinion_prompt(QUESTIONS[0])
    assert decoder.calls[0][3] == child_seed(7, "observe")  # as our own method observes
    assert "Answer: Cars are fun." in asked["extract"].user
    assert "- joy\n- speed" in asked["score"].user and "Cars are fun" not in asked["score"].user
    assert "Power 1, Security 2, Tradition 5" in asked["concepts"].user.replace("Hedonism 3, ", "")
    assert "- the heart of the answer: safe streets\n- left out: no fines" in asked["answer"].system
    assert asked["answer"].system.endswith(OPINION)
    assert "Cars are fun." in asked["answer"].user


def test_every_criterion_and_every_targeted_value_is_told_to_the_scorer(model, target):
    decoder = model()
    answers(decoder, target)
    told = prompts(decoder)["score"].system
    assert all(f"{score}: " in told for score in (1, 2, 3, 4, 5))
    assert all(f"{label}: (1 to 5)" in told for label in ("Power", "Security", "Tradition", "Hedonism"))
    assert "Universalism" not in told


def test_the_structure_speaks_of_targeted_values_alone(model, target):
    decoder = model()
    answers(decoder, target)
    told = prompts(decoder)["concepts"].system
    assert "Congruent: Power and Security, Security and Tradition." in told
    assert "Opposite: Hedonism and Tradition." in told
    assert "Relative importance. Security = Tradition (5) > Power (1.5) > Hedonism (1)." in told


def test_a_first_answer_that_fits_stays_and_costs_no_more(model, target):
    decoder = model(MATCHING)
    assert answers(decoder, target) == ["Cars are fun."] * 2
    assert [name for name, *_ in stages(decoder)] == ["observe", "extract", "score"]


@pytest.mark.parametrize(("threshold", "kept"), [(0, False), (5.4, False), (5.5, True), (9, True)])
def test_the_threshold_bounds_the_summed_distance(model, target, threshold, kept):
    said = answers(model(), target, QUESTIONS[:1], threshold=threshold)  # |2-5| + 0 + |1-1.5| + |3-1| = 5.5
    assert (said == ["Cars are fun."]) is kept


def test_a_score_that_cannot_be_read_is_a_reason_to_intervene(model, target):
    decoder = model("Security: 5\nTradition: 5\nPower: I would say 1.5")
    assert answers(decoder, target, threshold=99)[0].startswith("anew")
    assert prompts(decoder)["concepts"].user.count("Power") == 0


def test_only_those_that_miss_are_answered_anew(scripted, target):
    def rule(prompt, seed):
        fits = MATCHING if "sugar" in prompt.user else "?"
        return {"score": fits, "observe": "First."}.get(stage(prompt), "idea")

    decoder = scripted(rule)
    assert answers(decoder, target) == ["idea", "First."]
    assert [count for _, _, count in stages(decoder)] == [2, 2, 2, 1, 1]


def changed(model, target, **settings):
    """The stages whose prompts are not those of the full method."""
    full, other = model(), model()
    answers(full, target)
    answers(other, target, **settings)
    before, after = prompts(full), prompts(other)
    return {name for name in before | after if before.get(name) != after.get(name)}


def test_each_ablation_changes_what_it_should_and_nothing_else(model, target):
    assert changed(model, target, scm=False) == {"concepts"}
    assert changed(model, target, counterfactual=False) == {"concepts", "answer"}
    assert changed(model, target, concepts=1) == {"concepts"}
    assert changed(model, target, concepts=0) == {"extract", "score", "concepts", "answer"}
    assert changed(model, target, threshold=1) == set()


def test_without_structure_neither_relations_nor_importance_are_told(model, target):
    decoder = model()
    answers(decoder, target, scm=False)
    told = prompts(decoder)["concepts"].system
    assert not any(words in told for words in ("Relations", "Relative importance", "pull apart"))
    assert "Security: 5 of 5" in told


def test_without_the_counterfactual_nothing_of_the_first_answer_is_shown(model, target):
    decoder = model()
    answers(decoder, target, counterfactual=False)
    later = [prompts(decoder)[name] for name in ("concepts", "answer")]
    assert not any(
        words in f"{one.system}{one.user}" for one in later for words in ("first answer", "Cars are fun", "speed")
    )
    assert later[1].user == QUESTIONS[0]


def test_without_concepts_the_answer_follows_from_values_structure_and_first_answer(model, target):
    decoder = model()
    answers(decoder, target, concepts=0)
    assert [name for name, *_ in stages(decoder)] == ["observe", "score", "answer"]
    last = prompts(decoder)["answer"]
    assert "Security: 5 of 5" in last.system and "Relative importance" in last.system
    assert "Cars are fun.\nHow it treats the values, 1 to 5: " in last.user


def test_with_everything_switched_off_it_is_the_value_prompt(model, decoder, target):
    ablated = model()
    answers(ablated, target, concepts=0, scm=False, counterfactual=False)
    asked = [Asked(question, target, "mine") for question in QUESTIONS]
    ValuePrompt(ValuePrompt.Config()).answer(asked, MeteredDecoder(decoder), seed=7, max_new_tokens=30)
    assert ablated.calls[-1][0] == decoder.calls[0][0]


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ("Some idea\n- Another\n" * 9, "- Some idea\n- Another\n"),
        (
            "Tradition: a\n- b\n- c\nSecurity: d",
            "- the heart of the answer: d\n- the heart of the answer: a\n- the heart of the answer: b\n",
        ),
        ("\n".join(f"idea {place}" for place in range(20)), "".join(f"- idea {place}\n" for place in range(8))),
    ],
)
def test_whatever_lines_come_back_are_concepts(model, target, reply, told):
    decoder = model(concepts=reply)
    answers(decoder, target, concepts=2)
    assert prompts(decoder)["answer"].system.split("part.\n")[1] == f"{told} {OPINION}"


def test_without_a_single_line_the_values_are_told_instead(model, target):
    decoder = model(concepts=" \n ")
    answers(decoder, target)
    assert "Security: 5 of 5" in prompts(decoder)["answer"].system


def test_an_answer_is_the_same_alone_and_in_company(scripted, target):
    decoder = scripted(lambda prompt, seed: f"Security: {seed % 5 + 1}\nPower: {len(prompt.user) % 5 + 1}")
    both = answers(decoder, target)
    assert both == answers(decoder, target)
    assert both == [*answers(decoder, target, QUESTIONS[:1]), *answers(decoder, target, QUESTIONS[1:])]
    assert answers(decoder, target, []) == []


@pytest.mark.parametrize("wrong", [{"concepts": -1}, {"threshold": -0.1}, {"concept_tokens": 0}, {"graph": False}])
def test_settings_have_their_bounds(wrong):
    with pytest.raises(ValidationError):
        PromptedCouple.Config(**wrong)


@pytest.mark.slow
def test_every_generation_of_a_real_run_is_on_the_bill(embedded, other_target):
    meter = MeteredDecoder(embedded)
    config = PromptedCouple.Config(concepts=1, attribution_tokens=6, concept_tokens=6, threshold=99)
    asked = [Asked(QUESTIONS[0], other_target, "mine")]
    (text,) = PromptedCouple(config).answer(asked, meter, seed=1, max_new_tokens=6)
    assert text.strip() and meter.usage.generations == 5  # this model's scores cannot be read
    assert 0 < meter.usage.written <= 5 * 6 < meter.usage.read
