"""Have the embedded decoder write short reasons, value by value and subject by subject; nothing is chosen here.

The untouched model goes on with a list that we began: what counts, four reasons in our own words, and a subject. It
follows such a list far better than an instruction (tried first: examples in a chat message, and orders for lists; both
gave talk about phrases instead of phrases).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from couple.decoder import LocalDecoder, Prompt
from couple.decoder.language_model import LanguageModel
from couple.foundation import Progress, append_json_line, child_seed, read_json_lines, read_yaml
from couple.values import load_mapping, load_system

TEMPERATURE, TOKENS, BATCH, SEED = 0.7, 40, 64, 0
SUBJECTS = (
    "schools", "hospitals", "the police", "taxes", "the internet", "farms", "marriage", "sport", "prisons",
    "newspapers", "cars", "churches", "the army", "old age", "animals", "medicine", "energy", "elections", "money",
    "science", "borders", "art", "children", "work",
)  # fmt: skip
EXAMPLES: dict[str, list[str]] = read_yaml(Path(__file__).with_name("examples.yaml"))
# values that are made of fewer categories, or that the detector reads rarely, are asked more often
TRIES = {
    "self_direction_thought": 2, "self_direction_action": 2, "stimulation": 3, "hedonism": 3, "achievement": 3,
    "power_dominance": 3, "power_resources": 3, "face": 2, "security_personal": 2, "security_societal": 2,
    "tradition": 4, "conformity_rules": 4, "conformity_interpersonal": 3, "benevolence_caring": 2,
    "benevolence_dependability": 2,
}  # fmt: skip


@dataclass(frozen=True)
class Request:
    """One list to go on with: a category of schwartz20, a subject, and which of several tries."""

    category: str
    subject: str
    round: int

    @property
    def prompt(self) -> Prompt:
        """The list's beginning; each round puts the examples in another order."""
        definition = load_system("schwartz20").value(self.category).definition.rstrip(".")
        examples = EXAMPLES[self.category]
        turned = examples[self.round :] + examples[: self.round]
        lines = [
            f"Reasons to be for it, each in a few plain words. What counts is {definition[0].lower()}{definition[1:]}.",
            *(f"- It {phrase}." for phrase in turned),
            f"More such reasons, about {self.subject}:",
            "- It",
        ]
        return Prompt(user="\n".join(lines))


class GoingOn(LanguageModel):
    """The model without its chat template: it goes on with the user's text."""

    def prompt_tokens(self, prompt: Prompt) -> list[int]:
        """The text itself."""
        return self.answer_tokens(prompt.user)


def requests() -> Iterator[Request]:
    """Every list, subject by subject, so that an interrupted run has read all values."""
    for subject in SUBJECTS:
        for category in EXAMPLES:
            for number in range(TRIES.get(category, 1)):
                yield Request(category, subject, number)


def write_phrases(raw: Path) -> list[tuple[str, str]]:
    """(value of schwartz10, line) for every line the model wrote, from ``raw`` where it is already there."""
    written = {_key(row) for row in read_json_lines(raw, drop_broken_end=True)} if raw.exists() else set()
    missing = [request for request in requests() if _key(vars(request)) not in written]
    if missing:
        loaded = LanguageModel.load()
        decoder = LocalDecoder(GoingOn(loaded.name, loaded.model, loaded.tokenizer), batch_size=BATCH)
        with Progress("writing", len(missing)) as progress:
            for start in range(0, len(missing), BATCH):
                batch = missing[start : start + BATCH]
                for request, text in zip(batch, generate(decoder, batch), strict=True):
                    append_json_line(raw, {**vars(request), "text": text})
                    progress.advance(request.subject)
    owner = {one: value for value, many in load_mapping("schwartz20", "schwartz10").groups.items() for one in many}
    return [
        (owner[row["category"]], line) for row in read_json_lines(raw) for line in f"- It{row['text']}".splitlines()
    ]


def _key(request: Mapping[str, Any]) -> tuple[Any, ...]:
    return request["category"], request["subject"], request["round"]


def generate(decoder: LocalDecoder, batch: list[Request]) -> list[str]:
    """What the model wrote for each request; rounds differ in the order of the examples alone."""
    seed = child_seed(SEED, "phrase bank")
    prompts = [request.prompt for request in batch]
    return decoder.generate(prompts, max_new_tokens=TOKENS, temperature=TEMPERATURE, seed=seed)
