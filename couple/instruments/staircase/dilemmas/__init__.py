"""Staircases as data: their form, their labels, reading them from files, and whether their counts add up."""
