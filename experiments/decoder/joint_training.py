"""Is it better to train the concept level together with the decoder, or before it?

    COUPLE_DATA=... python experiments/decoder/joint_training.py {staged|joint} [steps=60]

Both arms start from the same fit. ``staged`` leaves encoder and mechanism as they were fitted (what ships). ``joint``
trains them with the decoder on an evidence lower bound with the language model as likelihood,

    log p(r | q, V) >= E_Q log p(r | C, q) - KL( Q(C | r) || P(C | V, q) ),     Q = Normal(Enc(r), doubt^2),

where P is the mechanism (Normal around g(V, q)), and with the same contrast term. Numbers are taken on held-out topics
at equal steps; each arm's go to joint_training.json.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.distributions import Normal, kl_divergence
from torch.nn.functional import softplus

from couple.attribution import AttributionConfig, SentenceEncoder, load_attributor
from couple.concepts import ConceptEncoder, ConceptMechanism
from couple.concepts.fitting import ReadAnswers, fit_concepts, read_answers
from couple.data.answers import hold_out_topics, training_answers
from couple.decoder.arms import LatentsConfig, start_modules
from couple.decoder.language_model import LanguageModel
from couple.decoder.training.contrast import CounterfactualWorlds, Opposites
from couple.decoder.training.latent import LatentObjective, LatentTrainingConfig
from couple.decoder.training.lora import add_adapter
from couple.decoder.training.objective import TrainedModule
from couple.decoder.training.trainer import Trainer
from couple.foundation import fingerprint_bytes, library_versions, read_json, write_json
from couple.graph import shipped_graph
from couple.values import load_system

SEED, ANSWERS, HELD_OUT = 0, 1200, 0.1
RATE = 3e-3  # peak learning rate of the concept level


class ConceptLevel(nn.Module):
    """Encoder and mechanism as parameters; the graph's missing edges stay missing."""

    def __init__(self, encoder: ConceptEncoder, mechanism: ConceptMechanism) -> None:
        super().__init__()
        self.directions = nn.Parameter(encoder.directions.float())
        self.offset = nn.Parameter(encoder.offset.float())
        self.intercept = nn.Parameter(mechanism.intercept.float())
        self.slope = nn.Parameter(mechanism.slope.float())
        self.question = nn.Parameter(mechanism.question.float())
        self.log_scale = nn.Parameter(mechanism.scale.float().log())
        self.log_doubt = nn.Parameter(torch.full_like(self.offset, 0.1).log())
        self._edges = (mechanism.slope != 0).float()

    def posterior(self, answers: Float[Tensor, "n E"]) -> Normal:
        """Q(C | r)."""
        mean = torch.einsum("ne,dek->ndk", answers, self.directions) - self.offset
        return Normal(mean, self.log_doubt.exp().expand_as(mean))

    def shift(self, change: Float[Tensor, "n d"]) -> Float[Tensor, "n d k"]:
        """How latents move when priorities change."""
        return torch.einsum("nj,ijk->nik", change, self.slope * self._edges)

    def prior(self, priorities: Float[Tensor, "n d"], questions: Float[Tensor, "n E"]) -> Normal:
        """P(C | V, q)."""
        mean = self.intercept + self.shift(priorities) + torch.einsum("ne,iek->nik", questions, self.question)
        return Normal(mean, self.log_scale.exp().expand_as(mean))


