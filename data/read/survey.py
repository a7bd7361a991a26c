"""One quick look at every byte of a text file: its lines, quotes, odd line ends and whether it is UTF-8 throughout."""

from __future__ import annotations

import codecs
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from data.read.blocks import BLOCK, EDGE, NEWLINE, Blocks, Bytes, Marks, look

QUOTE, RETURN = ord('"'), ord("\r")


@dataclass(slots=True)
class Survey:
    """Counts over the bytes of a file; `good` and `bad` are multi-byte characters that are and are not UTF-8.

    `good` is counted only where something is bad.
    """

    lines: int = 0
    quotes: int = 0
    good: int = 0
    bad: int = 0
    nul: bool = False
    odd_ends: bool = False  # a carriage return without a line feed
    blank_lines: bool = False

    @property
    def even(self) -> bool:
        """Whether every line can be one record, nothing hidden."""
        return not (self.bad or self.nul or self.odd_ends or self.blank_lines)


def survey(path: Path) -> Survey:
    """The survey of the file at `path`, read once; a file that is not UTF-8 throughout is weighed in a second look."""
    found, valid = Survey(), True
    for part, fits in look(path, 0, _survey):
        found.lines += part.lines
        found.quotes += part.quotes
        found.nul |= part.nul
        found.odd_ends |= part.odd_ends
        found.blank_lines |= part.blank_lines
        valid &= fits
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(size - 1, 0))
        found.lines += file.read() not in (b"", b"\n")
    if not valid:
        _weigh(found, path)
    return found


def _survey(blocks: Blocks) -> tuple[Survey, bool]:
    """What the bytes in `blocks` hold, and whether they are UTF-8."""
    found, valid = Survey(), True
    marks = np.empty((2, BLOCK), bool)  # made once: making them anew for each block would take as long as the look
    for room, end in blocks:
        block = np.frombuffer(room, np.uint8)
        own = block[EDGE:end]
        newline, other = marks[:, : len(own)]
        np.equal(own, NEWLINE, out=newline)
        found.lines += int(np.count_nonzero(newline))
        found.nul = found.nul or not own.min()
        if room.find(QUOTE, EDGE, end) >= 0:
            found.quotes += int(np.count_nonzero(np.equal(own, QUOTE, out=other)))
        if not found.blank_lines:
            np.logical_and(newline[1:], newline[:-1], out=other[1:])
            found.blank_lines = bool(other[1:].any()) or bool(block[EDGE - 1] == NEWLINE == own[0])
        if room.find(RETURN, EDGE, end) >= 0:
            _returns(found, block, end, newline)
        if valid and own.max() > 0x7F:
            valid = _is_utf8(memoryview(room)[_letter(block, EDGE) : _letter(block, end)])
    return found, valid


def _returns(found: Survey, block: Bytes, end: int, newline: Marks) -> None:
    """Add what the carriage returns of a block mean."""
    returns, followed = block[EDGE:end] == RETURN, block[EDGE + 1 : end + 1] == NEWLINE
    found.odd_ends = found.odd_ends or bool((returns > followed).any())
    if not found.blank_lines:
        blank = returns & followed
        found.blank_lines = bool((blank[1:] & newline[:-1]).any()) or bool(blank[0] and block[EDGE - 1] == NEWLINE)


def _letter(block: Bytes, place: int) -> int:
    """Where the first letter at or after `place` begins."""
    stop = place + EDGE
    while place < stop and block[place] & 0xC0 == 0x80:
        place += 1
    return place


def _is_utf8(text: memoryview) -> bool:
    ends = pa.py_buffer(struct.pack("=ii", 0, len(text)))
    try:
        pa.Array.from_buffers(pa.string(), 1, [None, ends, pa.py_buffer(text)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


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
