"""One quick look at every byte of a text file: its lines, quotes, odd line ends and whether it is UTF-8 throughout."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

BLOCK = 4 << 20


@dataclass(slots=True)
class Survey:
    """Counts over the bytes of a file; `good` and `bad` are multi-byte characters that are and are not UTF-8."""

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
    """The survey of the file at `path`, read once."""
    found, decoder = Survey(), codecs.getincrementaldecoder("utf-8")("replace")
    before = b"\n"  # the last bytes of the block before
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            _count(found, block, before)
            if not block.isascii() or decoder.getstate()[0]:
                _weigh(found, decoder.decode(block), block)
            before = block[-3:]
    found.bad += decoder.decode(b"", True).count("\ufffd")
    found.lines += not before.endswith(b"\n")
    return found


def _count(found: Survey, block: bytes, before: bytes) -> None:
    found.lines += block.count(b"\n")
    found.quotes += block.count(b'"')
    found.nul = found.nul or 0 in block
    edge = before + block[:3]
    found.blank_lines = found.blank_lines or b"\n\n" in block or b"\n\r\n" in block or _blank(edge)
    if b"\r" in block or before.endswith(b"\r"):
        returns = block.count(b"\r") - block.count(b"\r\n") - block.endswith(b"\r")
        found.odd_ends = found.odd_ends or returns > 0 or (before.endswith(b"\r") and not block.startswith(b"\n"))


def _blank(edge: bytes) -> bool:
    return b"\n\n" in edge or b"\n\r\n" in edge


def _weigh(found: Survey, text: str, block: bytes) -> None:
    wrong = text.count("\ufffd") - block.count(b"\xef\xbf\xbd") if "\ufffd" in text else 0
    found.bad += max(wrong, 0)
    found.good += max(len(block) - len(text), 0)
