"""Who wins against whom: strengths (Bradley-Terry, Thurstone), cycles, intervals by the bootstrap."""
