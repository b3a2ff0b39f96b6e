"""The way up: what is told at each step, how it is put, what an answer means, and the record of what was chosen."""
