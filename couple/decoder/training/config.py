"""How an adapter is trained, whatever it is trained for."""

from pydantic import BaseModel, ConfigDict, Field, PositiveInt


class TrainingConfig(BaseModel):
    """Optimisation of a LoRA adapter.

    Attributes:
        epochs: passes over the training groups; of a fraction, its first batches.
        batch_size: groups in one step of the optimiser, over all processes together.
        micro_batch: groups in one forward pass; null is the process's whole share. Gradients are accumulated over
            them. Draws belong to a micro-batch, so that with a number here every number of processes draws the same.
        gradient_checkpointing: recompute activations on the way back: less memory, half as much more time.
        rank, alpha, dropout: of LoRA.
        learning_rate: of the LoRA weights at its peak, after a linear ``warmup`` (a share of the steps).
        longest_answer: tokens of an answer that are read, its end not counted.
        checkpoint_every: steps between two checkpoints, from which an interrupted run goes on.
        measure_every: steps between two measurements on held-out topics.
        measured_groups: how many held-out groups are measured at most.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    epochs: float = Field(default=1.0, gt=0)
    batch_size: PositiveInt = 16
    micro_batch: PositiveInt | None = None
    gradient_checkpointing: bool = False
    rank: int = Field(default=8, ge=1, le=256)
    alpha: PositiveInt = 16
    dropout: float = Field(default=0.05, ge=0, lt=1)
    learning_rate: float = Field(default=3e-4, gt=0)
    warmup: float = Field(default=0.05, ge=0, lt=1)
    longest_answer: int = Field(default=96, ge=8)
    checkpoint_every: PositiveInt = 50
    measure_every: PositiveInt = 50
    measured_groups: PositiveInt = 128
