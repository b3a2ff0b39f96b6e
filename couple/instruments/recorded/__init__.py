"""Answers on file: read, checked, and scored; what is irregular in them is named and counted."""
