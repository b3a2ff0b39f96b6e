"""Train the concept space and the LoRA decoder. ``python -m couple.tune --help`` shows examples."""

from pathlib import Path
from typing import TYPE_CHECKING

from couple.entry import Settings, serve

if TYPE_CHECKING:
    from couple.foundation import RunFolder


def tune(settings: Settings) -> None:
    """Train one adapter, write its folder, and draw the curves of its training."""
    from couple.data.answers import training_answers
    from couple.decoder.recipe import recipe_config
    from couple.foundation import RunFolder, UserError
    from couple.foundation.embedded_model import resolve_model

    earlier = RunFolder.resume("tune", settings["resume"]) if settings["resume"] else None
    if earlier:
        settings = earlier.record["config"]  # an interrupted run goes on as it was begun
        if earlier.record["status"] == "finished":
            raise UserError(f"resume={earlier.path}", "the run is finished", f"use {earlier.path / 'adapter'}")
    config = recipe_config(settings["recipe"])
    resolve_model(config.model)  # a wrong name is said before a folder is made
    answers = training_answers()

    from couple.decoder.recipe import train_adapter
    from couple.decoder.training.processes import Processes

    processes = Processes.join()
    if processes.count > 1 and not (earlier or settings["output"]):
        raise UserError("train with several processes", "they have no common folder", "name one: output=NEW")
    if not processes.first:
        train_adapter(config, answers, Path(earlier.path if earlier else settings["output"]), seed=settings["seed"])
        return
    run = earlier or RunFolder.create("tune", settings, output=settings["output"])
    _keep_threads(run)
    print(f"run folder: {run.path}")
    try:
        metrics = train_adapter(config, answers, run.path, seed=settings["seed"])
    except KeyboardInterrupt:
        _draw(run)
        run.finish("interrupted")
        print(f"\ninterrupted; finished steps are kept. Go on: python -m couple.tune resume={run.path}")
        raise
    except UserError:
        run.finish("stopped")
        raise
    _draw(run)
    run.note("metrics", **metrics)
    run.finish()
    print(f"adapter: {run.path / 'adapter'}\n  loss on the last steps: {metrics['final_loss']:.3f}")


def _keep_threads(run: "RunFolder") -> None:
    """A resumed run keeps the number of threads: sums in another order round differently."""
    import torch

    torch.set_num_threads(run.record.get("numerics", {}).get("threads") or torch.get_num_threads())
    run.note("numerics", threads=torch.get_num_threads())


def _draw(run: "RunFolder") -> None:
    """Write ``curves.svg`` of what was measured so far."""
    from couple.decoder.training.curves import CURVES_FILE, curves, read_curves
    from couple.foundation import write_text
    from couple.report.curves_figure import curves_svg

    found = curves(read_curves(run.path / CURVES_FILE))
    if found:
        write_text(run.path / "curves.svg", curves_svg(found, title=f"Training, run {run.path.name}"))


def main() -> None:
    """Run the verb with this process's arguments."""
    serve("tune", tune)


if __name__ == "__main__":
    main()
