"""Training a decoder's adapter: an objective says what is wanted, the trainer steps, interrupts and goes on."""

from couple.decoder.training.config import TrainingConfig
from couple.decoder.training.latent import LatentObjective, LatentTrainingConfig
from couple.decoder.training.likelihood import answer_log_likelihood
from couple.decoder.training.lora import ADAPTER_FILES, add_adapter, save_adapter
from couple.decoder.training.objective import Objective, TrainedModule
from couple.decoder.training.trainer import Trainer

__all__ = [
    "ADAPTER_FILES",
    "LatentObjective",
    "LatentTrainingConfig",
    "Objective",
    "TrainedModule",
    "Trainer",
    "TrainingConfig",
    "add_adapter",
    "answer_log_likelihood",
    "save_adapter",
]
