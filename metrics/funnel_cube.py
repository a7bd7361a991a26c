"""Exact cubes of the standard funnels: any period, channel or segment in milliseconds, the same answers as the log's.

Two tables per way of counting and window. `…_days` has a row per entity, entry day and step reached from that day: the
entity's previous such day, and ticks from the step before on the first walk of the day that reaches the step; at the
entry itself there is nothing to time, and entities are counted together. `…` sums these over entities.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from metrics import chains, cube, funnel_steps, store
from metrics.frame import Frame
from metrics.result import Period
from metrics.sessions import read_sql
from metrics.store import Codes

DAY = timedelta(days=1)
WINDOWS: dict[str, tuple[timedelta | None, ...]] = {
    "person": (DAY, 7 * DAY, 14 * DAY, 30 * DAY),
    "session": (None,),
    "lead": (180 * DAY, None),
}
NO_DAY = 10_000_000  # days from the base: after any period, and negative before any
DAYS_OF_ENTRY = """
select
  $1,
  day,
  prev,
  first_open,
  channel,
  segment,
  0,
  count(*)
from days_of_step
group by day, prev, first_open, channel, segment
order by day, prev"""
DAYS_OF_STEP = """
select
  $1,
  day,
  prev,
  first_open,
  channel,
  segment,
  ticks,
  1
from days_of_step
order by day, prev"""
Columns = dict[str, npt.NDArray[Any]]


def is_standard(frame: Frame, count: str, steps: tuple[str, ...], window: timedelta | None, order: str) -> bool:
    """Whether a cube answers: the standard steps, or the first of them, in order, with a standard window."""
    standard = funnel_steps.standard(frame, count)
    return order == "in" and window in WINDOWS[count] and steps == standard[: len(steps)]


def ensure_cube(frame: Frame, log: store.Log, count: str, window: timedelta | None) -> str:
    """The name N of the cube of entities; N_days has their times. Both are built on first use."""
    name = f"funnel_{count}_{'none' if window is None else f'{window.days}d'}"
    steps = funnel_steps.standard(frame, count)
    recipe = f"{log.sql}\n{steps} {window}"
    sql = read_sql("funnel_cube").replace("{days}", f"{name}_days")

    def build_days(cursor: duckdb.DuckDBPyConnection) -> None:
        kinds = funnel_steps.kinds(frame, count, steps)
        length = log.length(window)
        walks = (chains.walk(log, kinds, chunk, chains.EVERYTHING, length, False) for chunk in range(log.chunks))
        _build_days(cursor, f"{name}_days", log, walks, open_after(frame, log, window))

    def build(cursor: duckdb.DuckDBPyConnection) -> None:
        cube.ensure(frame, f"{name}_days", build_days, recipe)
        cursor.execute(f"create table {name} as\n{sql}")

    cube.ensure(frame, name, build, recipe + sql)
    cube.ensure(frame, f"{name}_days", build_days, recipe)
    return name


def open_after(frame: Frame, log: store.Log, window: timedelta | None) -> int | None:
    """Entries after this many ticks are still open: their window ends after `as_of`. None: nothing ever is."""
    if window is None:
        return None
    return (frame.as_of - window - log.base) // store.MICROSECOND // log.unit


def _build_days(
    cursor: duckdb.DuckDBPyConnection, name: str, log: store.Log, walks: Iterator[chains.Walk], late: int | None
) -> None:
    """Fill table `name`; it gets its name only when whole, since a table that exists is taken for a finished one."""
    cursor.execute(f"""
