"""AdAEM (Yao, Duan, Yi, Xu, Zhang, Lu, Gu, Dou and Xie, ICLR 2026): questions that tell respondents apart, found.

Parts point one way: ``objective``, ``rewards``, ``opinions``, ``judging``, ``similarity``, ``bandit`` and ``writing``
are used by ``scoring`` and ``search``; what was answered is compared in ``tournament`` and examined in ``reliability``,
``informativeness`` and ``priming``; ``instrument`` puts them together. ``simulated`` is a world whose truth is known.
"""
