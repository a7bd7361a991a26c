"""Whether all ids of a table that the short way has written are plain: for data/proof.py.

A plain id needs no tidying and no second look: letters, digits and signs of ASCII with a digit or an @ among them, no
blank at either end, no formula, no number cut by a spreadsheet, no spelling of "none". All bytes are looked at in
one go: asking the same of every cell while the file is parsed cost as much as parsing it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from data.stage import TOTAL
from data.typed.cut import DIGITS, SHORT

ID = r"([!-&(-<>-~][ -~]*)?[0-9@]([ -~]*[!-~])?"
CUT, ERROR_WORD, TOTAL_WORD = b"e+", b"err:", b"total"
MAX_TOTALS = 1_000
MAX_LETTERS = 100  # before the first digit of an id
FIRST, LAST = ord(" "), ord("~")
NEVER_FIRST = np.isin(np.arange(256), [*b" ='"])
ORDERS = frozenset(["rising", "falling", "rising by length", "falling by length"])
DIGIT = np.isin(np.arange(256), [*b"0123456789@"])
Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]
Marks = np.ndarray[tuple[int], np.dtype[np.bool_]]
Ints = np.ndarray[tuple[int], np.dtype[np.int32]]


@dataclass(slots=True)
class Ids:
    """Whether every id is plain; `orders` they stand in, so that none can come twice if there is one."""

    plain: bool = True
    orders: frozenset[str] = ORDERS
    first: str | None = None
    last: str | None = None

    def add(self, other: Ids) -> None:
        """Take the ids that follow to these."""
        self.plain = self.plain and other.plain
        if self.orders:
            self.orders &= other.orders & (_between(self.last, other.first) if self.last is not None else ORDERS)
        self.first = other.first if self.first is None else self.first
        self.last = other.last


def look_at_ids(path: Path, leading: Mapping[str, bool]) -> dict[str, Ids]:
    """What the ids of each column are like; where it is the file's `leading` column none that is plain names a total.

    What comes after the first id that is not plain is not looked at.
    """
    found = {name: Ids() for name in leading}
    groups = range(parquet.read_metadata(path).num_row_groups if leading else 0)
    half = len(groups) // 2
    with ThreadPoolExecutor(2) as pool:
        for part in pool.map(partial(_span, path, leading), (groups[:half], groups[half:])):
            for name, ids in part.items():
                found[name].add(ids)
    return found


def _span(path: Path, leading: Mapping[str, bool], groups: range) -> dict[str, Ids]:
    """What the ids in some row groups are like."""
    found: dict[str, Ids] = {}
    with parquet.ParquetFile(path) as file:
        for group in groups:
            table = file.read_row_group(group, columns=list(leading), use_threads=False)
            for name in leading:
                for part in table.column(name).cast(pa.string()).chunks:
                    if len(part):
                        ids = found.setdefault(name, Ids())
                        orders = _orders(part) if ids.orders else ids.orders
                        ids.add(Ids(_plain(part, leading[name]), orders, part[0].as_py(), part[-1].as_py()))
            if not all(ids.plain for ids in found.values()):
                break
    return found


def _orders(part: Any) -> frozenset[str]:
    """The orders in which each id stands behind the one before it; `by length` longer ones stand behind, as numbers."""
    if part.null_count:
        return frozenset()
    if len(part) == 1:
        return ORDERS
    starts, ends = _edges(part)
    longer = np.sign(np.diff(ends - starts))
    rising, falling = (_marks(compare(part[:-1], part[1:])) for compare in (pc.less, pc.greater))
    kept = {
        "rising": rising,
        "falling": falling,
        "rising by length": (longer > 0) | (rising & (longer == 0)),
        "falling by length": (longer < 0) | (falling & (longer == 0)),
    }
    return frozenset(name for name, holds in kept.items() if holds.all())


def _marks(found: Any) -> Marks:
    """An answer of Arrow as NumPy has it; its own way there would load pandas."""
    return np.frombuffer(found.cast(pa.uint8()).buffers()[1], np.uint8, len(found)).view(np.bool_)


def _between(one: str, next_one: str | None) -> frozenset[str]:
    """The orders in which two ids stand."""
    if next_one is None:
        return frozenset()
    long, next_long = (len(text.encode()) for text in (one, next_one))
    kept = {
        "rising": one < next_one,
        "falling": one > next_one,
        "rising by length": (long, one) < (next_long, next_one),
        "falling by length": (long, one) > (next_long, next_one),
    }
    return frozenset(name for name, holds in kept.items() if holds)


def _edges(part: Any) -> tuple[Ints, Ints]:
    """Where the texts begin and end among their bytes."""
    ends = np.frombuffer(part.buffers()[1], np.int32)[part.offset : part.offset + len(part) + 1]
    return ends[:-1], ends[1:]


def _plain(part: Any, leading: bool) -> bool:
    starts, ends = _edges(part)
    filled = ends > starts
    count = int(np.count_nonzero(filled))
    if count != len(part) - part.null_count:
        return False  # an empty text is no id
    if not count:
        return True
    text = np.frombuffer(part.buffers()[2], np.uint8)
    own = text[starts[0] : ends[-1]]
    if own.min() < FIRST or own.max() > LAST or not _unspelled(own.tobytes(), part, leading):
        return False
    if part.null_count:
        starts, ends = starts[filled], ends[filled]
    if NEVER_FIRST[text[starts]].any():
        return False
    last = text[ends - 1]
    long = (ends - starts) > DIGITS
    if long.any() and (last[long] == ord("0")).all():
        return False  # no spreadsheet leaves other digits than 0 after the fifteenth
    return not (last == FIRST).any() and _with_digits(text, starts, ends, last)


def _with_digits(text: Bytes, starts: Ints, ends: Ints, at: Bytes) -> bool:
    """Whether each text has a digit or an @; most show one `at` their end or not far from their beginning."""
    for step in range(MAX_LETTERS):
        left = np.flatnonzero(~DIGIT[at])
        if not len(left):
            return True
        starts, ends = starts[left], ends[left]
        if (ends - starts <= step).any():
            return False
        at = text[starts + step]
    return False


def _any(part: Any, pattern: str) -> bool:
    return bool(pc.any(pc.match_substring_regex(part, pattern), min_count=0).as_py())


def _unspelled(text: bytes, part: Any, leading: bool) -> bool:
    """Whether no id can be a number cut short, a spreadsheet's error or, in the `leading` column, a total."""
    if b":" in text and ERROR_WORD in text.lower():
        return False
    if b"+" in text and CUT in text.lower() and _any(part, f"^{SHORT}$"):
        return False
    if not leading or not (b"t" in text or b"T" in text) or TOTAL_WORD not in text.lower():
        return True
    found = part.filter(pc.match_substring(part, TOTAL_WORD.decode(), ignore_case=True))
    return len(found) <= MAX_TOTALS and not any(re.search(TOTAL, one.lower()) for one in found.to_pylist())
