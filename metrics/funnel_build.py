"""Building the cubes of one standard funnel from a walk over its whole log: for funnel_cube.py, which reads them.

Three tables per funnel N. `N`: distinct entities per split, step, entry day and previous such day of the same entity.
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
from metrics.packing import Codes, Keys, starts
from metrics.sessions import read_sql

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
        for part, columns in _tables(log).items():
            cursor.execute(f"create table {name}_{part} ({columns})")
        for found in ahead(lambda chunk: list(_rows_of(log, walk(chunk), late)), log.chunks):
            for part, step, rows in found:
                insert(cursor, f"{name}_{part} by name", f"{step} as step, *", rows)
        cursor.execute(f"create table {name} as\n{read_sql('funnel_cube').replace('{parts}', f'{name}_parts')}")
        cursor.execute(f"drop table {name}_parts")
        cursor.commit()
    except BaseException:
        cursor.rollback()
        raise


def _tables(log: store.Log) -> dict[str, str]:
    """Columns of the tables, as narrow as the data allows: what is scanned for an answer is what counts."""
    day = "smallint" if log.day_count < 1 << 15 else "integer"
    code = "smallint" if max(len(log.channels), len(log.segments)) < 1 << 15 else "integer"
    ticks = "integer" if log.span < 1 << 31 else "bigint"
    keys = f"step tinyint, day {day}, prev {day}, channel {code}, segment {code}"
    return {
        "parts": f"{keys}, entities integer",
        "open": f"{keys}, open_from {day}",
        "times": f"{keys}, open_from {day}, ticks {ticks}",
    }


def _rows_of(log: store.Log, walked: chains.Walk, late: int | None) -> Iterator[tuple[str, int, Columns]]:
    """Table, step and rows of one chunk."""
    open_from = _open_from(log, walked, late)
    for step, reached in enumerate(walked.reached):
        days = _Days.of(log, walked, reached, open_from)
        yield "parts", step, days.counted(log)
        yield "open", step, days.open(log.day_count)
        if step:
            yield "times", step, days.times()


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

    def counted(self, log: store.Log) -> Columns:
        """Entities per day, previous day, channel and segment."""
        days, channels, segments = log.day_count, len(log.channels), len(log.segments)
        cell = (self.day.astype(np.int64) * (days + 1) + self.prev.astype(np.int64) + 1) * channels * segments
        cell += self.channel * segments + self.segment
        found, entities = _frequencies(cell, days * (days + 1) * channels * segments)
        found, segment = np.divmod(found, segments)
        found, channel = np.divmod(found, channels)
        day, prev = np.divmod(found, days + 1)
        return {"day": day, "prev": prev - 1, "channel": channel, "segment": segment, "entities": entities}

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


def _frequencies(cell: Keys, cells: int) -> tuple[Keys, Keys]:
    """The distinct values and how often each occurs; counted in place where all possible ones fit, otherwise sorted."""
    if cells <= 4 * len(cell) + 1_000_000:
        counts = np.bincount(cell, minlength=1)
        found = np.flatnonzero(counts)
        return found, counts[found]
    return np.unique(cell, return_counts=True)


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
