"""Bayesian ordinal regression of ratings: how respondents differ in their values, with intervals. Our specification.

Serves every instrument that rates items on an ordered scale: ``data`` (ratings as index tensors), ``specification``
(the model in Pyro), three ways to its posterior (``nuts``, ``variational``, ``maximum``), ``contrasts``, ``predictive``
checks, ``countries`` as respondents, and ``findings``, which adds it all to what an instrument found.

A study of LLM values with the PVQ-40 reports a "Bayesian ordinal regression" (Segerer 2025, arXiv 2505.17112). Of its
model, priors, prompts and number of administrations nothing is known to us: nothing here reproduces its estimates.
"""
