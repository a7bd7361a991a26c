"""The bytes of a file in blocks, two halves at a time: for those who look at every byte of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, TypeVar

import numpy as np

BLOCK = 1 << 18  # small enough to stay near the processor while it is looked at in several ways
SHARED = 16 << 20  # bytes from which two look at a file
EDGE = 3  # bytes seen of the neighbours: a blank line and a letter of four bytes may lie on both sides
NEWLINE = ord("\n")
Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]
Marks = np.ndarray[tuple[int], np.dtype[np.bool_]]
Blocks = Iterator[tuple[bytearray, int]]
T = TypeVar("T")


def look(path: Path, start: int, at: Callable[[Blocks], T]) -> list[T]:
    """What `at` says of the bytes of the file from `start` on: of all of them, or of its two halves, cut between lines.

    `at` gets blocks, each with the place behind its last byte: a block's own bytes begin at `EDGE`, after the last ones
    of the block before it and before the first ones of the next. Before `start` stands a line end, after the end zeros.
    The room of a block is used again for the next.
    """
    size = path.stat().st_size
    with path.open("rb") as file, ThreadPoolExecutor(2) as pool:
        cuts = [start, _middle(file, start, size), size] if size - start >= SHARED else [start, size]
        spans = list(pairwise(cuts))
        return list(pool.map(lambda span: at(_blocks(file.fileno(), (start, size), *span)), spans))


def _middle(file: BinaryIO, start: int, size: int) -> int:
    """Where the first line behind the middle begins, or the file ends."""
    place = start + (size - start) // 2
    file.seek(place)
    while block := file.read(BLOCK):
        if (end := block.find(b"\n")) >= 0:
            return place + end + 1
        place += len(block)
    return size


def _blocks(handle: int, whole: tuple[int, int], start: int, end: int) -> Blocks:
    first, last = whole
    room = bytearray(BLOCK + 2 * EDGE)
    for place in range(start, end, BLOCK):
        own = min(BLOCK, end - place)
        before, after = max(first + EDGE - place, 0), max(place + own + EDGE - last, 0)  # bytes beyond the ends
        length = own + 2 * EDGE - before - after
        room[:before] = b"\n" * before
        if os.preadv(handle, [memoryview(room)[before : before + length]], place - EDGE + before) != length:
            raise OSError("the file changed while it was read")
        room[before + length : before + length + after] = bytes(after)
        yield room, EDGE + own
