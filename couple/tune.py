"""Train the concept space and the LoRA decoder. ``python -m couple.tune --help`` shows examples."""

from couple.entry import Settings, serve


def tune(settings: Settings) -> None:
    """Fit the concept encoder, train adapter and soft prefix, and write one adapter folder."""
    from pathlib import Path

    from couple.data import labelled_answers
    from couple.decoder.recipe import RecipeConfig, train_adapter
    from couple.foundation import RunFolder, build_config
    from couple.foundation.embedded_model import resolve_model

    config = build_config(RecipeConfig, settings["recipe"], where="recipe")
    resolve_model(config.model)  # a wrong name is said before a folder is made
    answers = labelled_answers("training")
    run = RunFolder.create("tune", settings, output=settings["output"])
    folder: Path = run.path / "adapter"
    metrics = train_adapter(config, answers, folder, log=run.path / "loss.jsonl", seed=settings["seed"])
    run.note("metrics", **metrics)
    run.finish()
    print(f"adapter: {folder}\n  loss on the last steps: {metrics['final_loss']:.3f} nats a token")


def main() -> None:
    """Run the verb with this process's arguments."""
    serve("tune", tune)


if __name__ == "__main__":
    main()
