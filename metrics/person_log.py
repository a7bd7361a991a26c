"""The person log and the days of activity, from one sorted pass over what persons did: for store.py.

Persons are numbers by now, so a chunk of them is one array of integers; sorted once, it gives the log of every kind
(`log_person`), and each person's days (`person_days`: person, day, bought) for retention, both in order.
"""

from __future__ import annotations

import duckdb
import numpy as np
import numpy.typing as npt

from metrics.packing import Keys, Packing, by_key, starts

KIND_BITS = 4
TABLES = ("log_person", "person_days")


def build(cursor: duckdb.DuckDBPyConnection, packing: Packing, buying: int) -> None:
    """Create both tables from table `acts`, all or none; `buying` is the kind of a purchase."""
    cursor.begin()
    try:
        cursor.execute("create table log_person (kind utinyint, chunk integer, key bigint)")
        cursor.execute("create table person_days (person integer, day date, bought boolean)")
        for chunk in range(packing.chunks):
            keys, kinds = _sorted_acts(cursor, packing, chunk)
            _add_log(cursor, chunk, keys, kinds)
            _add_days(cursor, packing, chunk, keys, kinds == buying)
        cursor.commit()
    except BaseException:
        cursor.rollback()
        raise


def _sorted_acts(cursor: duckdb.DuckDBPyConnection, packing: Packing, chunk: int) -> tuple[Keys, npt.NDArray[np.uint8]]:
    """Keys and kinds of all acts of the chunk's persons, by person and time."""
    first = chunk * packing.per_chunk
    found = cursor.execute(
        "select person - $first as person, ts, coalesce(kind, 0) as kind from acts"
        " where ts is not null and person between $first and $last",
        {"first": first, "last": first + packing.per_chunk - 1},
    ).fetchnumpy()
    keys = packing.keys(np.asarray(found.pop("person")), np.asarray(found.pop("ts")))
    keys, kinds = by_key(keys, np.asarray(found.pop("kind")), KIND_BITS)
    return keys, kinds.astype(np.uint8)


def _add_log(cursor: duckdb.DuckDBPyConnection, chunk: int, keys: Keys, kinds: npt.NDArray[np.uint8]) -> None:
    for kind in np.flatnonzero(np.bincount(kinds)).tolist():
        cursor.register("rows_of_kind", {"key": keys[kinds == kind]})
        cursor.execute(f"insert into log_person select {kind}, {chunk}, key from rows_of_kind")
        cursor.unregister("rows_of_kind")


def _add_days(
    cursor: duckdb.DuckDBPyConnection, packing: Packing, chunk: int, keys: Keys, buys: npt.NDArray[np.bool_]
) -> None:
    """One row per person and day with any act, told whether a purchase was among them."""
    person = keys >> packing.shift
    day = (keys & ((1 << packing.shift) - 1)) // packing.day
    new = starts(person * (packing.span // packing.day + 1) + day)
    bought = np.zeros(int(np.count_nonzero(new)), np.bool_)
    bought[np.cumsum(new)[buys] - 1] = True
    person, day = (person[new] + chunk * packing.per_chunk).astype(np.int32), day[new].astype(np.int32)
    cursor.register("rows_of_days", {"person": person, "day": day, "bought": bought})
    base = packing.base.date()
    cursor.execute(f"insert into person_days select person, date '{base}' + day, bought from rows_of_days")
    cursor.unregister("rows_of_days")
