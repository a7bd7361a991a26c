"""The person log and the days of activity, from one sorted pass over what persons did: for store.py.

Persons are numbers by now, so a chunk of them is one array of integers; sorted once, it gives the log of every kind
(`log_person`), and each person's days (`person_days`: person, day, bought) for retention, both in order.
"""

from __future__ import annotations

import duckdb
import numpy as np

from metrics.packing import Keys, Packing, starts

KIND_BITS = 4
TABLES = ("log_person", "person_days")


def build(cursor: duckdb.DuckDBPyConnection, packing: Packing, buying: int) -> None:
    """Create both tables from table `acts`, all or none; `buying` is the kind of a purchase."""
    cursor.begin()
    try:
        cursor.execute("create table log_person (kind utinyint, chunk integer, key bigint)")
        cursor.execute("create table person_days (person integer, day date, bought boolean)")
        for chunk in range(packing.chunks):
            keys, kinds = packing.sorted_rows(cursor, "acts", "coalesce(kind, 0)", KIND_BITS, chunk)
            _add_log(cursor, chunk, keys, kinds)
            _add_days(cursor, packing, chunk, keys, np.flatnonzero(kinds == buying))
        cursor.commit()
    except BaseException:
        cursor.rollback()
        raise


def _add_log(cursor: duckdb.DuckDBPyConnection, chunk: int, keys: Keys, kinds: Keys) -> None:
    for kind in np.flatnonzero(np.bincount(kinds)).tolist():
        cursor.register("rows_of_kind", {"key": keys[kinds == kind]})
        cursor.execute(f"insert into log_person select {kind}, {chunk}, key from rows_of_kind")
        cursor.unregister("rows_of_kind")


def _add_days(cursor: duckdb.DuckDBPyConnection, packing: Packing, chunk: int, keys: Keys, buys: Keys) -> None:
    """One row per person and day with any act, told whether a purchase was among them (`buys`: places of those)."""
    person, day = keys >> packing.shift, keys & ((1 << packing.shift) - 1)
    day //= packing.day
    new = np.flatnonzero(starts(person) | starts(day))
    bought = np.zeros(len(new), np.bool_)
    bought[np.searchsorted(new, buys, side="right") - 1] = True
    person, day = person[new] + chunk * packing.per_chunk, day[new]
    cursor.register("rows_of_days", {"person": person, "day": day, "bought": bought})
    base = packing.base.date()
    days = f"cast(date '{base}' + cast(day as integer) as date)"
    cursor.execute(f"insert into person_days select person, {days}, bought from rows_of_days")
    cursor.unregister("rows_of_days")
