"""The card of an adapter: its certificate as a page for people, ``README.md``, with the header that hubs read."""

from pathlib import Path
from typing import Any

from couple.foundation import BirthCertificate, write_text

PURPOSES = {
    "latent": (
        "It is the decoder of counterfactual value alignment: given a question and one concept latent a value (read"
        " through `soft_prefix.safetensors` and `latent_offsets.safetensors`), it writes a short opinion. Alone,"
        " without these, it writes opinions in the styles that it was trained on."
    ),
    "naive_sft": (
        "It writes a short opinion on a question for value priorities that the prompt names, each with a level from 1"
        " to 5. It is the naive supervised fine-tuning that COUPLE (arXiv 2510.18526) compares with; no soft prefix."
    ),
    "reasoning_sft": (
        "It says which concepts follow from the value priorities that the prompt names, and then writes a short opinion"
        " after the line `Answer:`. It is the supervised fine-tuning on reasons that COUPLE (arXiv 2510.18526) compares"
        " with; no soft prefix."
    ),
    "nearest_sft": (
        "It writes a short opinion on a question as somebody with one value profile (below) would; no prompt names the"
        " profile. It is the argument generation of the Value Injection Method (Kang et al., EMNLP 2023); no soft"
        " prefix."
    ),
}
LIMITS = {
    "latent": (
        "Its latents belong to one sentence encoder, one attributor and one value graph (fingerprints in"
        " `certificate.json`); with others it is refused."
    ),
    "naive_sft": "It was shown levels 4 and 5 only: no human label says that an argument rejects a value.",
    "reasoning_sft": (
        "It was shown levels 4 and 5 only: no human label says that an argument rejects a value. Its reasons are the"
        " annotators' labels in a list, not a record of how it came to an answer."
    ),
    "nearest_sft": (
        "It has one profile and follows no other target. No label says that an argument rejects a value: what its"
        " holder would say is what rests on values that matter to them."
    ),
}


def _profile(config: dict[str, Any]) -> dict[str, str]:
    return {"Profile": f"`{config['profile']}`: {config['priorities']}"} if "profile" in config else {}


def _own_voice(config: dict[str, Any]) -> dict[str, str]:
    count = config.get("own", {}).get("count", 0)
    return {"Beside the data": f"{count:,} answers that the base model gave to the training questions"} if count else {}


def write_card(certificate: BirthCertificate, folder: Path) -> None:
    """Write ``README.md`` into an adapter's folder."""
    config = certificate.config
    kind, training = config["kind"], config["training"]
    base = certificate.base_model_id
    facts = {
        "Base model": f"`{base}`, weights {certificate.base_model}",
        "Adapter": f"weights {certificate.files['adapter_model.safetensors']}, seed {certificate.seed}",
        "LoRA": f"rank {training['rank']}, alpha {training['alpha']}, every linear layer",
        "Values": config["system"],
        **_profile(config),
        "Data": "; ".join(f"{name} ({fingerprint})" for name, fingerprint in certificate.data.items()),
        **_own_voice(config),
        "Licence of the data": certificate.data_licence,
        "Made by": f"`{certificate.recipe}`, with " + ", ".join(f"{n} {v}" for n, v in certificate.versions.items()),
    }
    held_out = f"about {config['held_out']:.0%} of all topics were held out" if config["held_out"] else "none held out"
    text = f"""---
library_name: peft
pipeline_tag: text-generation
---
# A {kind} adapter of couple

{PURPOSES[kind]}

{_table("", "", facts)}

## Measured

Losses are nats a token, means over answers; {held_out}. These are losses, not measurements of alignment.

{_table("number", "value", {name: f"{value:.4g}" for name, value in certificate.metrics.items()})}

## Limits

- {LIMITS[kind]}
- The training arguments are English and written for debates. Truth, quality and harm of what it writes were not
  measured.
- The adapter fits the base weights named above. `couple` refuses others; plain peft does not notice.

## Loading

```python
from peft import PeftModel
from transformers import AutoModelForCausalLM

base = AutoModelForCausalLM.from_pretrained(BASE)  # the base model named above, as a folder or hub id
model = PeftModel.from_pretrained(base, ADAPTER)  # this folder
```
"""
    write_text(folder / "README.md", text)


def _table(left: str, right: str, rows: dict[str, Any]) -> str:
    return "\n".join([f"| {left} | {right} |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows.items())])
