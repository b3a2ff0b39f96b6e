"""Portrait questionnaires in Schwartz's manner, and Bayesian ordinal regression of their ratings."""
