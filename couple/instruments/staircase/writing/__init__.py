"""New staircases from a model: planned, written, labelled by three annotators."""