create or replace table {name}_new (
  step utinyint,
  day integer,
  prev integer,
  first_open integer,
  channel integer,
  segment integer,
  ticks bigint,
  entities bigint
)""")
    for walked in walks:
        first_open = _first_open(log, walked, late)
        for step, reached in enumerate(walked.reached):
            cursor.register("days_of_step", _days(log, walked, reached, first_open))
            cursor.execute(f"insert into {name}_new {DAYS_OF_ENTRY if step == 0 else DAYS_OF_STEP}", [step])
            cursor.unregister("days_of_step")
    cursor.execute(f"alter table {name}_new rename to {name}")


def _days(log: store.Log, walked: chains.Walk, reached: chains.Reached, first_open: Codes) -> Columns:
    """One row per entity and day with an entry that reaches this step: the first such entry's."""
    keys = walked.entries[reached.entry]
    entity, day = keys >> log.shift, (keys & ((1 << log.shift) - 1)) // log.day
    new = np.ones(len(keys), np.bool_)
    new[1:] = (entity[1:] != entity[:-1]) | (day[1:] != day[:-1])
    entry, entity, day = reached.entry[new], entity[new], day[new]
    prev = np.full(len(day), -NO_DAY, np.int64)
    prev[1:] = np.where(entity[1:] == entity[:-1], day[:-1], -NO_DAY)
    return {
        "day": day.astype(np.int32),
        "prev": prev.astype(np.int32),
        "first_open": first_open[entry],
        "channel": walked.channel[entry],
        "segment": walked.segment[entry],
        "ticks": reached.ticks[new],
    }


def _first_open(log: store.Log, walked: chains.Walk, late: int | None) -> Codes:
    """For each entry the day of its entity's first entry after `late` ticks; NO_DAY where there is none."""
    found = np.full(len(walked.entries), NO_DAY, np.int32)
    if late is None or not len(found):
        return found
    ticks = walked.entries & ((1 << log.shift) - 1)
    entity = walked.entries >> log.shift
    first = np.full(int(entity[-1]) + 1, NO_DAY, np.int64)
    is_late = ticks > late
    np.minimum.at(first, entity[is_late], ticks[is_late] // log.day)
    return np.asarray(first[entity], np.int32)


@dataclass(frozen=True, slots=True)
class Counted:
    """Per step of one group: entities, those still open among them, and median ticks from the step before."""

    entities: list[int]
    still_open: list[int]
    medians: list[float | None]


def counts(log: store.Log, name: str, asked: Asked) -> dict[int, Counted]:
    """The counts of cube `name` for the entries of a period, per group code (0 for everyone together)."""
    found: dict[int, Counted] = {}
    cursor = log.frame.cursor()
    where, values = asked.where(log)
    group = asked.by or "0"
    sums = f"""
select
  {group},
  step,
  sum(entities),
  sum(entities) filter (where first_open <= $last)
from {name}
where {where}
group by all"""
    for code, step, entities, still_open in cursor.execute(sums, values).fetchall():
        one = found.setdefault(code, asked.nothing())
        one.entities[step], one.still_open[step] = int(entities), int(still_open or 0)
    times = f"""
select
  {group},
  step,
  median(ticks)
from {name}_days
where {where}
  and step > 0{"" if asked.include_open else " and first_open > $last"}
group by all"""
    for code, step, median in cursor.execute(times, values).fetchall() if asked.times else []:
        found[code].medians[step] = float(median)
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """What to read from a cube: the first `steps` steps, entries in `period`, a filter, a split, times or not."""

    steps: int
    period: Period
    channel: str | None
    segment: str | None
    by: str | None
    include_open: bool
    times: bool = True

    def nothing(self) -> Counted:
        """No entity at any step."""
        return Counted([0] * self.steps, [0] * self.steps, [None] * self.steps)

    def where(self, log: store.Log) -> tuple[str, dict[str, object]]:
        """The condition on a cube's rows, and its parameters."""
        values: dict[str, object] = {
            "first": log.days(self.period.first),
            "last": log.days(self.period.last),
            "steps": self.steps,
        }
        where = "step < $steps\n  and day between $first and $last\n  and prev < $first"
        for column, wanted in (("channel", self.channel), ("segment", self.segment)):
            if wanted is not None:
                where += f"\n  and {column} = ${column}"
                values[column] = log.code(column, wanted)
        return where, values
