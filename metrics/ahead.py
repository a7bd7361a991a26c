"""Chunks worked on side by side: NumPy and DuckDB let go of Python's lock while they compute, so two threads are two
cores. For what goes through a log chunk by chunk. The work must not ask for a cube: the lock of cubes is its caller's.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

WORKERS = 2
T = TypeVar("T")


def ahead(work: Callable[[int], T], chunks: int) -> Iterator[T]:
    """`work(0)`, `work(1)` … in order, `WORKERS` of them at a time; no more wait than are worked on."""
    if chunks == 1:
        yield work(0)
        return
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="chunks") as pool:
        waiting: deque[Future[T]] = deque()
        try:
            for chunk in range(chunks):
                waiting.append(pool.submit(work, chunk))
                if len(waiting) > WORKERS:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
