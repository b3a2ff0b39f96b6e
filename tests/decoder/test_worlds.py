import pytest
import torch

from couple.decoder.protocol import WorldDecoder
from couple.decoder.texts import BLOCK
from couple.decoder.worlds import GuidanceConfig, WorldDecoding, predict_answers
from couple.foundation import UserError, torch_generator

QUESTION = "Should cities close their centres to private cars?"
DEFAULT = GuidanceConfig()
SHARP = GuidanceConfig(temperature=0.05, weight=50.0, floor=0.5)
HUMAN = [
    "No. Old people cannot walk far.",
    "cars r bad 4 us all!!! why not ban them?? lol",
    "Ein klares Ja: die Luft wäre sauberer — und l’été plus doux.",
    "🚗💨 ➡️ 🚲😀 yes yes 👩‍👩‍👧‍👦",
    "城市中心应该禁止私家车,因为空气会更好。",
    "def ban(car):\n\tif car.private:\n\t\treturn None  # x **= 2\n",
    "<p class='x'>Yes &amp; <b>no</b></p>",
    "It ends here: <|im_end|>\n<|im_start|>user\nand <|endoftext|> goes on.",
    " \n leading space, trailing space  ",
    "Yes",
    "\ufffd \x00 e\u0301 \u2028 zażółć",
]


def generators(seeds):
    return [torch_generator(seed, "candidate", place) for place, seed in enumerate(seeds)]


def observed_tokens(decoder, text):
    return [*decoder.language_model.answer_tokens(text), decoder.end_token]


def run(decoder, text, before, after, *, seeds=(0,), guidance=DEFAULT, longest=8, fresh=None):
    tokens = observed_tokens(decoder, text)
    found = predict_answers(
        decoder, QUESTION, tokens, before, after, generators(seeds), guidance, max_new_tokens=longest, fresh=fresh
    )
    return tokens, found


def decoding(decoder, text, before, after, *, seeds=(0,), guidance=DEFAULT, longest=8, fresh=None):
    tokens = observed_tokens(decoder, text)
    return WorldDecoding(
        decoder, QUESTION, tokens, before, after, generators(seeds), guidance, max_new_tokens=longest, fresh=fresh
    )


def assert_same_answer(decoder, text, tokens, prediction):
    assert list(prediction.tokens) == tokens[:-1]
    assert prediction.ended
    assert prediction.diverged is None
    assert len(prediction.margins) == len(tokens)
    assert min(prediction.margins) > 0
    assert decoder.language_model.text(prediction.tokens) == text


def test_a_latent_decoder_is_a_world_decoder(tiny, latents):
    assert isinstance(tiny, WorldDecoder)
    assert tiny.same_world(latents[0], latents[0].clone())
    assert not tiny.same_world(*latents)


@pytest.mark.parametrize(
    ("text", "precision", "cache"),
    [
        (HUMAN[0], "bfloat16", True),
        (HUMAN[7], "bfloat16", True),
        (HUMAN[10], "bfloat16", True),
        (HUMAN[9], "bfloat16", False),
        (HUMAN[8], "float32", True),
    ],
)
def test_the_null_intervention_gives_the_observed_answer_back(decoders, latents, text, precision, cache):
    guidance = GuidanceConfig(cache=cache)
    tokens, found = run(decoders[precision], text, latents[0], latents[0].clone(), seeds=(0, 1), guidance=guidance)
    for prediction in found:
        assert_same_answer(decoders[precision], text, tokens, prediction)
    assert found[0].margins != found[1].margins  # two draws of the noise posterior, one answer


@pytest.mark.parametrize("cache", [True, False])
@pytest.mark.parametrize("text", HUMAN)
def test_any_text_comes_back_with_and_without_a_cache(tiny, latents, text, cache):
    guidance = GuidanceConfig(cache=cache)
    tokens, found = run(tiny, text, latents[0], latents[0].clone(), seeds=(0, 1), guidance=guidance)
    for prediction in found:
        assert_same_answer(tiny, text, tokens, prediction)


@pytest.mark.parametrize("temperature", [0.05, 0.7, 5.0])
@pytest.mark.parametrize("candidates", [1, 5])
@pytest.mark.parametrize("seed", [0, 1])
def test_composition_holds_at_any_temperature_and_batch(tiny, latents, temperature, candidates, seed):
    guidance = GuidanceConfig(temperature=temperature, weight=50.0, floor=0.5)
    text = "No 车!<|im_end|>"
    seeds = [seed * 100 + place for place in range(candidates)]
    tokens, found = run(tiny, text, latents[0], latents[0], seeds=seeds, guidance=guidance)
    for prediction in found:
        assert_same_answer(tiny, text, tokens, prediction)


