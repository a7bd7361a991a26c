"""How far the reading of a file has come, from whoever reads to whoever waits: a share of 1 that only grows.

The process that reads one file (data/worker.py) listens; everybody else reads without being watched.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import duckdb

PAUSE_S = 0.2
STEP = 0.01

_listeners: list[Callable[[float], None]] = []
_told = [0.0]


def listen(tell: Callable[[float], None]) -> None:
    """Call `tell` from now on whenever more is done; in a process that reads one file only."""
    _listeners.append(tell)


def done(share: float) -> None:
    """So much of the reading is done."""
    if _listeners and share >= _told[0] + STEP:
        _told[0] = min(share, 1.0)
        for tell in _listeners:
            tell(_told[0])


@contextmanager
def during(connection: duckdb.DuckDBPyConnection, start: float, end: float) -> Iterator[None]:
    """While the body runs one query of `connection`, its progress counts as the way from `start` to `end`."""
    if not _listeners:
        yield
        return
    over = threading.Event()

    def watch() -> None:
        while not over.wait(PAUSE_S):
            percent = connection.query_progress()
            if percent > 0:
                done(start + (end - start) * percent / 100)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
    done(end)
