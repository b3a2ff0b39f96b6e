"""What a candidate is worth: read by the shipped attributor and sentence encoder."""

from dataclasses import replace

import pytest
import torch

from couple.attribution import AttributionConfig, SentenceEncoder, load_attributor
from couple.counterfactual.round import CandidateReader
from couple.decoder.worlds import Prediction
from couple.values import ValueProfile, load_system

QUESTION = "Should we ban whaling?"
OBSERVED = "Whaling should be banned because whales are in danger of dying out."
ELSEWHERE = "Companies should pay their employees a higher salary."
SAID = Prediction((1,), True, (1.0, 1.0), None, 1.0)
AWAY = 1.5


@pytest.fixture(scope="module")
def reader_at():
    attributor = load_attributor(AttributionConfig(detector="fast"), load_system("schwartz10"))
    sentences = SentenceEncoder.load()
    asked, observed = sentences.encode([QUESTION, OBSERVED]).split(1)
    near = float(torch.nn.functional.cosine_similarity(asked, observed))
    target = ValueProfile(attributor.system, {"universalism": 5.0, "achievement": 1.0})
    return lambda relevance: CandidateReader(attributor, sentences, QUESTION, asked, near, AWAY, target, relevance)


def test_the_observed_answer_has_not_drifted_and_another_topic_has(reader_at):
    same, elsewhere = reader_at(2.0).read([OBSERVED, ELSEWHERE], [SAID, SAID])
    assert same.drift == pytest.approx(0.0, abs=1e-5)
    assert elsewhere.drift > 0.3


def test_the_cost_is_the_error_and_the_priced_drift(reader_at):
    for found in reader_at(2.0).read([OBSERVED, ELSEWHERE], [SAID, SAID]):
        assert found.cost == pytest.approx(found.error + 2.0 * AWAY * found.drift)
    for found in reader_at(0.0).read([OBSERVED, ELSEWHERE], [SAID, SAID]):
        assert found.cost == found.error


def test_an_answer_that_is_nearer_to_the_question_than_the_observed_one_gains_nothing_by_it(reader_at):
    (closer,) = reader_at(2.0).read([QUESTION], [SAID])
    assert closer.drift == 0.0


def test_only_a_finished_answer_can_echo_its_question(reader_at):
    done, going = reader_at(2.0).read([QUESTION, QUESTION], [SAID, replace(SAID, ended=False)])
    assert done.echoes and not going.echoes


def test_an_answer_without_text_costs_nothing_that_could_be_compared(reader_at):
    (empty,) = reader_at(2.0).read([" "], [SAID])
    assert empty.error is None and empty.cost is None


def test_an_answer_that_names_a_value_is_marked(reader_at):
    named, plain = reader_at(2.0).read(["Security first.", OBSERVED], [SAID, SAID])
    assert named.parrots and not plain.parrots