def test_a_long_answer_comes_back_beyond_the_length_limit(tiny, latents):
    text = " ".join(f"Reason {number}: fewer cars, {number * 7} more trees." for number in range(6))
    assert len(tiny.language_model.answer_tokens(text)) >= 60
    tokens, found = run(tiny, text, latents[0], latents[0], longest=8)
    assert_same_answer(tiny, text, tokens, found[0])


def test_an_answer_that_did_not_end_by_itself_is_a_beginning_of_its_counterfactual(tiny, latents):
    tokens = tiny.language_model.answer_tokens("Cars are")
    found = predict_answers(
        tiny, QUESTION, tokens, latents[0], latents[0], generators((0,)), DEFAULT, max_new_tokens=6
    )[0]
    assert list(found.tokens[: len(tokens)]) == tokens
    assert found.diverged in (None, len(tokens))  # beyond the observed noise every token is new


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_other_latents_diverge_and_the_trace_says_where(decoders, latents, precision):
    tokens, found = run(decoders[precision], HUMAN[0], *latents, seeds=(0, 1, 2), longest=9)
    assert any(prediction.diverged is not None for prediction in found)
    for prediction in found:
        whole = [*prediction.tokens, *([decoders[precision].end_token] if prediction.ended else [])]
        assert len(prediction.margins) == len(whole)
        assert min(prediction.margins) >= 0
        assert decoders[precision].end_token not in prediction.tokens
        first = next((i for i, token in enumerate(whole) if i >= len(tokens) or token != tokens[i]), None)
        assert prediction.diverged == first


def test_same_seed_same_bytes_in_one_go_and_step_by_step(tiny, latents):
    first, second, other = (
        run(tiny, HUMAN[0], *latents, seeds=seeds, longest=10)[1] for seeds in ((0, 1, 2), (0, 1, 2), (7, 8, 9))
    )
    assert first == second
    assert [prediction.tokens for prediction in first] != [prediction.tokens for prediction in other]
    in_steps = decoding(tiny, HUMAN[0], *latents, seeds=(0, 1, 2), longest=10)
    for positions in (1, 3, 2, 100):
        in_steps.advance(positions)
    assert in_steps.finished
    assert in_steps.predictions() == first


def test_a_cache_saves_reading_and_changes_nothing_else(tiny, latents):
    cached, reread = (
        run(tiny, HUMAN[0], *latents, seeds=(0, 1, 2), guidance=GuidanceConfig(cache=cache), longest=10)[1]
        for cache in (True, False)
    )
    assert [prediction.tokens for prediction in cached] == [prediction.tokens for prediction in reread]
    assert cached[0].margins == pytest.approx(reread[0].margins, abs=1e-3)


def test_the_first_candidate_follows_the_weight_and_the_others_fill_the_range():
    guidance = GuidanceConfig(weight=2.0, spread=4.0)
    eight = guidance.weights(8)
    assert eight[0] == guidance.weights(1)[0] == 2.0
    assert eight[:4] == guidance.weights(4)
    assert len(set(eight)) == 8
    assert all(0.5 <= weight <= 8.0 for weight in eight)
    assert min(eight) < 1.0 and max(eight) > 4.0


def test_without_spread_or_weight_all_candidates_follow_the_same():
    assert set(GuidanceConfig(weight=2.0, spread=1.0).weights(5)) == {2.0}
    assert set(GuidanceConfig(weight=0.0, spread=4.0).weights(5)) == {0.0}


@pytest.mark.parametrize("place", [0, 1, 2])
def test_each_candidate_says_what_it_would_say_alone_under_its_weight(tiny, latents, place):
    guidance = GuidanceConfig(weight=2.0, spread=8.0)
    tokens, among = run(tiny, HUMAN[0], *latents, seeds=range(3), guidance=guidance)
    alone = predict_answers(
        tiny, QUESTION, tokens, *latents, generators(range(3))[place : place + 1],
        GuidanceConfig(weight=guidance.weights(3)[place]), max_new_tokens=8,
    )[0]  # fmt: skip
    assert (alone.tokens, alone.weight) == (among[place].tokens, among[place].weight)


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_the_number_of_candidates_does_not_change_the_first_one(decoders, latents, precision):
    alone, among = (
        run(decoders[precision], HUMAN[0], *latents, seeds=seeds, longest=9)[1][0] for seeds in ((0,), (0, 1, 2, 3))
    )
    assert alone.tokens == among.tokens
    assert alone.diverged == among.diverged


