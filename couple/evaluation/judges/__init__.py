"""Readers of answers that no method has seen, and how far they can be trusted."""
