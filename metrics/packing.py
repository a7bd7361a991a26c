"""One integer for who and when: how entities' numbers and moments are packed into sortable keys, for logs and sessions.

A key is the entity's number × 2^shift + ticks since `base`. The time field has a free bit above the data's span, so two
keys of different entities are always further apart than any window, and one subtraction answers "the same one, and in
time?". A tick is the coarsest of second, millisecond and microsecond that loses nothing. Entities are cut into chunks
that keep a key within 62 bits and a computation within some hundred megabytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]

ROWS_PER_CHUNK = 2_500_000
SECOND = 1_000_000  # microseconds
MICROSECOND = timedelta(microseconds=1)
SQL = """
select
  coalesce(min(ts), timestamp '2000-01-01') as first,
  coalesce(max(ts), timestamp '2000-01-01') as last,
  coalesce(bool_and(epoch_us(ts) % 1000000 = 0), true) as seconds,
  coalesce(bool_and(epoch_us(ts) % 1000 = 0), true) as milliseconds,
  count(*) as occurrences,
  (select count(*) from {entities}) as entities
from ({moments})"""


@dataclass(frozen=True, slots=True)
class Packing:
    """`base` midnight before the first moment, `unit` µs a tick, `span` ticks to the last; entities a chunk, chunks."""

    base: datetime
    unit: int
    span: int
    per_chunk: int
    chunks: int

    @property
    def shift(self) -> int:
        """Bits of a key that tell the moment."""
        return (2 * self.span + 2).bit_length()

    @property
    def day(self) -> int:
        """Ticks in a day."""
        return 86_400 * SECOND // self.unit

    def sorted_rows(
        self, cursor: duckdb.DuckDBPyConnection, table: str, told: str, bits: int, chunk: int
    ) -> tuple[Keys, Keys]:
        """Keys of the chunk's rows of `table` (person, ts), sorted, and beside each what is `told` (so many bits).

        Where both fit into one integer the database sorts that alone, which is much the fastest.
        """
        first = chunk * self.per_chunk
        key = f"(cast(person - {first} as bigint) << {self.shift}) + (epoch_us(ts) - {self._base_us}) // {self.unit}"
        rows = f"from {table} where ts is not null and person between {first} and {first + self.per_chunk - 1}"
        if self.per_chunk << self.shift <= 1 << (62 - bits):
            sql = f"select (({key}) << {bits}) | {told} as packed {rows} order by packed"
            packed = np.asarray(cursor.execute(sql).fetchnumpy()["packed"], np.int64)
            return packed >> bits, packed & ((1 << bits) - 1)
        found = cursor.execute(f"select {key} as key, {told} as told {rows} order by key, told").fetchnumpy()
        return np.asarray(found["key"], np.int64), np.asarray(found["told"], np.int64)

    @property
    def _base_us(self) -> int:
        return (self.base - datetime(1970, 1, 1)) // MICROSECOND


def read(cursor: duckdb.DuckDBPyConnection, sql: str) -> Packing:
    """The packing for what `sql` (`SQL` filled in, or a table made by it) tells about moments and entities."""
    row = cursor.execute(sql).fetchone()
    assert row is not None
    first, last, seconds, milliseconds, rows, entities = row
    base = datetime(first.year, first.month, first.day)
    unit = SECOND if seconds else 1000 if milliseconds else 1
    span = (last - base) // MICROSECOND // unit
    room = 1 << (62 - Packing(base, unit, span, 1, 1).shift)
    per_chunk = max(1, min(room, entities, entities * ROWS_PER_CHUNK // max(1, rows)))
    return Packing(base, unit, span, per_chunk, max(1, -(-entities // per_chunk)))


def starts(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Which of the sorted values differ from the one before."""
    return np.concatenate(([True], values[1:] != values[:-1])) if len(values) else np.zeros(0, np.bool_)
