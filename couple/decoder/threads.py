"""How many threads to decode with: measured, because on a small busy machine two can be many times slower than one."""

import time

import torch

from couple.foundation import RunFolder


def faster_thread_count(*, repeats: int = 12) -> int:
    """1 or all cores, whichever finishes a decoding-sized matrix product sooner right now (takes some milliseconds).

    The process's own setting is left as it was.
    """
    before = torch.get_num_threads()
    most = torch.get_num_threads()
    if most == 1:
        return 1
    weights, rows = torch.ones(576, 1536, dtype=torch.bfloat16), torch.ones(17, 576, dtype=torch.bfloat16)
    seconds: dict[int, float] = {}
    try:
        for count in (1, most):
            torch.set_num_threads(count)
            _ = rows @ weights
            started = time.perf_counter()
            for _repeat in range(repeats):
                _ = rows @ weights
            seconds[count] = time.perf_counter() - started
    finally:
        torch.set_num_threads(before)
    return most if seconds[most] < 0.9 * seconds[1] else 1


def settle_threads(run: RunFolder, wanted: int | None) -> None:
    """Decode with ``wanted`` threads, or with what is faster where it is None, and note it in ``run.json``.

    A resumed run keeps its number: sums in another order round differently.
    """
    threads = run.record.get("numerics", {}).get("threads") or wanted or faster_thread_count()
    torch.set_num_threads(threads)
    run.note("numerics", threads=threads)
