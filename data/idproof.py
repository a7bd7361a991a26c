"""Whether all ids of a table that the short way has written are plain: for data/proof.py.

A plain id needs no tidying and no second look: letters, digits and signs of ASCII with a digit or an @ among them, no
blank at either end, no formula, no number cut by a spreadsheet, no spelling of "none". All bytes are looked at in
one go: asking the same of every cell while the file is parsed cost as much as parsing it.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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
FIRST, LAST = ord(" "), ord("~")
NEVER_FIRST = tuple(ord(sign) for sign in " ='")
AHEAD = 2  # row groups in memory at once


@dataclass(frozen=True, slots=True)
class Ids:
    """Whether every id is plain; whether each is greater than the one before it, so that none can come twice."""

    plain: bool
    rising: bool = False


def look_at_ids(path: Path, name: str, leading: bool) -> Ids:
    """What the ids of a column are like; where it is the file's `leading` column none that is plain names a total."""
    rising, last = True, None
    with parquet.ParquetFile(path) as file, ThreadPoolExecutor(AHEAD) as pool:
        for start in range(0, file.num_row_groups, AHEAD):
            groups = range(start, min(start + AHEAD, file.num_row_groups))
            parts = [part for group in groups for part in _parts(file, group, name)]
            if not all(pool.map(lambda part: _plain(part, leading), parts)):
                return Ids(False)
            for part in parts:
                rising = rising and _rises(part, last)
                last = part[-1].as_py()
    return Ids(True, rising)


def _rises(part: Any, last: str | None) -> bool:
    if part.null_count or (last is not None and last >= part[0].as_py()):
        return False
    return bool(pc.all(pc.less(part[:-1], part[1:]), min_count=0).as_py())


def _parts(file: parquet.ParquetFile, group: int, name: str) -> list[Any]:
    """The column's texts, in pieces that have rows."""
    column = file.read_row_group(group, columns=[name]).column(0).cast(pa.string())
    return [part for part in column.chunks if len(part)]


def _plain(part: Any, leading: bool) -> bool:
    _, offsets, data = part.buffers()
    ends = np.frombuffer(offsets, np.int32)[part.offset : part.offset + len(part) + 1]
    starts, ends = ends[:-1], ends[1:]
    filled = ends > starts
    if int(np.count_nonzero(filled)) != len(part) - part.null_count:
        return False  # an empty text is no id
    if not filled.any():
        return True
    text = np.frombuffer(data, np.uint8)
    own = text[starts[0] : ends[-1]]
    if own.min() < FIRST or own.max() > LAST or not _unspelled(own.tobytes(), part, leading):
        return False
    if np.isin(text[starts[filled]], NEVER_FIRST).any():
        return False
    last = text[ends[filled] - 1]
    long = (ends - starts)[filled] > DIGITS
    if long.any() and (last[long] == ord("0")).all():
        return False  # no spreadsheet leaves other digits than 0 after the fifteenth
    unsure = (last < ord("0")) | (last > ord("9"))
    if not unsure.any():
        return True
    rows = np.flatnonzero(filled)[unsure]
    return bool(pc.all(pc.match_substring_regex(part.take(pa.array(rows)), f"^(?:{ID})$")).as_py())


def _any(part: Any, pattern: str) -> bool:
    return bool(pc.any(pc.match_substring_regex(part, pattern), min_count=0).as_py())


def _unspelled(text: bytes, part: Any, leading: bool) -> bool:
    """Whether no id can be a number cut short, a spreadsheet's error or, in the `leading` column, a total."""
    low = text.lower()
    if ERROR_WORD in low or (CUT in low and _any(part, f"^{SHORT}$")):
        return False
    if not leading or TOTAL_WORD not in low:
        return True
    found = part.filter(pc.match_substring(part, TOTAL_WORD.decode(), ignore_case=True))
    return len(found) <= MAX_TOTALS and not any(re.search(TOTAL, one.lower()) for one in found.to_pylist())
