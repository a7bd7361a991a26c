"""One quick look at every byte of a text file: its lines, quotes, odd line ends and whether it is UTF-8 throughout."""

from __future__ import annotations

import codecs
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

BLOCK = 1 << 20
QUOTE = ord('"')


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
    found, before, cut = Survey(), b"\n", b""  # the last bytes of the block before, and a letter it cut in two
    valid = True
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            _count(found, block, before)
            if valid and (cut or not block.isascii()):
                text = cut + block
                cut = text[_whole(text) :]
                valid = _is_utf8(text[: len(text) - len(cut)])
            before = block[-3:]
    found.lines += not before.endswith(b"\n")
    if not valid or cut:
        _weigh(found, path)
    return found


def _whole(text: bytes) -> int:
    """How many bytes of `text` are whole letters, if it is UTF-8."""
    for back in range(1, min(4, len(text)) + 1):
        if text[-back] < 0x80:
            return len(text) - back + 1
        if text[-back] >= 0xC0:
            return len(text) - back
    return len(text)


def _is_utf8(text: bytes) -> bool:
    ends = pa.py_buffer(struct.pack("=ii", 0, len(text)))
    try:
        pa.Array.from_buffers(pa.string(), 1, [None, ends, pa.py_buffer(text)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _count(found: Survey, block: bytes, before: bytes) -> None:
    found.lines += block.count(b"\n")
    found.quotes += int(np.count_nonzero(np.frombuffer(block, np.uint8) == QUOTE))
    found.nul = found.nul or 0 in block
    edge = before + block[:3]
    found.blank_lines = found.blank_lines or b"\n\n" in block or _blank(edge)
    if b"\r" in block or before.endswith(b"\r"):
        found.blank_lines = found.blank_lines or b"\n\r\n" in block
        returns = block.count(b"\r") - block.count(b"\r\n") - block.endswith(b"\r")
        found.odd_ends = found.odd_ends or returns > 0 or (before.endswith(b"\r") and not block.startswith(b"\n"))


def _blank(edge: bytes) -> bool:
    return b"\n\n" in edge or b"\n\r\n" in edge


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
