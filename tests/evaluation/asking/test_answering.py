import json

import pytest

from couple.baselines import build_method
from couple.evaluation.asking.answering import WHOLE, Contestant, Part, Plan, answer_all, answered, collect
from couple.evaluation.asking.cases import PLAIN, Case
from couple.values import ValueProfile, load_system

SYSTEM = load_system("schwartz10")
TARGETS = {
    "safe": ValueProfile(SYSTEM, {"security": 5, "hedonism": 1}),
    "free": ValueProfile(SYSTEM, {"security": 1, "hedonism": 5}),
}
QUESTIONS = [f"Question {number}?" for number in range(5)]
FILE = "part_1_of_1.jsonl"


def cases(questions=QUESTIONS, targets=TARGETS):
    return [
        Case(question, question, profile, profile, PLAIN, target, target)
        for question in questions
        for profile, target in targets.items()
    ]


class EchoDecoder:
    """A simulated decoder: the answer tells prompt, temperature and seed, so that any change of them shows."""

    name, fingerprint = "echo", "echo-1"

    def __init__(self, *, dies_at=None):
        self.prompts, self.dies_at = 0, dies_at

    def generate(self, prompts, *, max_new_tokens, temperature, seed):
        self.prompts += len(prompts)
        if self.dies_at is not None and self.prompts > self.dies_at:
            raise KeyboardInterrupt
        return [f"{prompt.user.rstrip('?')} {len(prompt.system)} {temperature} {seed}." for prompt in prompts]


def plan(*names, asked=None, seed=0, block=3):
    built = {name: build_method(name, {}) for name in names}
    contestants = [Contestant(name, method, config.model_dump()) for name, (method, config) in built.items()]
    return Plan(contestants, cases() if asked is None else asked, seed=seed, max_new_tokens=20, block=block)


def run(asked, folder, decoder=None, part=WHOLE):
    answer_all(asked, decoder or EchoDecoder(), folder, part=part)
    return collect(asked, EchoDecoder.fingerprint, folder)


def essence(answers):
    return [(one.contestant, one.case, one.record["id"], one.record["answer"]) for one in answers]


def test_every_method_answers_every_case_once_in_the_plans_order(tmp_path):
    answers, missing = run(plan("raw", "value_prompt"), tmp_path)
    assert [(one.contestant, one.case) for one in answers] == [(m, c) for m in ("raw", "value_prompt") for c in cases()]
    assert missing == 0
    assert len({one.record["id"] for one in answers}) == len(answers) == 20


@pytest.mark.parametrize("dies_at", [0, 3, 9, 17, 28])
def test_a_run_that_was_killed_goes_on_without_a_lost_doubled_or_different_answer(tmp_path, dies_at):
    asked = plan("raw", "plan_and_solve")
    whole, _ = run(asked, tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        run(asked, tmp_path / "killed", EchoDecoder(dies_at=dies_at))
    path = tmp_path / "killed" / FILE
    if path.exists():  # tear a line as well
        path.write_bytes(path.read_bytes()[:-7])
    resumed, missing = run(asked, tmp_path / "killed")
    assert (essence(resumed), missing) == (essence(whole), 0)
    written = [json.loads(line)["id"] for line in path.read_text().splitlines()]
    assert sorted(written) == sorted(one.record["id"] for one in whole)


def test_a_finished_run_asks_nothing_again(tmp_path):
    first, _ = run(plan("raw"), tmp_path)
    idle = EchoDecoder()
    assert essence(run(plan("raw"), tmp_path, idle)[0]) == essence(first)
    assert idle.prompts == 0
    run(plan("raw", "role_prompt"), tmp_path, idle)
    assert idle.prompts == 10  # the new method only


@pytest.mark.parametrize("of", [2, 3, 20])
def test_parts_together_are_the_whole(tmp_path, of):
    asked = plan("raw", "plan_and_solve")
    whole, _ = run(asked, tmp_path / "whole")
    decoders = [EchoDecoder() for _ in range(of)]
    for number, decoder in enumerate(decoders[1:], start=2):
        answer_all(asked, decoder, tmp_path / "parts", part=Part(number, of))
    _, missing = collect(asked, "echo-1", tmp_path / "parts")
    assert missing > 0
    answers, missing = run(asked, tmp_path / "parts", decoders[0], Part(1, of))
    assert (essence(answers), missing) == (essence(whole), 0)
    assert sum(decoder.prompts for decoder in decoders) == 30  # ten cases; one generation for raw, two for the plan
    assert len(answered(tmp_path / "parts")) == 20


def test_what_another_part_has_answered_is_not_asked_again(tmp_path):
    run(plan("raw"), tmp_path, part=Part(2, 2))
    decoder = EchoDecoder()
    assert run(plan("raw"), tmp_path, decoder)[1] == 0  # alone, after the other part was there
    assert decoder.prompts < 10


def test_a_log_that_another_process_is_writing_is_read_and_left_as_it_is(tmp_path):
    run(plan("raw"), tmp_path)
    path = tmp_path / FILE
    torn = path.read_bytes()[:-7]
    path.write_bytes(torn)
    assert len(answered(tmp_path)) == 9
    assert path.read_bytes() == torn


def test_the_identity_of_an_answer_is_all_that_determines_it():
    def identities(plan_, decoder=EchoDecoder.fingerprint):
        return {name for block in plan_.blocks(decoder) for name in block.cases}

    base = identities(plan("raw"))
    assert base == identities(plan("raw", block=5))
    others = [plan("raw", seed=1), plan("value_prompt"), plan("raw", asked=cases(["Other?"]))]
    for other in [*map(identities, others), identities(plan("raw"), "echo-2")]:
        assert not base & other
    warmer, config = build_method("raw", {"temperature": 0.5})
    warm = Plan([Contestant("raw", warmer, config.model_dump())], cases(), seed=0, max_new_tokens=20)
    assert not base & identities(warm)


def test_costs_are_counted_an_answer_and_unknown_where_nobody_counts_tokens(tmp_path):
    answers, _ = run(plan("raw", "plan_and_solve"), tmp_path)
    assert {one.contestant: one.record["generations"] for one in answers} == {"raw": 1.0, "plan_and_solve": 2.0}
    raw = answers[0].record
    assert raw["seconds"] > 0
    assert raw["tokens_read"] is None and raw["tokens_written"] is None