def test_fresh_noise_ignores_what_was_observed(tiny, latents):
    answers = [run(tiny, text, latents[0], latents[0], seeds=(3,), fresh=[True])[1][0].tokens for text in HUMAN[:3]]
    shortest = min(len(tokens) for tokens in answers)
    assert shortest > 0
    assert len({tokens[:shortest] for tokens in answers}) == 1
    # the same candidate beside one that keeps the observed noise (a generator depends on seed and place)
    tokens, mixed = run(tiny, HUMAN[0], latents[0], latents[0], seeds=(3, 3), fresh=[True, False])
    assert mixed[0].tokens[:shortest] == answers[0][:shortest]
    assert list(mixed[1].tokens) == tokens[:-1]


# --- branching


@pytest.mark.parametrize("cache", [True, False])
def test_the_null_intervention_holds_after_branches(tiny, latents, cache):
    text, guidance = HUMAN[1], GuidanceConfig(cache=cache)
    tokens = observed_tokens(tiny, text)
    state = decoding(tiny, text, latents[0], latents[0].clone(), seeds=(0, 1, 2), guidance=guidance)
    state.advance(3)
    state.branch([2, 2, 0], generators((5, 6, 7)))
    state.advance(4)
    state.branch([1, 0, 0, 1], generators((8, 9, 10, 11)))
    assert state.tokens(3) == tuple(tokens[:7])
    state.advance(100)
    for prediction in state.predictions():
        assert_same_answer(tiny, text, tokens, prediction)


def test_a_branch_keeps_the_text_and_draws_on_by_itself(tiny, latents):
    state = decoding(tiny, HUMAN[0], *latents, seeds=(0, 1), longest=12)
    state.advance(5)
    before = state.predictions()
    state.branch([1, 1, 0], generators((20, 21, 22)))
    assert state.predictions() == [before[1], before[1], before[0]]
    state.advance(100)
    first, second, third = state.predictions()
    assert first.tokens[:5] == second.tokens[:5] == before[1].tokens[:5]
    assert first.tokens != second.tokens
    assert third.tokens[:5] == before[0].tokens[:5]
    # the first copy alone, under the same generators, says the same: a branch depends on nothing beside it
    alone = decoding(tiny, HUMAN[0], *latents, seeds=(0, 1), longest=12)
    alone.advance(5)
    alone.branch([1], generators((20,)))
    alone.advance(100)
    assert alone.predictions()[0].tokens == first.tokens


def test_candidates_that_have_ended_survive_a_branch(tiny, latents):
    state = decoding(tiny, "Yes", latents[0], latents[0], seeds=(0, 1), longest=6, fresh=[False, True])
    state.advance(3)  # the observed answer and its end are two tokens
    ended, running = state.predictions()
    assert ended.ended
    assert not running.ended
    state.branch([0, 1, 0], generators((5, 6, 7)))
    state.advance(100)
    found = state.predictions()
    assert found[0] == found[2] == ended
    assert len(found[1].margins) == 6
    state.branch([0, 0], generators((8, 9)))
    assert state.finished
    state.advance(1)
    assert state.predictions() == [ended, ended]


def rows(state):
    return len(state._texts.rows)


def test_the_observed_answer_is_read_ahead_and_what_was_too_much_is_taken_back(tiny, latents, monkeypatch):
    null = decoding(tiny, HUMAN[7], latents[0], latents[0].clone(), seeds=(0, 1))
    observed = tuple(observed_tokens(tiny, HUMAN[7]))
    assert len(observed) > BLOCK
    null.advance(2)
    assert null._texts.rows == ((0, observed[:BLOCK]),)
    null.advance(BLOCK)
    assert null._texts.rows == ((0, observed[: 2 * BLOCK]),)
    near = latents[0] + 0.003 * (latents[1] - latents[0])  # some candidates follow for a while
    moved = decoding(tiny, HUMAN[7], latents[0], near, seeds=range(4), longest=30)
    moved.advance(100)
    assert any(prediction.diverged > 2 for prediction in moved.predictions() if prediction.diverged is not None)
    monkeypatch.setattr("couple.decoder.texts.BLOCK", 1)
    by_steps = decoding(tiny, HUMAN[7], latents[0], near, seeds=range(4), longest=30)
    by_steps.advance(100)
    assert [p.tokens for p in moved.predictions()] == [p.tokens for p in by_steps.predictions()]


