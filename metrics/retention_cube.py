"""What retention tables are summed from: cohort sizes and retained persons per start day, from a cube or from the log.

One cube per start and kind of activity holds every offset, so it answers any list of days, any cohort and any mode.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np

from metrics import cube, retention_log, store
from metrics.frame import Frame
from metrics.sessions import read_sql

if TYPE_CHECKING:
    from metrics.retention import RetentionQuery

# which of the cube's rows answer a mode, and with which offsets
IN_CUBE = {
    "exact": ("on", "cube.after = wanted.day"),
    "within": ("first", "cube.after <= wanted.day"),
    "on_or_after": ("last", "cube.after >= wanted.day"),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """`sizes`: persons who started, per day. `retained`: of them, per (start day, N), whether N has passed or not."""

    sizes: Mapping[date, int]
    retained: Mapping[tuple[date, int], int]


def ensure_cube(frame: Frame, start: str, activity: str) -> tuple[store.Log, str]:
    """The person log, and the name of the cube for this start (purchase, activity) and activity (any, purchase)."""
    log = store.open_log(frame, "person")
    matters = {"purchase": "bought", "activity": "true", "any": "true"}
    sql = read_sql("retention_cube").replace("{base}", str(log.base.date()))
    sql = sql.replace("{starts}", matters[start]).replace("{active}", matters[activity])
    name = f"retention_{start}_{activity}"

    def build(cursor: duckdb.DuckDBPyConnection) -> None:
        log.ensure()
        log.ensure_entities()
        cursor.execute(f"create table {name} as\n{sql}")

    return log, cube.ensure(frame, name, build, sql)


def from_cube(frame: Frame, query: RetentionQuery) -> Counts:
    """The counts of `query` from its cube."""
    log, name = ensure_cube(frame, query.start, query.activity)
    what, offsets = IN_CUBE[query.mode]
    where = "cube.start between $first and $last"
    values: dict[str, object] = {"first": log.days(query.period.first), "last": log.days(query.period.last)}
    for column, wanted in (("channel", query.channel), ("segment", query.segment)):
        if wanted is not None:
            where += f" and cube.{column} = ${column}"
            values[column] = log.code(column, wanted)
    sql = f"""
select cube.start, null as day, sum(cube.persons)
from {name} as cube
where cube.what = 'size' and {where}
group by cube.start
union all
select cube.start, wanted.day, sum(cube.persons)
from {name} as cube
inner join (select unnest(cast($days as integer[])) as day) as wanted on {offsets}
where cube.what = '{what}' and {where}
group by cube.start, wanted.day"""
    rows = frame.cursor().execute(sql, {**values, "days": list(query.days)}).fetchall()
    base = log.base.date()
    return _counts([(base + timedelta(days=start), day, persons) for start, day, persons in rows])


def from_log(frame: Frame, query: RetentionQuery) -> Counts:
    """The counts of `query` from the person log."""
    log = store.open_log(frame, "person")
    found = frame.cursor().execute(f"select distinct kind from {log.ensure()} order by kind").fetchall()
    kinds = tuple(int(row[0]) for row in found) or (store.buying(frame),)
    sizes, kept = retention_log.count(log, query, store.buying(frame), kinds)
    base = log.base.date()
    days = [base + timedelta(days=int(day)) for day in np.flatnonzero(sizes)]
    counted = sizes[np.flatnonzero(sizes)]
    retained = {(day, n): int(kept[n][(day - base).days]) for day in days for n in query.days}
    return Counts({day: int(size) for day, size in zip(days, counted, strict=True)}, retained)


def _counts(rows: list[tuple[Any, ...]]) -> Counts:
    sizes = {start: int(persons) for start, day, persons in rows if day is None}
    retained = {(start, day): int(persons) for start, day, persons in rows if day is not None}
    return Counts(sizes, retained)
