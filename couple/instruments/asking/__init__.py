"""Putting an instrument to a respondent: presentations, respondents, the runner and the log of answers."""
