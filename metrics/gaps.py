"""Sessions of events without a session_id: a person's events with less than 30 minutes between neighbours.

Table `gap_sessions`: person (number), number (from 1 within the person), start, code (channel and segment, as in
`b2c_groups`) of the first event, the smaller code on a tie, and mask (bit 2^k for the k-th kind of event). 30 minutes
exactly begin a new session. For sessions.py.
"""

from __future__ import annotations

import duckdb
import numpy as np
import numpy.typing as npt

from data.tables import EVENTS
from metrics import packing
from metrics.arrays import insert
from metrics.packing import Keys, Packing

GAP = 30 * 60 * packing.SECOND  # microseconds
KIND_BITS = len(EVENTS).bit_length()
COLUMNS = "person integer, number integer, start timestamp, code integer, mask integer"


def build(cursor: duckdb.DuckDBPyConnection, events: str, groups: int) -> None:
    """Create the table from the rows of statement `events` (person, ts, code < `groups`, kind from 1), all or none."""
    cursor.begin()
    try:
        cursor.execute(f"create table gap_sessions ({COLUMNS})")
        if _any(cursor):
            cursor.execute(f"create table gap_events as\n{events}")
            sql = packing.SQL.format(entities="persons", moments="select ts from gap_events")
            packed = packing.read(cursor, sql)
            bits = KIND_BITS + groups.bit_length()
            for chunk in range(packed.chunks):
                _add(cursor, packed, bits, chunk)
            cursor.execute("drop table gap_events")
        cursor.commit()
    except BaseException:
        cursor.rollback()
        raise


def _any(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Whether any event is without a session_id: asked in two ways that the files' statistics can answer."""
    either = ("session_id is null", "session_id = ''")
    return any(cursor.execute(f"select 1 from events where {one} limit 1").fetchone() for one in either)


def _add(cursor: duckdb.DuckDBPyConnection, packed: Packing, bits: int, chunk: int) -> None:
    told = f"code * {1 << KIND_BITS} + coalesce(kind, 0)"
    keys, told_of = packed.sorted_rows(cursor, "gap_events", told, bits, chunk)
    if len(keys):
        person, start = (
            f"person + {chunk * packed.per_chunk}",
            f"make_timestamp(epoch_us(timestamp '{packed.base}') + start)",
        )
        rows = _sessions(packed, keys, told_of)
        insert(cursor, "gap_sessions", f"{person}, number, {start}, code, mask", rows)


def _sessions(packed: Packing, keys: Keys, told: Keys) -> dict[str, npt.NDArray[np.int64]]:
    """One row per session; `start` is in microseconds since the base."""
    opens = packing.starts(keys >> packed.shift)
    opens[1:] |= keys[1:] - keys[:-1] >= GAP // packed.unit
    places = np.flatnonzero(opens)
    person, ticks = keys[places] >> packed.shift, keys[places] & ((1 << packed.shift) - 1)
    kind = told & ((1 << KIND_BITS) - 1)
    return {
        "person": person,
        "number": _numbered(person),
        "start": ticks * packed.unit,
        "code": told[places] >> KIND_BITS,  # equal moments are in order of their codes
        "mask": np.bitwise_or.reduceat(np.where(kind > 0, 1 << (kind - (kind > 0)), 0), places),
    }


def _numbered(person: Keys) -> Keys:
    """1, 2, 3… within each run of equal persons."""
    place = np.arange(len(person))
    return place - np.maximum.accumulate(np.where(packing.starts(person), place, 0)) + 1
