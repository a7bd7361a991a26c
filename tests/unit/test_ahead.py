"""Chunks side by side: every result, in order; an error of one is the caller's; little is held at a time."""

from __future__ import annotations

import threading
import time

import pytest

from metrics.ahead import WORKERS, ahead


@pytest.mark.parametrize("chunks", [1, 2, 3, 7])
def test_every_result_in_order(chunks: int) -> None:
    def work(chunk: int) -> int:
        time.sleep(0.01 * (chunks - chunk))  # the last is done first
        return chunk * chunk

    assert list(ahead(work, chunks)) == [chunk * chunk for chunk in range(chunks)]


def test_an_error_reaches_the_caller_and_ends_the_work() -> None:
    begun = []

    def work(chunk: int) -> int:
        begun.append(chunk)
        if chunk == 1:
            raise ValueError("chunk 1")
        return chunk

    with pytest.raises(ValueError, match="chunk 1"):
        list(ahead(work, 50))
    assert len(begun) < 10


def test_no_more_results_wait_than_are_worked_on() -> None:
    held, most, lock = 0, 0, threading.Lock()

    def work(chunk: int) -> int:
        nonlocal held, most
        with lock:
            held += 1
            most = max(most, held)
        return chunk

    for _ in ahead(work, 30):
        time.sleep(0.002)  # a slow reader
        with lock:
            held -= 1
    assert most <= WORKERS + 2
