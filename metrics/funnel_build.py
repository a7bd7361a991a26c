"""Building the cubes of one standard funnel from a walk over its whole log: for funnel_cube.py, which reads them.

Three tables per funnel N. `N`: entities per split, step, entry day and previous such day of the same entity.
`N_open`: the same for entities with an entry still open, with the day of the first such entry. `N_times`: for each
entity, day and step, ticks from the step before on the first walk of the day that reaches the step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from metrics import chains, store
from metrics.ahead import ahead
from metrics.arrays import insert
from metrics.funnel_sums import SPLITS, Cells, Counts
from metrics.packing import Codes, Keys, starts

Columns = dict[str, npt.NDArray[Any]]
Narrow = npt.NDArray[Any]  # whole numbers, no wider than the data needs


def build(
    cursor: duckdb.DuckDBPyConnection,
    name: str,
    log: store.Log,
    walk: Callable[[int], chains.Walk],
    late: int | None,
) -> None:
    """Create `name`, `name_open` and `name_times` from the `walk` of each chunk, all or none.

    Entries after `late` ticks are still open.
    """
    log.ensure()
    log.ensure_entities()
    cursor.begin()
    try:
        for table, columns in _tables(name, log).items():
            cursor.execute(f"create table {table} ({columns})")
        chunks = []
        for steps in ahead(lambda chunk: list(_steps(log, walk(chunk), late)), log.chunks):
            for step, found in enumerate(steps):
                for part, rows in found.rows.items():
                    insert(cursor, f"{name}_{part} by name", f"{step} as step, *", rows)
            chunks.append([found.counts for found in steps])
        for split in SPLITS:
            for step, parts in enumerate(zip(*chunks, strict=True)):
                insert(
                    cursor, f"{name} by name", f"{split} as split, {step} as step, *", _cells(log).summed(split, parts)
                )
        cursor.commit()
    except BaseException:
        cursor.rollback()
        raise


def _tables(name: str, log: store.Log) -> dict[str, str]:
    """Columns of the tables, as narrow as the data allows: what is scanned for an answer is what counts."""
    day = "smallint" if log.day_count < 1 << 15 else "integer"
    code = "smallint" if max(len(log.channels), len(log.segments)) < 1 << 15 else "integer"
    ticks = "integer" if log.span < 1 << 31 else "bigint"
    keys = f"step tinyint, day {day}, prev {day}, channel {code}, segment {code}"
    return {
        name: f"split tinyint, {keys}, entities integer",
        f"{name}_open": f"{keys}, open_from {day}",
        f"{name}_times": f"{keys}, open_from {day}, ticks {ticks}",
    }


def _cells(log: store.Log) -> Cells:
    return Cells(log.day_count, len(log.channels), len(log.segments))


@dataclass(frozen=True, slots=True)
class _Step:
    """What one chunk adds to a step: entity-days counted, and rows of the tables `open` and `times`."""

    counts: Counts
    rows: dict[str, Columns]


def _steps(log: store.Log, walked: chains.Walk, late: int | None) -> Iterator[_Step]:
    """What one chunk adds, step by step."""
    open_from = _open_from(log, walked, late)
    for step, reached in enumerate(walked.reached):
        days = _Days.of(log, walked, reached, open_from)
        counts = _cells(log).counted(days.day, days.prev, days.channel, days.segment)
        rows = {"open": days.open(log.day_count)}
        yield _Step(counts, rows | {"times": days.times()} if step else rows)


@dataclass(frozen=True, slots=True)
class _Days:
    """One row per entity and day with an entry that reaches a step; -1 where there is no previous such day."""

    day: Narrow
    prev: Narrow
    open_from: Narrow
    channel: Codes
    segment: Codes
    ticks: Narrow

    @classmethod
    def of(cls, log: store.Log, walked: chains.Walk, reached: chains.Reached, open_from: Codes) -> _Days:
        """The first entry of each entity and day that reaches the step."""
        keys = walked.entries[reached.entry]
        narrow = np.int16 if log.day_count < 1 << 15 else np.int32
        entity, day = keys >> log.shift, keys
        day &= (1 << log.shift) - 1
        day //= log.day
        day = day.astype(narrow)
        same = ~starts(entity)
        new = np.flatnonzero(~same | starts(day))
        entry, day = reached.entry[new], day[new]
        prev = np.full(len(day), -1, narrow)
        prev[1:] = np.where(same[new[1:]], day[:-1], -1)
        ticks = reached.ticks[new].astype(np.int32 if log.span < 1 << 31 else np.int64)
        late = open_from.astype(narrow)[entry]
        return cls(day, prev, late, walked.channel[entry], walked.segment[entry], ticks)

    def open(self, never: int) -> Columns:
        """The entity-days of entities with an entry still open, by day."""
        rows = np.flatnonzero(self.open_from < never)
        columns = self._rows(rows[_by_day(self.day[rows])])
        del columns["ticks"]
        return columns

    def times(self) -> Columns:
        """All rows, an entity's first day apart from its later ones, each by day: as funnel_times.py reads them."""
        parts = (np.flatnonzero(self.prev < 0), np.flatnonzero(self.prev >= 0))
        return self._rows(np.concatenate([part[_by_day(self.day[part])] for part in parts]))

    def _rows(self, rows: Keys) -> Columns:
        return {
            "day": self.day[rows],
            "prev": self.prev[rows],
            "open_from": self.open_from[rows],
            "channel": self.channel[rows],
            "segment": self.segment[rows],
            "ticks": self.ticks[rows],
        }


def _by_day(day: Narrow) -> Keys:
    """The order of the rows by day: narrow numbers are sorted without comparing."""
    return np.argsort(day, kind="stable")


def _open_from(log: store.Log, walked: chains.Walk, late: int | None) -> Codes:
    """For each entry the day of its entity's first entry after `late` ticks; the day after the data for none."""
    found = np.full(len(walked.entries), log.day_count, np.int32)
    if late is None or not len(found):
        return found
    ticks = walked.entries & ((1 << log.shift) - 1)
    entity = walked.entries >> log.shift
    open_entries = np.flatnonzero(ticks > late)
    firsts = np.unique(entity[open_entries], return_index=True)[1]
    first = np.full(int(entity[-1]) + 1, log.day_count, np.int32)
    chosen = open_entries[firsts]
    first[entity[chosen]] = ticks[chosen] // log.day
    return np.asarray(first[entity], np.int32)
