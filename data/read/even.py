"""Whether the cells of an even text file are where the delimiters say: what a fast reader passes over without a word.

DuckDB takes a line with one blank cell too many for one of the usual length, and a quote inside a cell that is not
quoted for a letter, though both mean that a delimiter was lost or added and the cells have moved.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from pathlib import Path
from typing import BinaryIO

import numpy as np

from data.read.split import Dialect, split_line
from data.read.survey import NEWLINE, RETURN, Bytes, Survey

BLOCK = 1 << 18  # small enough to stay near the processor while it is looked at in several ways
PREFIX = np.bitwise_xor.accumulate(np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1), axis=1)
INSIDE = np.packbits(PREFIX, axis=1).ravel()  # by byte of marks: the bits that stand after an odd number of marks


def even_cells(path: Path, dialect: Dialect, width: int, above: int, seen: Survey) -> bool:
    """Whether the lines below the first `above` ones have `width` cells each, no quote inside a cell, and no header.

    No line is blank, and each is known to have `width` cells or more; `seen` is the file's survey.
    """
    if not (dialect.delimiter.isascii() and len(dialect.delimiter) == 1):
        return False
    sign, mark = ord(dialect.delimiter), ord(dialect.quote) if dialect.quote and seen.quotes else None
    edges = (sign, ord(" ")) if dialect.blank else (sign,)
    counted, count, inside = sign in seen.ends, 0, False
    with path.open("rb") as file:
        headers = _headers(_below(file, above), dialect)
        before, kept = b"\n", max([2, *map(len, headers)])
        while more := file.read(BLOCK):
            text = before + more
            if any(header in text for header in headers):
                return False
            if mark is not None and _stray(np.frombuffer(text, np.uint8)[-len(more) - 2 :], edges, mark):
                return False
            if counted:
                found, inside = _delimiters(np.frombuffer(more, np.uint8), sign, mark, inside)
                count += found
            before = text[-kept:]
    return not counted or count == (seen.lines - above) * (width - 1)


def _below(file: BinaryIO, above: int) -> bytes:
    """Go below the first `above` lines and a byte order mark; gives the last of these lines."""
    file.seek(len(BOM_UTF8) if file.read(len(BOM_UTF8)) == BOM_UTF8 else 0)
    line = b""
    for _ in range(above):
        line = file.readline()
    return line


def _headers(line: bytes, dialect: Dialect) -> list[bytes]:
    """How a line begins that repeats the header `line`, as at the top of every page of a report."""
    first = split_line(line.decode("utf-8", "replace").strip(), dialect)[0][0]
    ways = {first, f"{dialect.quote}{first}{dialect.quote}"} if first else set()
    return [f"\n{way}{dialect.delimiter}".encode() for way in ways]


def _stray(block: Bytes, edges: tuple[int, ...], mark: int) -> bool:
    """Whether a quote stands between two letters, at neither end of a cell; the ends of `block` bear witness."""
    quotes = block == mark
    edge = quotes | (block == NEWLINE) | (block == RETURN)
    for sign in edges:
        edge |= block == sign
    return bool((quotes[1:-1] & ~(edge[:-2] | edge[2:])).any())


def _delimiters(block: Bytes, sign: int, mark: int | None, inside: bool) -> tuple[int, bool]:
    """How many delimiters stand outside of quotes, and whether the block ends inside of them as it began `inside`."""
    if mark is None:
        return int(np.count_nonzero(block == sign)), False
    marks = np.packbits(block == mark)
    odd = np.bitwise_count(marks) & 1
    behind = np.bitwise_xor.accumulate(odd) ^ odd ^ inside  # whether a byte of marks begins inside quotes
    within = INSIDE[marks] ^ (behind * np.uint8(255))
    count = int(np.bitwise_count(np.packbits(block == sign) & ~within).sum())
    return count, inside ^ bool(odd.sum() & 1)
