"""Daily series of every measure, read once per filter from the cubes: any period is then two look-ups and a difference.

Sums are exact: integers and decimals, never floats. For evaluate.py and everything that asks for many periods at once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import accumulate

import duckdb
import numpy as np
import numpy.typing as npt

from metrics.catalog import MEASURES
from metrics.facts import FACTS
from metrics.frame import Frame
from metrics.kpi_cube import SAMPLES_CUBE, measures_of
from metrics.result import Period
from metrics.revenue import CUBE as REVENUE_CUBE

Number = int | Decimal
SPLITS = ("channel", "segment")


@dataclass(frozen=True, slots=True)
class Line:
    """One measure by day: `days` ascending, `sums` running totals (one longer, starting at 0)."""

    days: list[date]
    sums: list[Number]

    def over(self, period: Period) -> Number:
        """The sum over the days of `period`."""
        return self.sums[bisect_right(self.days, period.last)] - self.sums[bisect_left(self.days, period.first)]

    def until(self, day: date) -> Number:
        """The sum over all days up to `day`: a level, where the values are changes of it."""
        return self.sums[bisect_right(self.days, day)]


EMPTY = Line([], [0])


@dataclass(frozen=True, slots=True)
class Sample:
    """The values of one sample in order, each with its day (as an ordinal) and how often it occurs on it."""

    days: npt.NDArray[np.int64]
    values: npt.NDArray[np.float64]
    times: npt.NDArray[np.int64]

    def within(self, period: Period) -> list[tuple[float, int]]:
        """Values and how often each occurs on a day of `period`, in order of the values."""
        chosen = (self.days >= period.first.toordinal()) & (self.days <= period.last.toordinal())
        return list(zip(self.values[chosen].tolist(), self.times[chosen].tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Series:
    """All measures and samples under one filter. Measures without a row are empty lines."""

    lines: dict[str, Line]
    samples: dict[str, Sample] = field(default_factory=dict)

    def line(self, measure: str) -> Line:
        """The line of `measure`."""
        return self.lines.get(measure, EMPTY)

    def sample(self, name: str, period: Period) -> list[tuple[float, int]]:
        """The sampled values of `name` in `period` with how often each occurs."""
        return self.samples[name].within(period) if name in self.samples else []


def load(frame: Frame, channel: str | None, segment: str | None, by: str | None = None) -> dict[str | None, Series]:
    """Series under a filter; with `by` (channel or segment) one per group, otherwise one under the key None."""
    lines: dict[str | None, dict[str, list[tuple[date, Number]]]] = defaultdict(lambda: defaultdict(list))
    cursor = frame.cursor()
    for fact in FACTS:
        _fact(cursor, fact, channel, segment, by, lines)
    _levels(cursor, channel, segment, by, lines)
    samples = _samples(cursor, channel, segment, by)
    groups = set(lines) | set(samples) | (set() if by else {None})
    return {group: Series(_lines(lines[group]), samples.get(group, {})) for group in groups}


def _fact(
    cursor: duckdb.DuckDBPyConnection,
    fact: str,
    channel: str | None,
    segment: str | None,
    by: str | None,
    lines: dict[str | None, dict[str, list[tuple[date, Number]]]],
) -> None:
    names = [measure.name for measure in measures_of(fact)]
    sums = ", ".join(f"sum({name})" for name in names)
    placed: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, name in enumerate(names):
        placed[MEASURES[name].at].append((number, name))
    rows = cursor.execute(
        f"select {by or 'null'}, place, day, {sums} from cube_{fact} where {_where()} group by all order by day",
        {"channel": channel, "segment": segment},
    ).fetchall()
    for group, place, day, *values in rows:
        found = lines[group]
        for number, name in placed[place]:
            if values[number] is not None:
                found[name].append((day, values[number]))


def _levels(
    cursor: duckdb.DuckDBPyConnection,
    channel: str | None,
    segment: str | None,
    by: str | None,
    lines: dict[str | None, dict[str, list[tuple[date, Number]]]],
) -> None:
    rows = cursor.execute(
        f"select {by or 'null'}, measure, day, sum(delta) from {REVENUE_CUBE} where {_where()}"
        " group by all order by day",
        {"channel": channel, "segment": segment},
    ).fetchall()
    for group, measure, day, delta in rows:
        lines[group][measure].append((day, delta))


def _samples(
    cursor: duckdb.DuckDBPyConnection, channel: str | None, segment: str | None, by: str | None
) -> dict[str | None, dict[str, Sample]]:
    rows = cursor.execute(
        f"select {by or 'null'}, sample, day, x, sum(n) from {SAMPLES_CUBE} where {_where()} group by all order by x",
        {"channel": channel, "segment": segment},
    ).fetchall()
    found: dict[str | None, dict[str, list[tuple[int, float, int]]]] = defaultdict(lambda: defaultdict(list))
    for group, sample, day, x, n in rows:
        found[group][sample].append((day.toordinal(), float(x), int(n)))
    return {group: {name: _sample(points) for name, points in named.items()} for group, named in found.items()}


def _sample(points: list[tuple[int, float, int]]) -> Sample:
    days, values, times = zip(*points, strict=True)
    return Sample(np.array(days, np.int64), np.array(values, np.float64), np.array(times, np.int64))


def _lines(values: dict[str, list[tuple[date, Number]]]) -> dict[str, Line]:
    return {name: _line(points) for name, points in values.items()}


def _line(points: Iterable[tuple[date, Number]]) -> Line:
    days, amounts = zip(*points, strict=True)
    return Line(list(days), list(accumulate(amounts, initial=0)))


def _where() -> str:
    return "($channel is null or channel = $channel) and ($segment is null or segment = $segment)"
