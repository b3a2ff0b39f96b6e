"""The expensive half of a benchmark: every method answers every question under every profile, once, on disk.

A shard is one answer, named by the hash of all that determines it. Shards are asked in blocks, for speed; the blocks
depend on the plan alone, so an interrupted run that goes on asks, and answers, as one that was never interrupted.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from couple.baselines import Method
from couple.foundation import Progress
from couple.instruments import AnswerLog, content_id
from couple.values import ValueProfile

if TYPE_CHECKING:
    from couple.decoder.prompt import Prompt
    from couple.decoder.protocol import Decoder


@dataclass(frozen=True, slots=True)
class Contestant:
    """A method under its name, with the settings that shape its answers."""

    name: str
    method: Method
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask: each contestant, each target, each question, in this order."""

    contestants: Sequence[Contestant]
    targets: Mapping[str, ValueProfile]
    questions: Sequence[str]
    seed: int
    max_new_tokens: int
    block: int = 8

    @property
    def size(self) -> int:
        """How many answers there will be."""
        return len(self.contestants) * len(self.targets) * len(self.questions)

    def blocks(self, decoder: str) -> Iterator[tuple[Contestant, str, dict[str, str]]]:
        """Contestant, profile name, and the questions of one block by their shard's id; ``decoder``: fingerprint."""
        for contestant in self.contestants:
            for profile, target in self.targets.items():
                for start in range(0, len(self.questions), self.block):
                    block = self.questions[start : start + self.block]
                    yield contestant, profile, {self._shard(contestant, target, q, decoder): q for q in block}

    def _shard(self, contestant: Contestant, target: ValueProfile, question: str, decoder: str) -> str:
        return content_id(
            {
                "method": contestant.name,
                "settings": dict(contestant.settings),
                "target": target.to_mapping(),
                "question": question,
                "decoder": decoder,
                "seed": self.seed,
                "max_new_tokens": self.max_new_tokens,
            }
        )


class MeteredDecoder:
    """A decoder that counts what is asked of it: generations, and characters read and written."""

    def __init__(self, decoder: "Decoder") -> None:
        self._decoder = decoder
        self.name: str = decoder.name
        self.fingerprint: str = decoder.fingerprint
        self.generations = self.read = self.written = 0

    def generate(self, prompts: "Sequence[Prompt]", *, max_new_tokens: int, temperature: float, seed: int) -> list[str]:
        """What the decoder answers."""
        texts = self._decoder.generate(prompts, max_new_tokens=max_new_tokens, temperature=temperature, seed=seed)
        self.generations += len(texts)
        self.read += sum(len(prompt.user) + len(prompt.system or "") for prompt in prompts)
        self.written += sum(map(len, texts))
        return texts


def answer_all(plan: Plan, decoder: "Decoder", log: str | Path) -> list[dict[str, Any]]:
    """The records of the whole plan; those that ``log`` holds are not asked again.

    Each record: id, method, profile, question, answer, seconds, generations, characters_read, characters_written; the
    last four are the block's, divided by its answers.
    """
    answers = AnswerLog(log)
    records: list[dict[str, Any]] = []
    with Progress("answering", total=plan.size) as progress:
        for contestant, profile, block in plan.blocks(decoder.fingerprint):
            if any(shard not in answers for shard in block):
                _answer_block(plan, contestant, profile, block, decoder, answers)
            # two profiles with the same priorities share their answers, not their names
            records += [{**answers.records[shard], "profile": profile} for shard in block]
            progress.advance(f"{contestant.name}, {profile}", steps=len(block))
    return records


def _answer_block(
    plan: Plan, contestant: Contestant, profile: str, block: dict[str, str], decoder: "Decoder", answers: AnswerLog
) -> None:
    from couple.decoder.ending import whole_sentences

    meter, started = MeteredDecoder(decoder), time.perf_counter()
    texts = contestant.method.answer(
        list(block.values()),
        plan.targets[profile],
        meter,
        seed=plan.seed,
        max_new_tokens=plan.max_new_tokens,
    )
    seconds = time.perf_counter() - started
    texts = [whole_sentences(text) for text in texts]  # as couple cuts its own answers at the length limit
    for (shard, question), text in zip(block.items(), texts, strict=True):
        answers.add(
            {
                "id": shard,
                "method": contestant.name,
                "profile": profile,
                "question": question,
                "answer": text,
                "seconds": seconds / len(block),
                "generations": meter.generations / len(block),
                "characters_read": meter.read / len(block),
                "characters_written": meter.written / len(block),
            }
        )
