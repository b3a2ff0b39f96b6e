import json

import pytest

from couple.baselines import build_method
from couple.evaluation.answering import Contestant, Plan, answer_all
from couple.values import ValueProfile, load_system

SYSTEM = load_system("schwartz10")
TARGETS = {
    "safe": ValueProfile(SYSTEM, {"security": 5, "hedonism": 1}),
    "free": ValueProfile(SYSTEM, {"security": 1, "hedonism": 5}),
}
QUESTIONS = [f"Question {number}?" for number in range(5)]


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


def plan(*names, questions=QUESTIONS, seed=0, block=2):
    built = {name: build_method(name, {}) for name in names}
    contestants = [Contestant(name, method, config.model_dump()) for name, (method, config) in built.items()]
    return Plan(contestants, TARGETS, questions, seed=seed, max_new_tokens=20, block=block)


def essence(records):
    return [(one["id"], one["method"], one["profile"], one["question"], one["answer"]) for one in records]


def test_every_method_answers_every_question_under_every_profile_once(tmp_path):
    records = answer_all(plan("raw", "value_prompt"), EchoDecoder(), tmp_path / "answers.jsonl")
    places = [(one["method"], one["profile"], one["question"]) for one in records]
    assert places == [(m, p, q) for m in ("raw", "value_prompt") for p in TARGETS for q in QUESTIONS]
    assert len({one["id"] for one in records}) == len(records) == 20


@pytest.mark.parametrize("dies_at", [0, 3, 9, 17])
def test_a_run_that_was_killed_goes_on_without_a_lost_doubled_or_different_answer(tmp_path, dies_at):
    whole = answer_all(plan("raw", "plan_and_solve"), EchoDecoder(), tmp_path / "whole.jsonl")
    with pytest.raises(KeyboardInterrupt):
        answer_all(plan("raw", "plan_and_solve"), EchoDecoder(dies_at=dies_at), tmp_path / "killed.jsonl")
    if dies_at:  # tear a line as well
        path = tmp_path / "killed.jsonl"
        path.write_bytes(path.read_bytes()[:-7])
    resumed = answer_all(plan("raw", "plan_and_solve"), EchoDecoder(), tmp_path / "killed.jsonl")
    assert essence(resumed) == essence(whole)
    written = [json.loads(line)["id"] for line in (tmp_path / "killed.jsonl").read_text().splitlines()]
    assert sorted(written) == sorted(one["id"] for one in whole)


def test_a_finished_run_asks_nothing_again(tmp_path):
    first = answer_all(plan("raw"), EchoDecoder(), tmp_path / "answers.jsonl")
    idle = EchoDecoder()
    assert answer_all(plan("raw"), idle, tmp_path / "answers.jsonl") == first
    assert idle.prompts == 0
    answer_all(plan("raw", "role_prompt"), idle, tmp_path / "answers.jsonl")
    assert idle.prompts == 10  # the new method only


def test_the_identity_of_an_answer_is_all_that_determines_it(tmp_path):
    def identities(plan_, decoder=EchoDecoder.fingerprint):
        return {shard for _, _, block in plan_.blocks(decoder) for shard in block}

    base = identities(plan("raw"))
    assert base == identities(plan("raw", block=5))
    others = [plan("raw", seed=1), plan("value_prompt"), plan("raw", questions=["Other?"])]
    for other in [*map(identities, others), identities(plan("raw"), "echo-2")]:
        assert not base & other
    warmer, config = build_method("raw", {"temperature": 0.5})
    warm = Plan([Contestant("raw", warmer, config.model_dump())], TARGETS, QUESTIONS, seed=0, max_new_tokens=20)
    assert not base & identities(warm)


def test_profiles_with_the_same_priorities_share_answers_and_keep_their_names(tmp_path):
    twice = Plan(plan("raw").contestants, {"a": TARGETS["safe"], "b": TARGETS["safe"]}, QUESTIONS, 0, 20)
    decoder = EchoDecoder()
    records = answer_all(twice, decoder, tmp_path / "answers.jsonl")
    assert [one["profile"] for one in records] == ["a"] * 5 + ["b"] * 5
    assert decoder.prompts == 5


def test_costs_are_counted_an_answer(tmp_path):
    records = answer_all(plan("raw", "plan_and_solve"), EchoDecoder(), tmp_path / "answers.jsonl")
    assert {one["method"]: one["generations"] for one in records} == {"raw": 1.0, "plan_and_solve": 2.0}
    raw = next(one for one in records if one["method"] == "raw" and one["question"] == QUESTIONS[-1])
    assert raw["characters_written"] == len(raw["answer"])
    assert raw["seconds"] > 0 and raw["characters_read"] > len(QUESTIONS[-1])
