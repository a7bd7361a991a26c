"""Entity-days counted and summed ahead for each way of splitting a funnel: for funnel_build.py, which makes the cubes.

A cell is an entry day, the entity's previous such day and its channel and segment, in one integer. Distinct entities of
any range of days are sums of cells: those in [a, b] are the sum over a ≤ day ≤ b with previous < a.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from metrics.packing import Keys

Numbers = npt.NDArray[Any]
Counts = tuple[Keys, Keys]  # distinct cells in order, and the entities of each
SPLITS = range(4)  # everyone, by channel, by segment, by both: what a question reads is summed no finer than it needs


@dataclass(frozen=True, slots=True)
class Cells:
    """How cells are numbered: `days` of data, and how many channels and segments there are."""

    days: int
    channels: int
    segments: int

    def counted(self, day: Numbers, prev: Numbers, channel: Numbers, segment: Numbers) -> Counts:
        """Entity-days per cell; `prev` is −1 where there is no previous day."""
        pair = day.astype(np.int64) * (self.days + 1) + prev + 1
        return _summed((pair * self.channels + channel) * self.segments + segment, None, self._most(3))

    def summed(self, split: int, parts: Iterable[Counts]) -> dict[str, Numbers]:
        """The rows of a step's cube for one split, its `parts` (one per chunk) added up, in the order of reading."""
        cells, entities = (np.concatenate(column) for column in zip(*parts, strict=True))
        pair, group = np.divmod(cells, self.channels * self.segments)
        channel, segment = np.divmod(group, self.segments)
        cell = pair
        if split & 1:
            cell = cell * self.channels + channel
        if split & 2:
            cell = cell * self.segments + segment
        return self._rows(split, *_summed(cell, entities, self._most(split)))

    def _most(self, split: int) -> int:
        """How many cells a split can have."""
        groups = (self.channels if split & 1 else 1) * (self.segments if split & 2 else 1)
        return self.days * (self.days + 1) * groups

    def _rows(self, split: int, cell: Keys, entities: Keys) -> dict[str, Numbers]:
        none = np.zeros(len(cell), np.int64)
        cell, segment = np.divmod(cell, self.segments) if split & 2 else (cell, none)
        cell, channel = np.divmod(cell, self.channels) if split & 1 else (cell, none)
        day, prev = np.divmod(cell, self.days + 1)
        rows = {"day": day, "prev": prev - 1, "channel": channel, "segment": segment, "entities": entities}
        order = _near_first(day, prev - 1)
        return {name: column[order] for name, column in rows.items()}


def _near_first(day: Keys, prev: Keys) -> Keys:
    """Rows by how far back the previous day lies (powers of two, none last), then by day: far ones are skipped."""
    distance = np.where(prev < 0, 31, np.frexp((day - prev).astype(np.float64))[1] - 1)
    return np.lexsort((day, distance))


def _summed(cell: Keys, entities: Keys | None, cells: int) -> Counts:
    """The distinct values and the sum of `entities` of each, or how often it occurs.

    They are counted in place where all possible `cells` fit, otherwise sorted. Sums are exact up to 2^53.
    """
    if cells <= 4 * len(cell) + 1_000_000:
        sums = np.bincount(cell, entities, minlength=1)
        found = np.flatnonzero(sums)
        return found, sums[found].astype(np.int64)
    found, places = np.unique(cell, return_inverse=True)
    return found, np.bincount(places, entities, minlength=len(found)).astype(np.int64)
