"""Exact cubes of the standard funnels: any period, channel or segment in milliseconds, the same answers as the log's.

Distinct entities over any range come from counting each entity-day together with the entity's previous such day: those
in [a, b] are the sum over a ≤ day ≤ b with previous < a. funnel_build.py makes the tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import duckdb

from metrics import chains, cube, funnel_build, funnel_steps, funnel_times, store
from metrics.frame import Frame
from metrics.packing import MICROSECOND
from metrics.result import Period

DAY = timedelta(days=1)
WINDOWS: dict[str, tuple[timedelta | None, ...]] = {
    "person": (DAY, 7 * DAY, 14 * DAY, 30 * DAY),
    "session": (None,),
    "lead": (180 * DAY, None),
}


def is_standard(frame: Frame, count: str, steps: tuple[str, ...], window: timedelta | None, order: str) -> bool:
    """Whether a cube answers: the standard steps, or the first of them, in order, with a standard window."""
    standard = funnel_steps.standard(frame, count)
    return order == "in" and window in WINDOWS[count] and steps == standard[: len(steps)]


def ensure_cube(frame: Frame, log: store.Log, count: str, window: timedelta | None) -> str:
    """The name of the cube of the standard funnel with this window; its tables are made on first use."""
    name = f"funnel_{count}_{'none' if window is None else f'{window.days}d'}"
    steps = funnel_steps.standard(frame, count)
    recipe = f"{log.sql}\n{steps} {window}"

    def build(cursor: duckdb.DuckDBPyConnection) -> None:
        kinds, length = funnel_steps.kinds(frame, count, steps), log.length(window)
        walk = partial(chains.walk, log, kinds, wanted=chains.EVERYTHING, length=length, any_order=False)
        funnel_build.build(cursor, name, log, walk, open_after(frame, log, window))

    cube.ensure_all(frame, (name, f"{name}_open", f"{name}_times"), build, recipe)
    return name


def open_after(frame: Frame, log: store.Log, window: timedelta | None) -> int | None:
    """Entries after this many ticks are still open: their window ends after `as_of`. None: nothing ever is."""
    if window is None:
        return None
    return (frame.as_of - window - log.base) // MICROSECOND // log.unit


@dataclass(frozen=True, slots=True)
class Counted:
    """Per step of one group: entities, those still open among them, and median ticks from the step before."""

    entities: list[int]
    still_open: list[int]
    medians: list[float | None]


def counts(log: store.Log, name: str, asked: Asked, late: int | None) -> dict[int, Counted]:
    """The counts of cube `name` for the entries of a period, per group code (0 for everyone together)."""
    found: dict[int, Counted] = {}
    for code, step, entities in asked.read(log, name, "sum(entities)", f"split = {asked.split}"):
        found.setdefault(code, asked.nothing()).entities[step] = int(entities)
    if late is not None and log.ticks_of(asked.period)[1] > late:
        for code, step, entities in asked.read(log, f"{name}_open", "count(*)", "open_from <= {last}"):
            found[code].still_open[step] = int(entities)
    if asked.times:
        for (code, step), median in funnel_times.medians(log, name, asked, *asked.days(log)).items():
            found[code].medians[step] = median
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

    @property
    def split(self) -> int:
        """The coarsest of the cube's splits that tells what is asked."""
        return (self.channel is not None or self.by == "channel") + 2 * (
            self.segment is not None or self.by == "segment"
        )

    def days(self, log: store.Log) -> tuple[int, int]:
        """First and last day of the period that the log has, from its base."""
        return max(0, log.days(self.period.first)), min(log.day_count - 1, log.days(self.period.last))

    def read(self, log: store.Log, table: str, figure: str, condition: str) -> list[tuple[Any, ...]]:
        """(group code, step, figure) over the rows of `table` that the question selects."""
        first, last = self.days(log)
        days = f"day between {first} and {last}\n  and prev < {first}"
        where = f"{condition.format(last=last)}\n  and step < {self.steps}\n  and {days}"
        for column, wanted in (("channel", self.channel), ("segment", self.segment)):
            if wanted is not None:
                where += f"\n  and {column} = {log.code(column, wanted)}"
        sql = f"select {self.by or 0}, step, {figure}\nfrom {table}\nwhere {where}\ngroup by all"
        return log.frame.cursor().execute(sql).fetchall()
