"""Our method with one part taken out at a time. What is left is what the part is worth.

Each is ``Couple`` under a configuration with one switch on by default; nothing else differs, neither seeds nor budget.
"""

from couple.baselines.ours import Couple


class NoGraph(Couple.Config):
    """The causal graph is used for nothing.

    Values that are not targeted stay at what the observed answer expressed, and the concepts of a value follow that
    value alone, V_i: those of its neighbours in the graph are held at what was observed. The parameters that are left
    are not fitted again.
    """

    no_graph: bool = True


class IndependentValues(Couple.Config):
    """The causal model over values has no edges (``couple.scm.independent``); the concept mechanism keeps the graph.

    Each value has the mean and the variance that the model gave it, and its noise alone sets it: one that is not
    targeted does not move. At the level of values that is what ``NoGraph`` does. The two differ where concepts read
    neighbours: here a target still moves the concepts of the values beside it. Where the target is a whole profile
    nothing is left to propagate, and this is the full method to the last bit.
    """

    independent_values: bool = True


class NoAbduction(Couple.Config):
    """Nothing is recovered from the observed answer: noise of values, concepts and tokens is drawn from its prior.

    An answer is then a draw under the intervention, the second rung of the ladder of causation, and no counterfactual.
    The contrast is between two worlds with the same fresh noise (``couple.counterfactual.imagined``). The prior of
    values is that of people in a survey, who hold most values to be important, where an answer expresses a few. The
    search still compares candidates with the observed answer: it prices a loss of relevance against it.
    """

    no_abduction: bool = True


class NoLatents(Couple.Config):
    """Worlds are told in words: phrases that lie nearest to the concepts, in the prompt of the untouched model.

    The concept level works as before (what the phrases are depends on it), but the decoder does not read latents, and
    its adapter, which was trained to, is off. What latents add over words is therefore the difference to ``NoAdapter``,
    not to the full method. No value is named, as a value prompt would, which fools attributors.
    """

    no_latents: bool = True


class NoAdapter(Couple.Config):
    """The model's own weights read the latents: soft tokens and offsets as trained, without the low-rank weights.

    Soft tokens and offsets were trained together with the adapter, and were not trained again without it.
    """

    no_adapter: bool = True


class NoSearch(Couple.Config):
    """One candidate, at the middle guidance weight; the attributor reads the observed answer and chooses nothing."""

    no_search: bool = True
