"""Whether the cells of an even text file are where the delimiters say: what a fast reader passes over without a word.

DuckDB takes a line with one blank cell too many for one of the usual length, and a quote inside a cell that is not
quoted for a letter, though both mean that a delimiter was lost or added and the cells have moved.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np

from data.read.blocks import BLOCK, EDGE, Blocks, Bytes, Marks, look
from data.read.split import Dialect
from data.read.survey import Survey

WORD = 64
Bits = np.ndarray[tuple[int], np.dtype[np.uint64]]


def even_cells(path: Path, dialect: Dialect, width: int, above: int, start: int, seen: Survey) -> bool:
    """Whether the lines from the byte `start` on, `above` lines down, have `width` cells each, no quote inside a cell.

    No line is blank, and each is known to have `width` cells or more; `seen` is the file's survey. A quote that holds
    lines together may be overlooked: then there are fewer records than lines.
    """
    if not (dialect.delimiter.isascii() and len(dialect.delimiter) == 1):
        return False
    quoted = bool(dialect.quote and seen.quotes)
    counts = look(path, start, partial(_quoted, dialect) if quoted else partial(_plain, ord(dialect.delimiter)))
    return sum(counts) == (seen.lines - above) * (width - 1)


def _plain(sign: int, blocks: Blocks) -> int:
    """How many delimiters there are."""
    count, room = 0, np.empty(BLOCK, bool)
    for block, end in blocks:
        own = np.frombuffer(block, np.uint8)[EDGE:end]
        count += int(np.count_nonzero(np.equal(own, sign, out=room[: len(own)])))
    return count


def _quoted(dialect: Dialect, blocks: Blocks) -> float:
    """How many delimiters stand outside of quotes; not a number when a quote stands inside a cell or is left open."""
    sign, mark = ord(dialect.delimiter), ord(dialect.quote)
    edges = np.zeros(256, bool)
    edges[[0, *f"\r\n{dialect.quote}{dialect.delimiter}{' ' * dialect.blank}".encode()]] = True
    count, inside = 0, np.uint64(0)
    signs, marks = np.zeros((2, -(-BLOCK // WORD) * WORD), bool)
    for room, end in blocks:
        block = np.frombuffer(room, np.uint8)
        own = block[EDGE:end]
        signs[len(own) :] = marks[len(own) :] = False  # the last block is shorter
        np.equal(own, sign, out=signs[: len(own)])
        np.equal(own, mark, out=marks[: len(own)])
        if _stray(block, marks, edges):
            return np.nan
        within, inside = _within(_bits(marks), inside)
        count += int(np.bitwise_count(_bits(signs) & ~within).sum())
    return np.nan if inside else count


def _stray(block: Bytes, marks: Marks, edges: Marks) -> bool:
    """Whether one of the `marks` stands between two letters, at neither end of a cell."""
    places = np.flatnonzero(marks) + EDGE
    return not (edges[block[places - 1]] | edges[block[places + 1]]).all()


def _bits(marks: Marks) -> Bits:
    """The marks as bits, the first one the lowest."""
    return np.packbits(marks, bitorder="little").view(np.uint64)


def _within(marks: Bits, inside: np.uint64) -> tuple[Bits, np.uint64]:
    """The bits behind an odd number of marks, and whether the last one is, where the first began `inside` or not."""
    within = marks.copy()
    for shift in (1, 2, 4, 8, 16, 32):
        within ^= within << np.uint64(shift)
    odd = within >> np.uint64(WORD - 1)
    after = np.bitwise_xor.accumulate(odd) ^ inside
    within ^= np.negative(after ^ odd)
    return within, after[-1]
