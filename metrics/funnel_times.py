"""Median times of the standard funnels, exact for any days and filter: for funnel_cube.py, from funnel_build's tables.

A median cannot be summed, so its rows grow with entities: one per entity, day and step reached. They are kept in memory
as narrow arrays, per step in two slabs, each by day: the entity's first such day, and days with an earlier one. A
question over all days then takes the first slab as it lies.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from metrics import store

if TYPE_CHECKING:
    from metrics.funnel_cube import Asked

Numbers = npt.NDArray[Any]
NOBODY: Numbers = np.zeros(0, np.int16)  # the codes of an answer that is not split
UPPER_BITS = 15  # of a value, counted in place
CELLS_BITS = 20  # places of the count, all groups together: with many groups fewer bits of each value are told
COLUMNS = ("day", "prev", "open_from", "channel", "segment", "ticks")


@dataclass(frozen=True, slots=True)
class Slab:
    """Rows in order of `day`: the entity's previous such day, its first open day, codes, ticks from the step before."""

    day: Numbers
    prev: Numbers
    open_from: Numbers
    channel: Numbers
    segment: Numbers
    ticks: Numbers

    def chosen(self, asked: Asked, log: store.Log, first: int, last: int) -> tuple[Numbers, Numbers]:
        """Group codes and ticks of the rows from day `first` to `last` that the question selects."""
        low, high = np.searchsorted(self.day, [first, last + 1])
        masks = []
        if len(self.prev) and self.prev[0] >= 0:
            if first <= 0:  # an earlier day is inside the period too
                low = high
            masks.append(self.prev[low:high] < first)
        for column, wanted in (("channel", asked.channel), ("segment", asked.segment)):
            if wanted is not None:
                masks.append(getattr(self, column)[low:high] == log.code(column, wanted))
        if not asked.include_open:
            masks.append(self.open_from[low:high] > last)
        codes = getattr(self, asked.by)[low:high] if asked.by else NOBODY
        ticks = self.ticks[low:high]
        if not masks:
            return codes, ticks
        mask = np.logical_and.reduce(masks)
        return codes[mask] if asked.by else codes, ticks[mask]


def medians(log: store.Log, name: str, asked: Asked, first: int, last: int) -> dict[tuple[int, int], float]:
    """Median ticks from the step before per (group code, step), of the entities that reach the step."""
    found: dict[tuple[int, int], float] = {}
    groups = len({"channel": log.channels, "segment": log.segments}.get(asked.by or "", (None,)))
    for step in range(1, asked.steps):
        parts = [slab.chosen(asked, log, first, last) for slab in _slabs(log, name, step)]
        codes = np.concatenate([part[0] for part in parts])
        ticks = np.concatenate([part[1] for part in parts])
        found |= {(code, step): median for code, median in group_medians(codes, ticks, groups).items()}
    return found


def group_medians(codes: Numbers, ticks: Numbers, groups: int) -> dict[int, float]:
    """The median of the `ticks` (from 0) of each group code that occurs; with one group `codes` are not looked at.

    Values are counted by their upper bits; only those that share them with a middle value are put in order.
    """
    if not len(ticks):
        return {}
    bits = max(0, min(UPPER_BITS, CELLS_BITS - groups.bit_length()))
    drop = max(0, int(ticks.max()).bit_length() - bits)
    cells = ticks >> drop if groups == 1 else (codes.astype(np.int64) << bits) + (ticks >> drop)
    counts = np.bincount(cells, minlength=groups << bits).reshape(groups, 1 << bits)
    until = counts.cumsum(axis=1)
    sizes = until[:, -1]
    low, high = (sizes - 1) // 2, sizes // 2  # places of the one or two values in the middle
    wanted = np.zeros(counts.shape, np.bool_)
    for place in (low, high):
        wanted[np.arange(groups), (until > place[:, None]).argmax(axis=1)] = True
    rows = np.flatnonzero(wanted.ravel()[cells])
    of = codes[rows] if groups > 1 else np.zeros(len(rows), np.int64)
    order = _order(ticks[rows])
    order = order[_order(of[order])]
    near, begins = ticks[rows][order], np.searchsorted(of[order], np.arange(groups))
    before = np.where(wanted, until - counts, len(ticks)).min(axis=1)  # values below the first of these cells
    return {
        code: float(near[begins[code] + np.array([low[code], high[code]]) - before[code]].mean())
        for code in np.flatnonzero(sizes).tolist()
    }


def _order(values: Numbers) -> Numbers:
    """The stable order of whole numbers; those no further apart than 16 bits are sorted without comparing."""
    low = values.min()
    near = int(values.max()) - int(low) < 1 << 16
    return np.argsort((values - low).astype(np.uint16) if near else values, kind="stable")


def _slabs(log: store.Log, name: str, step: int) -> list[Slab]:
    """The two slabs of a step, read from their table the first time."""
    key = f"{name}_times {step}"
    with log.frame.lock:
        if key not in log.frame.kept:
            rows = f"select {', '.join(COLUMNS)} from {name}_times where step = {step} and prev"
            log.frame.kept[key] = [_slab(log, f"{rows} {which} 0") for which in ("<", ">=")]
    slabs: list[Slab] = log.frame.kept[key]
    return slabs


def _slab(log: store.Log, sql: str) -> Slab:
    found = {name: np.asarray(column) for name, column in log.frame.cursor().execute(sql).fetchnumpy().items()}
    if (found["day"][1:] < found["day"][:-1]).any():  # stored in order, but no order is promised
        order = np.argsort(found["day"], kind="stable")
        found = {name: column[order] for name, column in found.items()}
    return Slab(**found)
