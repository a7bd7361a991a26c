"""A board: a data set opened with its benchmarks and its cubes. What every screen, slide and command starts from."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from data.dataset import DataSet
from metrics import series
from metrics.benchmarks import Benchmarks, load_benchmarks
from metrics.counts import Counts, load_counts
from metrics.frame import Frame, open_frame
from metrics.kpi_cube import ensure_kpi_cubes
from metrics.revenue import ensure_revenue_cube
from metrics.series import Series

MAX_FILTERS = 64


@dataclass
class Board:
    """`frame` for raw rows, `series()` for figures. Safe to share between threads; figures are kept per filter.

    `undated_closes`: deals won or lost without a day on which they were; no period holds them.
    """

    frame: Frame
    benchmarks: Benchmarks
    counts: Counts
    undated_closes: int = 0
    _kept: dict[tuple[str | None, ...], dict[str | None, Series]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def dataset(self) -> DataSet:
        """The data set version that is open."""
        return self.frame.dataset

    @property
    def as_of(self) -> datetime:
        """The last moment of the data."""
        return self.frame.as_of

    def series(self, channel: str | None = None, segment: str | None = None) -> Series:
        """All measures by day under a filter."""
        return self.groups(None, channel, segment)[None]

    def groups(
        self, by: str | None, channel: str | None = None, segment: str | None = None
    ) -> dict[str | None, Series]:
        """Measures by day per group of `by` (channel or segment); one group None without `by`."""
        key = (by, channel, segment)
        with self._lock:
            if key not in self._kept:
                if len(self._kept) >= MAX_FILTERS:
                    self._kept.clear()
                self._kept[key] = series.load(self.frame, channel, segment, by)
            return self._kept[key]

    def values(self, by: str) -> list[str]:
        """The channels or segments that occur in any cube, in alphabetical order."""
        found = {group for group in self.groups(by) if group is not None}
        return sorted(found | self.counts.values(by))


def open_board(
    dataset: DataSet,
    as_of: date | None = None,
    benchmarks: Benchmarks | None = None,
    cache: Path | None = None,
) -> Board:
    """Open `dataset` (as it was on `as_of`), building the cubes that are not there yet.

    `cache` is a folder that keeps cubes between starts (default: the data set's). QueryError when there is nothing to
    compute.
    """
    frame = open_frame(dataset, as_of, cache or dataset.cubes)
    bands = benchmarks or load_benchmarks()
    ensure_kpi_cubes(frame, bands)
    ensure_revenue_cube(frame)
    return Board(frame, bands, load_counts(frame), _undated_closes(frame))


def _undated_closes(frame: Frame) -> int:
    row = frame.cursor().execute("select count(*) from deals where status <> 'open' and closed_at is null").fetchone()
    return int(row[0]) if row else 0
