"""AdAEM's search for questions that tell respondents apart (Alg. 1 and 2): bandit over topics; generate, sift, refine.

    each pull:  choose a topic; N2 times: write a question from the topic's best, drop it if it is too like known ones;
                score what is left with the panel P1, refine each while its score rises by more than tau, score it with
                P2, keep it; the topic is rewarded with the mean score of what it gave

Nothing here is drawn without a seed and every answer is in a log, so that an interrupted search runs again over its
log to where it stood, and goes on.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import fmean

from couple.foundation import Progress, child_seed, numpy_generator
from couple.instruments.adaem.bandit import TopicBandit
from couple.instruments.adaem.scoring import QuestionScorer, ScoredQuestion
from couple.instruments.adaem.search_settings import HORIZONS, Found, SearchConfig
from couple.instruments.adaem.similarity import TextEncoder, likeness
from couple.instruments.adaem.writing import Example, QuestionWriter


class QuestionSearch:
    """Looks for questions from one seed question a topic.

    Args:
        seeds: topic -> its first question.
        writer: writes and rewrites.
        scorer: P1, who is asked while questions are refined.
        final: P2, who is asked about the outcome; the same as ``scorer`` where there is one panel.
        encoder: tells questions that are too alike.
        config: see ``couple.instruments.adaem.search_settings``.
        seed: of every draw.
    """

    def __init__(
        self,
        seeds: Mapping[str, str],
        writer: QuestionWriter,
        scorer: QuestionScorer,
        final: QuestionScorer,
        encoder: TextEncoder,
        config: SearchConfig,
        *,
        seed: int,
    ) -> None:
        self._seeds, self._writer, self._scorer, self._final = dict(seeds), writer, scorer, final
        self._encoder, self._config, self._seed = encoder, config, seed
        self._dropped: Counter[str] = Counter()

    def run(self) -> Found:
        """The whole search."""
        config = self._config
        first = dict(zip(self._seeds, self._final.score(list(self._seeds.values())), strict=True))
        found: dict[str, list[ScoredQuestion]] = {topic: [] for topic in self._seeds}
        bandit = TopicBandit(list(self._seeds), budget=config.budget, horizon=HORIZONS[config.horizon])
        self._dropped.clear()
        with Progress("searching questions", total=config.budget) as progress:
            for pull in range(config.budget):
                topic = bandit.choose()
                known = [one.question for questions in (first.values(), *found.values()) for one in questions]
                better = self._visit([first[topic], *found[topic]], known, child_seed(self._seed, "pull", pull))
                found[topic] += better
                gained = [one.score for one in better]
                # a visit that gave nothing was worth nothing: S is 0 for a question that elicits no value at all
                bandit.reward(topic, fmean(gained) if gained else 0.0)
                progress.advance(topic)
        return Found(first, found, dict(bandit.counts), dict(self._dropped))

    def _visit(self, topic: Sequence[ScoredQuestion], known: Sequence[str], seed: int) -> list[ScoredQuestion]:
        """What the topic gave: new questions, the drafts scored at once, then each of them refined."""
        seeds = self._proposed(topic, known, seed)
        drafts = self._scorer.score(list(seeds)) if seeds else []
        refined: dict[str, None] = {}
        for draft in drafts:
            others = [*known, *refined, *(seeds.keys() - {draft.question})]
            refined[self._refine(draft, others, seeds[draft.question]).question] = None
        scored = self._final.score(list(refined)) if refined else []
        for one in scored:
            if one.rewards is None:
                self._dropped[one.reason or "no score"] += 1
        return [one for one in scored if one.rewards]

    def _proposed(self, topic: Sequence[ScoredQuestion], known: Sequence[str], seed: int) -> dict[str, int]:
        """New questions in the order they were written, each with its seed."""
        seeds: dict[str, int] = {}
        for number in range(self._config.proposals):
            own = child_seed(seed, number)
            proposal = self._writer.propose(self._examples(topic, own), seed=own)
            if proposal.question is None:
                self._dropped[proposal.reason or "no question"] += 1
            elif self._is_known(proposal.question, [*known, *seeds]):
                self._dropped["too like a known question"] += 1
            else:
                seeds[proposal.question] = own
        return seeds

    def _refine(self, draft: ScoredQuestion, known: Sequence[str], seed: int) -> ScoredQuestion:
        """The best of a draft and its rewritten versions; its score never falls."""
        for depth in range(self._config.depth):
            written = [
                self._writer.rewrite(draft.question, draft.evidence, seed=child_seed(seed, "rewrite", depth, width))
                for width in range(self._config.width)
            ]
            fresh = {one.question for one in written if one.question and not self._is_known(one.question, known)}
            scored = self._scorer.score(sorted(fresh - {draft.question})) if fresh - {draft.question} else []
            best = max(scored, key=lambda one: one.score, default=draft)
            if not best.score - draft.score > self._config.gain:
                break
            draft = best
        return draft

    def _examples(self, topic: Sequence[ScoredQuestion], seed: int) -> list[Example]:
        scored = sorted((one for one in topic if one.rewards), key=lambda one: -one.score) or list(topic)
        better = scored[1 : max(self._config.examples, (len(scored) + 1) // 2)]
        count = min(self._config.examples - 1, len(better))
        drawn = sorted(numpy_generator(seed, "examples").choice(len(better), count, replace=False)) if count else []
        return [Example(one.question, max(one.score, 0.0)) for one in (scored[0], *(better[place] for place in drawn))]

    def _is_known(self, question: str, known: Sequence[str]) -> bool:
        alike = likeness(question, known, self._encoder, neighbours=self._config.neighbours)
        return question in known or (alike is not None and alike > self._config.likest)
