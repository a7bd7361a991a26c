"""The person log and the days of activity, from one sorted pass over what persons did: for store.py.

Persons are numbers by now, so a chunk of them is one array of integers; sorted once, it gives the log of every kind
(`log_person`), and each person's days (`person_days`: person, day, bought) for retention, both in order.
"""

from __future__ import annotations

import duckdb
import numpy as np

from metrics.ahead import ahead
from metrics.arrays import Arrays, insert
from metrics.frame import Frame
from metrics.packing import Keys, Packing, starts

KIND_BITS = 4
TABLES = ("log_person", "person_days")


def build(frame: Frame, cursor: duckdb.DuckDBPyConnection, packing: Packing, buying: int) -> None:
    """Create both tables from table `acts`, all or none; `buying` is the kind of a purchase."""

    def work(chunk: int) -> tuple[dict[int, Keys], Arrays]:
        keys, kinds = packing.sorted_rows(frame.cursor(), "acts", "coalesce(kind, 0)", KIND_BITS, chunk)
        log = {int(kind): keys[kinds == kind] for kind in np.flatnonzero(np.bincount(kinds))}
        return log, _days(packing, chunk, keys, np.flatnonzero(kinds == buying))

    cursor.begin()
    try:
        cursor.execute("create table log_person (kind utinyint, chunk integer, key bigint)")
        cursor.execute("create table person_days (person integer, day date, bought boolean)")
        base = f"date '{packing.base.date()}'"
        for chunk, (log, days) in enumerate(ahead(work, packing.chunks)):
            for kind, keys in log.items():
                insert(cursor, "log_person", f"{kind}, {chunk}, key", {"key": keys})
            insert(cursor, "person_days", f"person, cast({base} + cast(day as integer) as date), bought", days)
        cursor.commit()
    except BaseException:
        cursor.rollback()
        raise


def _days(packing: Packing, chunk: int, keys: Keys, buys: Keys) -> Arrays:
    """One row per person and day with any act, told whether a purchase was among them (`buys`: places of those)."""
    person, day = keys >> packing.shift, keys & ((1 << packing.shift) - 1)
    day //= packing.day
    new = np.flatnonzero(starts(person) | starts(day))
    bought = np.zeros(len(new), np.bool_)
    bought[np.searchsorted(new, buys, side="right") - 1] = True
    return {"person": person[new] + chunk * packing.per_chunk, "day": day[new], "bought": bought}
