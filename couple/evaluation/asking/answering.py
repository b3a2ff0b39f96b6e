"""The expensive half of a benchmark: every method answers every case, once, on disk.

An answer is named by the hash of all that determines it. Answers are asked for in blocks, for speed; the blocks depend
on the plan alone, so an interrupted run that goes on asks, and answers, as one that was never interrupted. Several
processes can share a plan: each takes every n-th block and writes a file of its own.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from couple.baselines import Method
from couple.evaluation.asking.cases import Case
from couple.foundation import Progress
from couple.instruments import AnswerLog, content_id

if TYPE_CHECKING:
    from couple.decoder.protocol import Decoder


@dataclass(frozen=True, slots=True)
class Contestant:
    """A method under its name, with the settings that shape its answers."""

    name: str
    method: Method
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Block:
    """Cases that a method is asked together, by the name of their answer; ``number`` counts the plan's blocks."""

    number: int
    contestant: Contestant
    cases: Mapping[str, Case]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask: each contestant, each case, in this order; ``block`` cases at a time."""

    contestants: Sequence[Contestant]
    cases: Sequence[Case]
    seed: int
    max_new_tokens: int
    block: int = 8

    @property
    def size(self) -> int:
        """How many answers there will be."""
        return len(self.contestants) * len(self.cases)

    def blocks(self, decoder: str) -> Iterator[Block]:
        """All blocks in order; ``decoder`` is its fingerprint."""
        number = 0
        for contestant in self.contestants:
            named = {self.name(contestant, case, decoder): case for case in self.cases}
            names = list(named)
            for start in range(0, len(names), self.block):
                yield Block(number, contestant, {name: named[name] for name in names[start : start + self.block]})
                number += 1

    def name(self, contestant: Contestant, case: Case, decoder: str) -> str:
        """The name of an answer: the same for everything that determines it, and for nothing else."""
        return content_id(
            {
                "method": contestant.name,
                "settings": dict(contestant.settings),
                "profile": case.profile,
                "target": case.target.to_mapping(),
                "question": case.question,
                "decoder": decoder,
                "seed": self.seed,
                "max_new_tokens": self.max_new_tokens,
            }
        )


@dataclass(frozen=True, slots=True)
class Part:
    """Which blocks this process answers: those whose number leaves ``number - 1`` when divided by ``of``."""

    number: int = 1
    of: int = 1

    def has(self, block: Block) -> bool:
        """Whether the block is this part's."""
        return block.number % self.of == self.number - 1


WHOLE = Part()


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a case: ``record`` has its text and what it cost (see ``answer_all``)."""

    contestant: str
    case: Case
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OfAnswer:
    """What is said of one answer."""

    answer: Answer

    @property
    def method(self) -> str:
        """Who answered."""
        return self.answer.contestant

    @property
    def case(self) -> Case:
        """What was asked."""
        return self.answer.case

    @property
    def topic(self) -> str:
        """The question before any paraphrase: answers about one topic are not independent."""
        return self.answer.case.topic


def answer_all(plan: Plan, decoder: "Decoder", folder: Path, *, part: Part = WHOLE) -> None:
    """Ask for what ``part`` of the plan lacks and write it to a file of ``folder``.

    What any file in ``folder`` holds is not asked again. Each record has id, method, question, profile, answer, and of
    its block, divided by the block's answers: seconds, generations, tokens_read, tokens_written (null where unknown),
    peak_memory_mb (of the whole process so far: a run of one method tells that method's).
    """
    known = answered(folder)
    folder.mkdir(parents=True, exist_ok=True)
    log = AnswerLog(folder / f"part_{part.number}_of_{part.of}.jsonl")
    blocks = [block for block in plan.blocks(decoder.fingerprint) if part.has(block)]
    with Progress("answering", total=sum(len(block.cases) for block in blocks)) as progress:
        for block in blocks:
            # a block is asked whole: what is said in it may depend on its size by a rounding error
            if any(name not in known for name in block.cases):
                for record in _answer_block(plan, block, decoder):
                    if record["id"] not in known:
                        log.add(record)
            progress.advance(block.contestant.name, steps=len(block.cases))


def answered(folder: Path) -> dict[str, Mapping[str, Any]]:
    """Every record in the files of ``folder``, by its id; of doubled ones the first file's."""
    known: dict[str, Mapping[str, Any]] = {}
    for path in sorted(folder.glob("part_*.jsonl")):
        known = {**AnswerLog.read(path), **known}
    return known


def collect(plan: Plan, decoder: str, folder: Path) -> tuple[list[Answer], int]:
    """The answers of the whole plan in its order, and how many are still missing."""
    known = answered(folder)
    places = [
        (contestant.name, case, plan.name(contestant, case, decoder))
        for contestant in plan.contestants
        for case in plan.cases
    ]
    found = [Answer(method, case, known[name]) for method, case, name in places if name in known]
    return found, len(places) - len(found)


def _answer_block(plan: Plan, block: Block, decoder: "Decoder") -> Iterator[dict[str, Any]]:
    from couple.decoder.ending import whole_sentences
    from couple.decoder.metering import MeteredDecoder
    from couple.foundation.run_folder import peak_memory_mb

    meter, started, count = MeteredDecoder(decoder), time.perf_counter(), len(block.cases)
    texts = block.contestant.method.answer(
        [case.asked for case in block.cases.values()], meter, seed=plan.seed, max_new_tokens=plan.max_new_tokens
    )
    seconds, usage = time.perf_counter() - started, meter.usage
    for (name, case), text in zip(block.cases.items(), texts, strict=True):
        yield {
            "id": name,
            "method": block.contestant.name,
            "question": case.question,
            "profile": case.profile,
            "answer": whole_sentences(text),  # as couple cuts its own answers at the length limit
            "seconds": seconds / count,
            "generations": usage.generations / count,
            "tokens_read": None if usage.read is None else usage.read / count,
            "tokens_written": None if usage.written is None else usage.written / count,
            "peak_memory_mb": peak_memory_mb(),
        }
