"""Have the embedded decoder write short reasons, value by value and subject by subject: raw lines, nothing is chosen here.

The untouched model goes on with a list that we began: what counts, four reasons in our own words, and a subject. A model
of this size follows a list that it can go on with far better than an instruction (tried first: examples in a chat
message, and orders for lists; both gave talk about phrases instead of phrases).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from couple.decoder import LocalDecoder, Prompt
from couple.decoder.language_model import LanguageModel
from couple.foundation import Progress, append_json_line, child_seed, read_json_lines
from couple.values import load_mapping, load_system

TEMPERATURE, TOKENS, BATCH, SEED = 0.7, 40, 64, 0
SUBJECTS = (
    "schools", "hospitals", "the police", "taxes", "the internet", "farms", "marriage", "sport", "prisons", "newspapers",
    "cars", "churches", "the army", "old age", "animals", "medicine", "energy", "elections", "money", "science",
    "borders", "art", "children", "work",
)  # fmt: skip
# four reasons each, in our own words; a phrase of the bank may be none of them
EXAMPLES = {
    "self_direction_thought": ("lets every child ask why", "opens minds to new ideas", "teaches us to think for ourselves", "gives writers room to imagine"),
    "self_direction_action": ("leaves the choice to each person", "lets couples decide how to live", "keeps the state out of our homes", "frees workers to go where they like"),
    "stimulation": ("brings adventure into dull lives", "dares people to try the unknown", "makes every day different", "offers thrills and surprises"),
    "hedonism": ("lets people enjoy their evenings", "fills the day with fun", "brings joy and good food", "gives tired people some pleasure"),
    "achievement": ("rewards those who work hardest", "helps talent rise to the top", "drives pupils to win prizes", "makes workers better at their jobs"),
    "power_dominance": ("puts strong leaders in charge", "keeps rivals under control", "gives the boss the last word", "makes other countries obey us"),
    "power_resources": ("brings more money into the country", "lets owners grow rich", "makes families wealthy", "wins big profits for firms"),
    "face": ("saves us from public shame", "earns the respect of neighbours", "protects a good name", "keeps leaders from looking foolish"),
    "security_personal": ("protects children from harm", "keeps people healthy", "gives the sick a safe bed", "shields families from poverty"),
    "security_societal": ("keeps the streets free of crime", "defends the country from attack", "stops terrorists at the border", "makes the nation stable and calm"),
    "tradition": ("keeps old customs alive", "honours the faith of our parents", "passes on the songs of our ancestors", "respects holy days and rites"),
    "humility": ("reminds us how small we are", "teaches people to be content", "keeps winners modest", "asks nobody to boast"),
    "conformity_rules": ("makes everyone obey the law", "punishes those who break rules", "teaches pupils their duties", "stops drivers from cheating"),
    "conformity_interpersonal": ("keeps people from hurting feelings", "asks us to be polite", "avoids upsetting our guests", "teaches children to respect elders"),
    "benevolence_caring": ("helps parents care for their children", "looks after lonely grandparents", "supports friends in need", "brings kindness to the sick"),
    "benevolence_dependability": ("builds trust between friends", "rewards those who keep promises", "makes neighbours loyal to each other", "shows that we can be relied on"),
    "universalism_concern": ("treats women and men as equals", "gives the poor a fair chance", "brings justice to all people", "ends war between nations"),
    "universalism_nature": ("keeps poison out of rivers", "saves forests and wild animals", "cleans the air we breathe", "protects the climate of the planet"),
    "universalism_tolerance": ("welcomes people of every faith", "accepts those who live differently", "helps strangers understand each other", "listens to the other side"),
    "universalism_objectivity": ("looks at facts before judging", "finds the truth by science", "hears both sides without bias", "tests claims with evidence"),
}  # fmt: skip
# values that are made of fewer categories, or that the detector reads rarely, are asked more often
ROUNDS = {"stimulation": 3, "hedonism": 3, "achievement": 3, "tradition": 3, "self_direction_thought": 2}
ROUNDS |= {"self_direction_action": 2, "security_personal": 2, "security_societal": 2, "conformity_rules": 2}
ROUNDS |= {"conformity_interpersonal": 2, "benevolence_caring": 2, "benevolence_dependability": 2}


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
        begun = "\n".join(
            [
                f"Reasons to be for it, each in a few plain words. What counts is {definition[0].lower()}{definition[1:]}.",
                *(f"- It {phrase}." for phrase in turned),
                f"More such reasons, about {self.subject}:",
                "- It",
            ]
        )
        return Prompt(user=begun)


class GoingOn(LanguageModel):
    """The model without its chat template: it goes on with the user's text."""

    def prompt_tokens(self, prompt: Prompt) -> list[int]:
        """The text itself."""
        return self.answer_tokens(prompt.user)


def requests() -> Iterator[Request]:
    """Every list, subject by subject, so that an interrupted run has read all values."""
    for subject in SUBJECTS:
        for category in EXAMPLES:
            for number in range(ROUNDS.get(category, 1)):
                yield Request(category, subject, number)


def write_phrases(raw: Path) -> list[tuple[str, str]]:
    """(value of schwartz10, line) for every line the model wrote, from ``raw`` where it is already there."""
    everything = list(requests())
    done = len(read_json_lines(raw, drop_broken_end=True)) if raw.exists() else 0
    if done < len(everything):
        loaded = LanguageModel.load()
        decoder = LocalDecoder(GoingOn(loaded.name, loaded.model, loaded.tokenizer), batch_size=BATCH)
        with Progress("writing", len(everything), done=done) as progress:
            for start in range(done, len(everything), BATCH):
                batch = everything[start : start + BATCH]
                for request, text in zip(batch, generate(decoder, batch), strict=True):
                    append_json_line(raw, {**vars(request), "text": text})
                    progress.advance(request.subject)
    owner = {one: value for value, many in load_mapping("schwartz20", "schwartz10").groups.items() for one in many}
    return [
        (owner[row["category"]], line) for row in read_json_lines(raw) for line in f"- It{row['text']}".splitlines()
    ]


def generate(decoder: LocalDecoder, batch: list[Request]) -> list[str]:
    """What the model wrote for each request; rounds differ in the order of the examples alone."""
    seed = child_seed(SEED, "phrase bank")
    prompts = [request.prompt for request in batch]
    return decoder.generate(prompts, max_new_tokens=TOKENS, temperature=TEMPERATURE, seed=seed)
