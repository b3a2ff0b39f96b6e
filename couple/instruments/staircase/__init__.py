"""Staircases of moral dilemmas: five steps that grow harder, two values in conflict at each, and what is chosen.

After Wu et al. (2025), "The Staircase of Ethics", EMNLP: the form of the data and of the analysis is theirs as far as
it is public; the words that a model is asked in are ours.
"""
