"""A world whose truth is known, and who takes part in it: to see what a search and a tournament recover."""
