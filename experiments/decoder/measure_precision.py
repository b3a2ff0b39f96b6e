"""Do steps of AdamW vanish in bfloat16? The same 20 steps with LoRA weights in float32 and in bfloat16.

    COUPLE_DATA=... python experiments/decoder/measure_precision.py

The frozen model is bfloat16 in both arms, as in the shipped recipe. Of each step it counts the LoRA weights that have
a gradient and yet stay what they were. A few minutes on one core.
"""

import torch

from couple.data.answers import training_answers
from couple.decoder.language_model import LanguageModel
from couple.decoder.sft import sft_completions
from couple.decoder.training import TrainingConfig, add_adapter
from couple.decoder.training.batches import learning_rate_factor, plan_batches
from couple.decoder.training.completion import CompletionObjective
from couple.foundation import library_versions, package_file, torch_generator, write_json
from couple.values import load_system

STEPS, SEED = 20, 0
CONFIG = TrainingConfig(batch_size=4, dropout=0.0, longest_answer=48)


def measure(dtype: torch.dtype) -> dict[str, object]:
    """The losses of the steps, and the share of weights with a gradient that a step did not move."""
    model = LanguageModel.load(precision="bfloat16", device="cpu")
    answers = training_answers().head(STEPS * CONFIG.batch_size)
    objective = CompletionObjective(model, sft_completions(answers, load_system("schwartz10"), reasoning=False), CONFIG)
    model.model = add_adapter(model, CONFIG, SEED)
    weights = [weight for weight in model.model.parameters() if weight.requires_grad]
    for weight in weights:
        weight.data = weight.data.to(dtype)
    optimiser = torch.optim.AdamW(weights, weight_decay=0.0)
    plan = plan_batches(
        objective.lengths, batch_size=CONFIG.batch_size, epochs=1.0, generator=torch_generator(SEED, "order")
    )
    losses, unmoved = [], []
    for step, batch in enumerate(plan):
        for group in optimiser.param_groups:
            group["lr"] = CONFIG.learning_rate * learning_rate_factor(step, len(plan), CONFIG.warmup)
        optimiser.zero_grad(set_to_none=True)
        loss, _ = objective.loss(batch, torch_generator(SEED, "objective", step))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        before = [weight.detach().clone() for weight in weights]
        pulled = [weight.grad != 0 for weight in weights]
        optimiser.step()
        held = sum(int((now.eq(was) & pull).sum()) for now, was, pull in zip(weights, before, pulled, strict=True))
        unmoved.append(held / sum(int(pull.sum()) for pull in pulled))
        losses.append(float(loss.detach()))
    return {
        "losses": [round(loss, 4) for loss in losses],
        "mean_loss_last_5": round(sum(losses[-5:]) / 5, 4),
        "unmoved_share_by_step": [round(share, 4) for share in unmoved],
        "unmoved_share": round(sum(unmoved) / len(unmoved), 4),
    }


def main() -> None:
    """Both arms, and what was measured beside this file."""
    torch.set_num_threads(1)
    arms = {str(dtype).removeprefix("torch."): measure(dtype) for dtype in (torch.float32, torch.bfloat16)}
    record = {
        "recipe": "python experiments/decoder/measure_precision.py",
        "steps": STEPS,
        "seed": SEED,
        "config": CONFIG.model_dump(mode="json"),
        "versions": library_versions("torch", "transformers", "peft"),
        "lora_weights": arms,
    }
    write_json(package_file().parent / "experiments" / "decoder" / "measure_precision.json", record)
    for name, arm in arms.items():
        print(name, arm["mean_loss_last_5"], "unmoved", arm["unmoved_share"])


if __name__ == "__main__":
    main()
