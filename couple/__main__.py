"""``python -m couple`` lists the verbs; ``couple VERB key=value`` runs one."""

import sys
from importlib import import_module

from couple.foundation.errors import nearest_name

VERBS = {
    "generate": "answer questions as the model would have, had its values been the target's",
    "attribute": "read value priorities and concepts out of texts",
    "discover": "learn a causal graph over values from data, with edge confidence",
    "fit": "parameterise a graph into a structural causal model",
    "whatif": "counterfactual rows: what would these people have scored, had ...",
    "tune": "train the LoRA decoder and the concept space",
    "measure": "measure the values of a model with a published instrument",
    "benchmark": "compare methods on the same questions, judged by an independent evaluator",
}


def main() -> None:
    """The ``couple`` console script."""
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in {"--help", "-h", "help"}:
        print("couple: what would this model have answered if its values had been these instead?\n")
        print("usage: python -m couple.VERB key=value ...     (or: couple VERB key=value ...)\n")
        for verb, purpose in VERBS.items():
            print(f"  {verb:<10} {purpose}")
        print("\nEvery verb answers --help with examples. Start with: python -m couple.generate --help")
        return
    verb = arguments[0]
    if verb not in VERBS:
        near = nearest_name(verb, VERBS)
        hint = f"did you mean couple {near}?" if near else f"known verbs: {', '.join(VERBS)}"
        print(f"couple {verb}\n  found: there is no such verb\n  next:  {hint}", file=sys.stderr)
        raise SystemExit(2)
    sys.argv = [f"couple {verb}", *arguments[1:]]
    import_module(f"couple.{verb}").main()


if __name__ == "__main__":
    main()
