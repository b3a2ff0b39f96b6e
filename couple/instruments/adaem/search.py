"""AdAEM's search for questions that tell respondents apart (Alg. 1 and 2): bandit over topics; generate, sift, refine.

    each pull:  choose a topic; N2 times: write a question from the topic's best, drop it if it is too like known ones,
                score it with the panel P1, refine it while the score rises by more than tau; score it with P2, keep it;
                the topic is rewarded with the mean score of what it gave

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
                gained: list[float] = []
                for number in range(config.proposals):
                    known = [one.question for questions in (first.values(), *found.values()) for one in questions]
                    seed = child_seed(self._seed, "pull", pull, number)
                    better = self._discover([first[topic], *found[topic]], known, seed)
                    if better is not None:
                        found[topic].append(better)
                        gained.append(better.score)
                # a visit that gave nothing was worth nothing: S is 0 for a question that elicits no value at all
                bandit.reward(topic, fmean(gained) if gained else 0.0)
                progress.advance(topic)
        return Found(first, found, dict(bandit.counts), dict(self._dropped))

    def _discover(self, topic: Sequence[ScoredQuestion], known: Sequence[str], seed: int) -> ScoredQuestion | None:
        proposal = self._writer.propose(self._examples(topic, seed), seed=seed)
        if proposal.question is None:
            return self._drop(proposal.reason or "no question")
        if self._is_known(proposal.question, known):
            return self._drop("too like a known question")
        draft = self._refine(self._scorer.score([proposal.question])[0], known, seed)
        kept = self._final.score([draft.question])[0]
        return kept if kept.rewards else self._drop(kept.reason or "no score")

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

    def _drop(self, reason: str) -> None:
        self._dropped[reason] += 1
