"""One counterfactual answer of eight candidates, abduction included, beside plain ``generate`` and four long prompts.

    OMP_NUM_THREADS=1 python experiments/benchmarks/counterfactual_speed.py

- ours: sentence embeddings, abduction of the concept noise, opposed priorities, new latents, token noise abducted and
  eight candidates decoded with guidance;
- the whole loop: ``CounterfactualLoop.answer``, which also attributes the observed answer and the candidates, at every
  look and at the end, and puts latents into words; its answers may end;
- plain: ``transformers.generate``, eight sampled sequences of the same length, by the same decoder (adapter, soft
  prefix and offsets) and by the untouched model;
- prompted: the paper's pipeline on the untouched model by the length of its steps (COUPLE, Guo et al. 2025: four
  prompts an answer, the third reasons in five steps). Reading concepts and values is done once, the last two steps for
  each candidate. Our words, and lengths that are our assumption; what it writes is not looked at.

In every arm no token ends an answer, so that all write the same number of tokens; a fourth arm of ours may end. Rounds
alternate over questions; medians of seconds and of processor seconds (which a busy machine disturbs less) are compared.
Needs touche23 (COUPLE_DATA).
"""

import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from couple.attribution import Utterance
from couple.baselines.wording import describe_priorities
from couple.counterfactual.assembly import LoopConfig, assemble
from couple.data import labelled_answers
from couple.decoder import GuidanceConfig, LatentDecoder, Prompt, opinion_prompt, predict_answers
from couple.foundation import library_versions, torch_generator, write_json
from couple.values import ValueProfile, load_system

CANDIDATES, TOKENS, ROUNDS, SEED = 8, 48, 3, 0
STEPS = {"concepts of the answer": 64, "values": 80, "concepts under the target, in five steps": 160, "answer": TOKENS}
GUIDANCE = GuidanceConfig()


class Arms:
    """Everything loaded, and one method an arm; each answers question ``place``."""

    def __init__(self) -> None:
        self.system = load_system("schwartz10")
        settings = {"attribution": {"detector": "fast"}, "graph": {"reference": "ess9"}, "scm": {"reference": "ess9"}}
        chosen = {"decoder": {"precision": "bfloat16", "max_new_tokens": TOKENS}, "counterfactual": {"theta": 0.0}}
        self.loop = assemble(LoopConfig.read({**settings, **chosen})).loop
        assert isinstance(self.loop.decoder, LatentDecoder)
        self.decoder, self.space = self.loop.decoder, self.loop.concepts
        self.model = self.decoder.language_model
        answers = labelled_answers("validation")
        lengths = answers["answer"].map(lambda text: len(self.model.answer_tokens(text)))
        chosen = answers[lengths.between(40, TOKENS - 1)].sample(ROUNDS, random_state=SEED)
        self.asked = list(zip(chosen["question"], chosen["answer"], strict=True))
        readings = self.loop.attributor(self.system).attribute(
            [Utterance(answer, question) for question, answer in self.asked]
        )
        self.before: list[Any] = [reading.scores for reading in readings]
        self.after = [{name: 6.0 - score for name, score in scores.items()} for scores in self.before]

    def ours(self, place: int, *, ending: bool = False) -> int:
        """The number of tokens that the candidates hold."""
        question, answer = self.asked[place]
        self.decoder.end_token = self.model.end_token if ending else -1
        abduction = self.space.abduct(answer, question, self.before[place])
        moved = self.space.predict(abduction, self.after[place])
        observed = [*self.model.answer_tokens(answer), self.model.end_token]
        generators = [torch_generator(SEED, "candidate", question, number) for number in range(CANDIDATES)]
        found = predict_answers(
            self.decoder, question, observed, abduction.latents, moved, generators, GUIDANCE, max_new_tokens=TOKENS
        )
        return sum(len(prediction.tokens) for prediction in found)

    def plain(self, place: int, *, untouched: bool) -> int:
        """``transformers.generate`` of as many candidates, with the soft prefix or without."""
        question, answer = self.asked[place]
        if untouched:
            with self.decoder.untouched():
                return self._generate(opinion_prompt(question), TOKENS, CANDIDATES)
        latents = self.space.encoder.encode(self.space.sentences.encode([answer])).expand(CANDIDATES, -1, -1)
        self.decoder.offsets.speak(self.decoder.offsets(latents), torch.zeros(CANDIDATES, dtype=torch.long))
        written = self._generate(opinion_prompt(question), TOKENS, CANDIDATES, self.decoder.prefix(latents)[0])
        self.decoder.offsets.silence()
        return written

    def whole_loop(self, place: int) -> int:
        """The candidates' tokens; ``theta`` 0 spends the whole budget."""
        question, answer = self.asked[place]
        self.loop.decoder.end_token = self.model.end_token
        target = ValueProfile(self.system, self.after[place])
        found = self.loop.answer(question, answer, target, seed=SEED)
        return sum(len(candidate.prediction.tokens) for candidate in found.candidates)

    def prompted(self, place: int) -> int:
        """Four prompts of the pipeline's form."""
        question, answer = self.asked[place]
        target = describe_priorities(ValueProfile(self.system, self.after[place]))
        values = "\n".join(f"- {value.label}: {value.definition}" for value in self.system.values)
        said = f"Question: {question}\nAnswer: {answer}"
        filler = "word " * STEPS["concepts of the answer"]  # what earlier steps wrote is read again, whatever it says
        prompts = (
            f"{said}\nList the concepts that this answer rests on, as short phrases.",
            f"{said}\nConcepts: {filler}\nScore how much each value counts, from 1 to 5.\n{values}",
            f"{said}\nConcepts: {filler}\nThe values shall weigh:\n{target}\nThink in five steps: read each value in"
            " this question; compare old and new weight; follow its neighbours; weigh conflicts; one concept each.",
            f"{said}\nNew concepts: {filler}\nWrite the answer that rests on the new concepts and keeps the rest.",
        )
        with self.decoder.untouched():
            return [
                self._generate(Prompt(user=prompt), length, CANDIDATES if number >= 2 else 1)
                for number, (prompt, length) in enumerate(zip(prompts, STEPS.values(), strict=True))
            ][-1]

    @torch.inference_mode()
    def _generate(self, prompt: Prompt, length: int, count: int, soft: torch.Tensor | None = None) -> int:
        tokens = torch.tensor([self.model.prompt_tokens(prompt)])
        embedded = self.model.embed(tokens)
        if soft is not None:
            embedded = torch.cat([embedded, soft[None].to(embedded.dtype)], dim=1)
        written = self.model.model.generate(
            inputs_embeds=embedded,
            attention_mask=torch.ones(embedded.shape[:2], dtype=torch.long),
            do_sample=True,
            temperature=GUIDANCE.temperature,
            top_k=0,
            top_p=1.0,
            min_new_tokens=length,
            max_new_tokens=length,
            num_return_sequences=count,
            pad_token_id=self.model.end_token,
        )
        return int(written.numel())


