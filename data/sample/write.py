"""Arrays to canonical columns and Parquet files, for the demo data set."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from data.sample.plan import FIRST_DAY, Flags, Ints

EPOCH_DAY = int(np.datetime64(FIRST_DAY, "D").astype(np.int64))


def numbered(prefix: str, number: Ints, digits: int, missing: Flags | None = None) -> pa.Array:
    """Ids such as `DH000042`, as a dictionary: each is written out once."""
    used, index = _distinct(number)
    width = len(prefix) + digits
    text = np.empty((len(used), width), dtype=np.uint8)
    text[:, : len(prefix)] = np.frombuffer(prefix.encode(), dtype=np.uint8)
    for place in range(digits):
        text[:, width - 1 - place] = 48 + used // 10**place % 10
    offsets = np.arange(0, (len(used) + 1) * width, width, dtype=np.int32)
    words = pa.StringArray.from_buffers(len(used), pa.py_buffer(offsets), pa.py_buffer(text.tobytes()))
    indices = pa.array(index.astype(np.int32), mask=missing)
    return pa.DictionaryArray.from_arrays(indices, words)


def _distinct(number: Ints) -> tuple[Ints, Ints]:
    """The non-negative numbers that occur, and each entry's place among them."""
    seen = np.zeros(int(number.max(initial=0)) + 1, dtype=bool)
    seen[np.maximum(number, 0)] = True
    place = np.cumsum(seen) - 1
    return np.flatnonzero(seen), place[np.maximum(number, 0)]


def codes(index: Ints, words: Sequence[str], missing: Flags | None = None) -> pa.Array:
    """One of a few words."""
    return pa.DictionaryArray.from_arrays(pa.array(index.astype(np.int8), mask=missing), pa.array(list(words)))


def moments(seconds: Ints, missing: Flags | None = None) -> pa.Array:
    """Timestamps from seconds after the first day's midnight."""
    micros = (seconds + EPOCH_DAY * 86_400) * 1_000_000
    return pa.array(micros, mask=missing).cast(pa.timestamp("us"))


def days(number: Ints, missing: Flags | None = None) -> pa.Array:
    """Dates from day numbers after the first day."""
    return pa.array((number + EPOCH_DAY).astype(np.int32), mask=missing).cast(pa.date32())


def money(whole: Ints, missing: Flags | None = None) -> pa.Array:
    """Whole đồng as DECIMAL(18,2), exactly: the 128-bit number is put together from its two halves."""
    low = whole.astype(np.int64) * 100
    halves = np.empty((len(low), 2), dtype=np.int64)
    halves[:, 0], halves[:, 1] = low, low >> 63
    valid = None if missing is None else pa.py_buffer(np.packbits(~missing, bitorder="little").tobytes())
    return pa.Array.from_buffers(pa.decimal128(18, 2), len(low), [valid, pa.py_buffer(halves.tobytes())])


def save(table: pa.Table, path: Path) -> None:
    """Write `table` to `path`, whole or not at all; only short lists of words are written as dictionaries."""
    words = [field.name for field in table.schema if pa.types.is_dictionary(field.type) and _few(table[field.name])]
    for place, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(place, field.name, table[field.name].cast(pa.string()))
    part = path.with_name(f"{path.name}.{uuid4().hex}.part")
    pq.write_table(table, part, compression="zstd", use_dictionary=words, row_group_size=131_072, store_schema=False)
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(path)


def _few(column: pa.ChunkedArray) -> bool:
    return len(column.chunk(0).dictionary) < 200 if column.num_chunks else True