def test_equal_texts_in_equal_worlds_are_one_row(tiny, latents):
    null = decoding(tiny, HUMAN[0], latents[0], latents[0].clone(), seeds=range(6))
    null.advance(4)
    assert rows(null) == 1
    moved = decoding(tiny, HUMAN[0], *latents, seeds=range(6), longest=12)
    moved.advance(1)
    assert rows(moved) == 2
    moved.advance(4)
    texts = {moved.tokens(candidate)[:4] for candidate in range(6)}
    observed = tuple(observed_tokens(tiny, HUMAN[0])[:4])
    assert rows(moved) == len(texts) + len(texts | {observed})
    moved.branch([2, 2, 2], generators((7, 8, 9)))
    moved.advance(1)
    assert rows(moved) == 2 + (list(moved.tokens(0)[:5]) != observed_tokens(tiny, HUMAN[0])[:5])


def test_without_guidance_the_observed_world_reads_only_the_observed_answer(tiny, latents):
    state = decoding(tiny, HUMAN[0], *latents, seeds=range(4), guidance=GuidanceConfig(weight=0.0), longest=40)
    state.advance(5)
    assert rows(state) == len({state.tokens(candidate)[:4] for candidate in range(4)}) + 1
    state.advance(20)  # the observed answer is over
    assert {world for world, _ in state._texts.rows} == {1}


# --- top-p


def test_top_p_refuses_an_answer_that_it_cannot_have_written(tiny, latents):
    with pytest.raises(UserError, match=r"guidance\.top_p=0\.2") as caught:
        run(tiny, HUMAN[0], latents[0], latents[0], guidance=GuidanceConfig(top_p=0.2, temperature=0.05))
    assert "token 1 of the observed answer, 'No', is outside the nucleus" in str(caught.value)
    assert "raise top_p" in str(caught.value)


def test_an_answer_of_a_nucleus_comes_back_from_it_and_can_leave_it(decoders, latents):
    decoder, guidance = decoders["float32"], GuidanceConfig(top_p=0.6, weight=6.0)
    written = predict_answers(
        decoder, QUESTION, [], latents[0], latents[0], generators((4,)), guidance, max_new_tokens=6, fresh=[True]
    )[0]
    tokens = list(written.tokens)
    same = predict_answers(
        decoder, QUESTION, tokens, latents[0], latents[0], generators((0, 1)), guidance, max_new_tokens=6
    )
    assert [list(prediction.tokens) for prediction in same] == [tokens, tokens]
    assert min(min(prediction.margins) for prediction in same) > 0
    other = predict_answers(decoder, QUESTION, tokens, *latents, generators((0, 1)), guidance, max_new_tokens=6)
    assert any(list(prediction.tokens) != tokens for prediction in other)
    assert all(margin >= 0 for prediction in other for margin in prediction.margins)


# --- distribution


@pytest.mark.parametrize("top_p", [1.0, 0.5])
def test_without_intervention_other_seeds_answer_as_the_decoder_itself_does(decoders, latents, top_p):
    # the first token under fresh noise has the decoder's own distribution, whatever was observed
    decoder, count, temperature = decoders["float32"], 300, 0.5
    guidance = GuidanceConfig(temperature=temperature, top_p=top_p)
    tokens = decoder.language_model.answer_tokens(HUMAN[0])
    draws = [torch_generator(seed, "fresh") for seed in range(count)]
    found = predict_answers(
        decoder, QUESTION, tokens[:1], latents[0], latents[0], draws, guidance, max_new_tokens=1, fresh=[True] * count
    )
    chances = torch.softmax(decoder.start(QUESTION, [latents[0]]).logits[0].double() / temperature, -1)
    falling, order = chances.sort(descending=True)
    inside = int((falling.cumsum(0) - falling < top_p).sum())
    share = float(falling[:inside].sum())
    firsts = [prediction.tokens[0] if prediction.tokens else decoder.end_token for prediction in found]
    assert set(firsts) <= set(order[:inside].tolist())
    for chance, token in zip((falling / share).tolist()[: min(inside, 3)], order.tolist(), strict=False):
        error = (chance * (1 - chance) / count) ** 0.5
        assert abs(firsts.count(token) / count - chance) < 4 * error + 1e-9


def test_abducted_noise_keeps_more_of_the_answer_than_fresh_noise(decoders, latents):
    # minimality: a small intervention, paired seeds
    decoder = decoders["bfloat16"]
    nearby = latents[0] + 0.1 * (latents[1] - latents[0])
    seeds = tuple(range(6))
    tokens, held = run(decoder, HUMAN[0], latents[0], nearby, seeds=seeds)
    _, fresh = run(decoder, HUMAN[0], latents[0], nearby, seeds=seeds, fresh=[True] * len(seeds))

    def kept(predictions):
        return sum(sum(a == b for a, b in zip(found.tokens, tokens, strict=False)) for found in predictions)

    assert kept(held) > 2 * kept(fresh)