class JointObjective(LatentObjective):
    """The evidence lower bound a token, and the contrast term with a mechanism that is being trained."""

    def learn(self, level: ConceptLevel, answers: Float[Tensor, "n E"], questions: Float[Tensor, "n E"]) -> None:
        """Which concept level is trained, and the sentence embeddings that it reads."""
        self.level, self.said, self.asked = level, answers, questions

    @property
    def modules(self) -> list[TrainedModule]:
        """The concept level too."""
        return [*super().modules, TrainedModule("concept_level", self.level, RATE)]

    def loss(self, places: Sequence[int], generator: torch.Generator) -> tuple[Float[Tensor, ""], dict[str, float]]:
        """Means over answers; on held-out answers latents are their posterior's mean."""
        at = torch.tensor(list(places))
        posterior = self.level.posterior(self.said[at])
        own = posterior.mean
        if torch.is_grad_enabled():
            own = own + posterior.stddev * torch.randn(own.shape, generator=generator)
        changes = torch.stack([self._worlds.change(place, generator) for place in places]).float()
        other = own + self.level.shift(changes)
        keep = torch.ones_like(own)
        keep[torch.rand(len(own), generator=generator) < self._config.silence_content, :, 1:] = 0.0
        total, tokens = self._log_likelihood([*places] * 2, torch.cat([own * keep, other * keep]))
        count = len(own)
        nll = -(total[:count] / tokens[:count]).mean()
        margin = total[:count] - total[count:]
        prior = self.level.prior(self._worlds.read.priorities[at].float(), self.asked[at])
        divergence = kl_divergence(posterior, prior).sum((1, 2))
        contrast = softplus(-margin).mean()
        numbers = {"nll": nll, "contrast": contrast, "told_apart": (margin > 0).float().mean(), "kl": divergence.mean()}
        loss = nll + (divergence / tokens[:count]).mean() + self._config.contrast * contrast
        return loss, {name: float(one.detach()) for name, one in numbers.items()}


def main(arm: str, steps: int) -> None:
    """Train one arm and note its last measurement."""
    torch.set_num_threads(1)
    system = load_system("schwartz10")
    config = LatentTrainingConfig(dropout=0.0, micro_batch=8, measure_every=20, checkpoint_every=20, measured_groups=96)
    learned, measured = hold_out_topics(training_answers(), HELD_OUT)
    learned = learned.sample(ANSWERS, random_state=SEED).reset_index(drop=True)
    config = config.model_copy(update={"epochs": steps * config.batch_size / ANSWERS})
    sentences, attributor = SentenceEncoder.load(), load_attributor(AttributionConfig(detector="fast"), system)
    encoder, mechanism, read = fit_concepts(learned, sentences, attributor, shipped_graph(), size=LatentsConfig().size)
    model = LanguageModel.load()
    prefix, offsets = start_modules(model, system, learned, read, LatentsConfig(), seed=SEED)
    model.model = add_adapter(model, config, SEED)
    offsets.attach(model.model)
    level = ConceptLevel(encoder, mechanism)

    def objective(answers: pd.DataFrame, found: ReadAnswers) -> LatentObjective:
        kind = JointObjective if arm == "joint" else LatentObjective
        worlds = CounterfactualWorlds(found, mechanism, Opposites.of(system))
        made = kind(model, prefix, offsets, answers["question"].tolist(), answers["answer"].tolist(), worlds, config)
        if isinstance(made, JointObjective):
            made.learn(level, *(sentences.encode(answers[column].tolist()) for column in ("answer", "question")))
        return made

    folder = Path("outputs") / "joint_training" / arm
    folder.mkdir(parents=True, exist_ok=True)
    held_out = objective(measured, read_answers(measured, sentences, attributor, encoder))
    data = fingerprint_bytes(f"{arm} {steps}".encode())
    curves = Trainer(
        model, objective(learned, read), config, seed=SEED, data=data, folder=folder, held_out=held_out
    ).train()
    path = Path(__file__).with_suffix(".json")
    table = read_json(path, what="results") if path.exists() else {}
    numbers = [{k: round(v, 4) for k, v in row.items() if k == "step" or k.startswith("held_out")} for row in curves]
    table[arm] = {"answers": ANSWERS, "seed": SEED, "curve": [row for row in numbers if len(row) > 1]}
    write_json(path, {**table, "versions": library_versions("torch", "transformers", "peft")})
    print(arm, table[arm]["curve"][-1])


if __name__ == "__main__":
    match sys.argv[1:]:
        case [("staged" | "joint") as arm, *rest]:
            main(arm, int(rest[0].removeprefix("steps=")) if rest else 60)
        case _:
            raise SystemExit(__doc__)