def main(rounds: int) -> None:
    """Time all arms in alternating rounds, write counterfactual_speed.json."""
    torch.set_num_threads(1)
    torch.manual_seed(SEED)  # transformers samples from the global generator
    arms = Arms()
    arms.whole_loop(0)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # GiB on Linux, before the other arms ran
    works: dict[str, Callable[[int], int]] = {
        "ours": arms.ours,
        "ours, answers may end": lambda place: arms.ours(place, ending=True),
        "the whole loop, answers may end": arms.whole_loop,
        "plain generate, same decoder": lambda place: arms.plain(place, untouched=False),
        "plain generate, untouched model": lambda place: arms.plain(place, untouched=True),
        "prompted pipeline": arms.prompted,
    }
    clocks: dict[str, list[tuple[float, float, int]]] = {name: [] for name in works}
    for place in range(rounds):
        for name, work in works.items():
            if name == "prompted pipeline" and place > 0:
                continue  # many times longer than the others: once is enough
            clocks[name].append(timed(work, place))
            print(place, name, *(round(number, 2) for number in clocks[name][-1]), flush=True)
    table = {
        name: {
            "seconds": round(statistics.median(clock[0] for clock in measured), 2),
            "processor seconds": round(statistics.median(clock[1] for clock in measured), 2),
            "answer tokens": round(statistics.median(clock[2] for clock in measured)),
            "ours over it": {
                kind: round(statistics.median(o[i] / m[i] for o, m in zip(clocks["ours"], measured, strict=False)), 3)
                for i, kind in enumerate(("seconds", "processor seconds"))
            },
        }
        for name, measured in clocks.items()
    }
    results: dict[str, Any] = {
        "recipe": "OMP_NUM_THREADS=1 python experiments/benchmarks/counterfactual_speed.py",
        "candidates": CANDIDATES,
        "tokens a candidate": TOKENS,
        "rounds": rounds,
        "arms": table,
        "peak memory of ours, GiB": round(memory, 2),
        "what ours spends its processor time on": shares(lambda: arms.ours(0)),
        "versions": library_versions("torch", "transformers", "peft"),
    }
    write_json(Path(__file__).with_suffix(".json"), results)


def timed(work: Callable[[int], int], place: int) -> tuple[float, float, int]:
    """Seconds, processor seconds, and what the work returns."""
    wall, processor = time.perf_counter(), time.process_time()
    count = work(place)
    return time.perf_counter() - wall, time.process_time() - processor, count


def shares(work: Callable[[], object]) -> dict[str, float]:
    """The operators that take the most processor time, as shares of all."""
    from torch.profiler import ProfilerActivity, profile

    with profile(activities=[ProfilerActivity.CPU]) as profiler:
        work()
    operators = sorted(profiler.key_averages(), key=lambda row: -row.self_cpu_time_total)
    total = sum(row.self_cpu_time_total for row in operators)
    return {row.key: round(row.self_cpu_time_total / total, 3) for row in operators[:10]}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
