"""One quick look at every byte of a text file: its lines, quotes, odd line ends and whether it is UTF-8 throughout."""

from __future__ import annotations

import codecs
import os
import struct
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

BLOCK = 1 << 20
SHARED = 32 << 20  # bytes from which two look at a file
EDGE = 3  # bytes seen of the neighbours: a blank line and a letter of four bytes may lie on both sides
QUOTE, NEWLINE, RETURN = (ord(sign) for sign in '"\n\r')
Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]


@dataclass(slots=True)
class Survey:
    """Counts over the bytes of a file; `good` and `bad` are multi-byte characters that are and are not UTF-8.

    `good` is counted only where something is bad. `ends` are the bytes that lines end with, before their line end.
    """

    lines: int = 0
    quotes: int = 0
    good: int = 0
    bad: int = 0
    nul: bool = False
    odd_ends: bool = False  # a carriage return without a line feed
    blank_lines: bool = False
    ends: set[int] = field(default_factory=set)

    @property
    def even(self) -> bool:
        """Whether every line can be one record, nothing hidden."""
        return not (self.bad or self.nul or self.odd_ends or self.blank_lines)


def survey(path: Path) -> Survey:
    """The survey of the file at `path`, read once; a file that is not UTF-8 throughout is weighed in a second look."""
    found, valid = Survey(), True
    size = path.stat().st_size
    half = size // 2 if size >= SHARED else size
    with path.open("rb") as file, ThreadPoolExecutor(2) as pool:
        parts = [(start, end) for start, end in ((0, half), (half, size)) if start < end]
        for part, fits in pool.map(partial(_span, file.fileno(), size), parts):
            found.lines += part.lines
            found.quotes += part.quotes
            found.nul |= part.nul
            found.odd_ends |= part.odd_ends
            found.blank_lines |= part.blank_lines
            found.ends |= part.ends
            valid &= fits
        last = os.pread(file.fileno(), 1, size - 1) if size else b"\n"
        if last != b"\n":
            found.lines += 1
            found.ends.add(last[0])
    if not valid:
        _weigh(found, path)
    return found


def _span(handle: int, size: int, span: tuple[int, int]) -> tuple[Survey, bool]:
    """What the bytes from `span[0]` up to `span[1]` hold, and whether they are UTF-8."""
    found, valid = Survey(), True
    for block, first, end in _blocks(handle, size, *span):
        _count(found, block, first, end)
        if valid and block[first:end].size and int(block[first:end].max()) > 0x7F:
            whole = bytes(block[_letter(block, first) : _letter(block, end)])
            valid = _is_utf8(whole)
    return found, valid


def _blocks(handle: int, size: int, start: int, end: int) -> Iterator[tuple[Bytes, int, int]]:
    """The bytes in blocks, with `EDGE` bytes of their neighbours: a block's own ones lie between the two numbers."""
    room = bytearray(BLOCK + 2 * EDGE)
    for place in range(start, end, BLOCK):
        before = min(EDGE, place)
        until = min(place + BLOCK, end)
        length = min(until + EDGE, size) - (place - before)
        read = os.preadv(handle, [memoryview(room)[:length]], place - before)
        if read != length:
            raise OSError("the file changed while it was read")
        yield np.frombuffer(room, np.uint8, length), before, before + until - place


def _letter(block: Bytes, place: int) -> int:
    """Where the first letter at or after `place` begins."""
    stop = min(place + EDGE, len(block))
    while place < stop and block[place] & 0xC0 == 0x80:
        place += 1
    return place


def _is_utf8(text: bytes) -> bool:
    ends = pa.py_buffer(struct.pack("=ii", 0, len(text)))
    try:
        pa.Array.from_buffers(pa.string(), 1, [None, ends, pa.py_buffer(text)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _count(found: Survey, block: Bytes, first: int, end: int) -> None:
    """Add what stands in `block` from `first` to `end`; the byte before the file's first one counts as a line end."""
    own = block[first:end]
    newline = own == NEWLINE
    found.lines += int(np.count_nonzero(newline))
    found.quotes += int(np.count_nonzero(own == QUOTE))
    found.nul = found.nul or not own.min()
    _ends(found, block, np.flatnonzero(newline) + first)
    left = int(block[first - 1]) if first else NEWLINE
    found.blank_lines = found.blank_lines or bool((newline[1:] & newline[:-1]).any()) or left == NEWLINE == own[0]
    returns = own == RETURN
    if returns.any():
        around = np.concatenate(([left], own, block[end : end + 1] if end < len(block) else [0]))
        followed = around[2:] == NEWLINE
        found.odd_ends = found.odd_ends or bool((returns & ~followed).any())
        found.blank_lines = found.blank_lines or bool((returns & followed & (around[:-2] == NEWLINE)).any())


def _ends(found: Survey, block: Bytes, places: np.ndarray[tuple[int], np.dtype[np.intp]]) -> None:
    """Add the bytes before the line ends at `places` of `block`, whose first byte begins a line or is known."""
    last = block[np.maximum(places - 1, 0)]
    last = np.where(last == RETURN, block[np.maximum(places - 2, 0)], last)
    found.ends.update(np.flatnonzero(np.bincount(last, minlength=256)).tolist())


def _weigh(found: Survey, path: Path) -> None:
    """Count the letters that are and are not UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            text = decoder.decode(block)
            wrong = text.count("\ufffd") - block.count(b"\xef\xbf\xbd") if "\ufffd" in text else 0
            found.bad += max(wrong, 0)
            found.good += max(len(block) - len(text), 0)
    found.bad += decoder.decode(b"", True).count("\ufffd")
