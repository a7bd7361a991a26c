"""Whether the cells of an even text file are where the delimiters say: what a fast reader passes over without a word.

DuckDB takes a line with one blank cell too many for one of the usual length, and a quote inside a cell that is not
quoted for a letter, though both mean that a delimiter was lost or added and the cells have moved.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from mmap import ACCESS_READ, mmap
from pathlib import Path

import numpy as np

from data.read.split import Dialect, split_line
from data.read.survey import NEWLINE, RETURN, Survey

BLOCK = 1 << 20
PREFIX = np.bitwise_xor.accumulate(np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1), axis=1)
INSIDE = np.packbits(PREFIX, axis=1).ravel()  # by byte of marks: the bits that stand after an odd number of marks


def even_cells(path: Path, dialect: Dialect, width: int, above: int, seen: Survey) -> bool:
    """Whether the lines below the first `above` ones have `width` cells each, no quote inside a cell, and no header.

    No line is blank, and each is known to have `width` cells or more; `seen` is the file's survey.
    """
    if not (dialect.delimiter.isascii() and len(dialect.delimiter) == 1):
        return False
    start, sign = _after(path, above), ord(dialect.delimiter)
    if start and _repeats_header(path, start, dialect):
        return False
    mark = ord(dialect.quote) if dialect.quote and seen.quotes else None
    if mark is not None and _stray(path, start, {sign, ord(" ") if dialect.blank else sign}, mark):
        return False
    return sign not in seen.ends or _delimiters(path, start, sign, mark) == (seen.lines - above) * (width - 1)


def _after(path: Path, above: int) -> int:
    """Where the line below the first `above` ones begins, a byte order mark left out."""
    with path.open("rb") as file:
        file.seek(len(BOM_UTF8) if file.read(len(BOM_UTF8)) == BOM_UTF8 else 0)
        for _ in range(above):
            file.readline()
        return file.tell()


def _repeats_header(path: Path, start: int, dialect: Dialect) -> bool:
    """Whether a line below begins like the one that ends before `start`, as a header does at the top of every page."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as text:
        line = text[text.rfind(b"\n", 0, start - 1) + 1 : start].removeprefix(BOM_UTF8)
        first = split_line(line.decode("utf-8", "replace").strip(), dialect)[0][0]
        ways = [first, dialect.quote + first + dialect.quote] if dialect.quote else [first]
        return bool(first) and any(text.find(f"\n{way}{dialect.delimiter}".encode(), start - 1) >= 0 for way in ways)


def _stray(path: Path, start: int, signs: set[int], mark: int) -> bool:
    """Whether a quote stands between two letters, not at either end of a cell."""
    with path.open("rb") as file:
        file.seek(start)
        before = b"\n"
        while before:
            more = file.read(BLOCK)
            block = np.frombuffer(before + (more or b"\n"), np.uint8)
            quotes = block == mark
            edge = quotes | (block == NEWLINE) | (block == RETURN)
            for sign in signs:
                edge |= block == sign
            if (quotes[1:-1] & ~(edge[:-2] | edge[2:])).any():
                return True
            before = block[-2:].tobytes() if more else b""
    return False


def _delimiters(path: Path, start: int, sign: int, mark: int | None) -> int:
    """How many delimiters stand outside of quotes."""
    count, inside = 0, False
    with path.open("rb") as file:
        file.seek(start)
        while more := file.read(BLOCK):
            block = np.frombuffer(more, np.uint8)
            if mark is None:
                count += int(np.count_nonzero(block == sign))
                continue
            marks = np.packbits(block == mark)
            odd = np.bitwise_count(marks) & 1
            behind = np.bitwise_xor.accumulate(odd) ^ odd ^ inside  # whether a byte of marks begins inside quotes
            within = INSIDE[marks] ^ (behind * np.uint8(255))
            count += int(np.bitwise_count(np.packbits(block == sign) & ~within).sum())
            inside ^= bool(odd.sum() & 1)
    return count
