"""Counting walks by group, for funnels from raw logs: each entity once, at the furthest step any entry reaches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.chains import NEVER, Flags, Walk
from metrics.packing import Codes, Keys


@dataclass(frozen=True, slots=True)
class Tally:
    """Per step and group code: entities, those still open, and (sorted by group) ticks since the step before."""

    entities: Keys
    still_open: Keys
    ticks: tuple[tuple[Codes, Keys], ...]

    def median(self, step: int, group: int) -> float | None:
        """Median ticks from the step before to `step` (0-based) over the entities of `group` that reach both."""
        codes, ticks = self.ticks[step]
        low, high = np.searchsorted(codes, [group, group + 1])
        return float(np.median(ticks[low:high])) if high > low else None


def count(
    walks: list[Walk], shift: int, by: str | None, groups: int, open_after: int | None, include_open: bool
) -> Tally:
    """Tally `walks` (one per chunk) over `groups` group codes of `by` (channel, segment or None: one group).

    An entity is still open when one of its entries lies after `open_after` ticks; `include_open` False leaves its times
    out. A step's time is that of the entity's first entry that reaches it, from the step before on the same walk.
    """
    parts = [_Part.of(walked, shift, by, open_after) for walked in walks]
    steps = [[part.counted(step, groups) for part in parts] for step in range(len(walks[0].reached))]
    entities = np.array([sum(found[0] for found in step) for step in steps])
    still_open = np.array([sum(found[1] for found in step) for step in steps])
    ticks = tuple(_joined([part.timed(step, include_open) for part in parts], groups) for step in range(len(steps)))
    return Tally(entities, still_open, ticks)


@dataclass(frozen=True, slots=True)
class _Part:
    """One walk with, per entry, its entity, the entity's group and whether the entity is still open."""

    walked: Walk
    entity: Keys
    group: Codes
    is_open: Flags

    @classmethod
    def of(cls, walked: Walk, shift: int, by: str | None, open_after: int | None) -> _Part:
        entity = walked.entries >> shift
        group = {"channel": walked.channel, "segment": walked.segment}.get(by or "", np.zeros(len(entity), np.int32))
        return cls(walked, entity, group, _is_open(walked.entries, entity, shift, open_after))

    def counted(self, step: int, groups: int) -> tuple[Keys, Keys]:
        """Entities per group that reach `step`, and those still open among them."""
        entry = self.walked.reached[step].entry
        entry = entry[_firsts(self.entity[entry])]
        late = entry[self.is_open[entry]] if self.is_open.any() else entry[:0]
        return _per_group(self.group, entry, groups), _per_group(self.group, late, groups)

    def timed(self, step: int, include_open: bool) -> tuple[Codes, Keys]:
        """Group and ticks of the entities that reach `step` and the one before."""
        if step == 0:
            return np.zeros(0, np.int32), np.zeros(0, np.int64)
        reached = self.walked.reached[step]
        known = reached.ticks != NEVER
        if not include_open:
            known &= ~self.is_open[reached.entry]
        entry, ticks = (reached.entry, reached.ticks) if known.all() else (reached.entry[known], reached.ticks[known])
        first = _firsts(self.entity[entry])
        return self.group[entry[first]], ticks[first]


def _per_group(group: Codes, entry: Keys, groups: int) -> Keys:
    return np.bincount(group[entry], minlength=groups) if groups > 1 else np.array([len(entry)])


def _joined(parts: list[tuple[Codes, Keys]], groups: int) -> tuple[Codes, Keys]:
    codes, ticks = np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
    if groups == 1:
        return codes, ticks
    order = np.argsort(codes.astype(np.uint16) if groups < 1 << 16 else codes, kind="stable")
    return codes[order], ticks[order]


def _is_open(entries: Keys, entity: Keys, shift: int, open_after: int | None) -> Flags:
    """For each entry whether its entity has an entry after `open_after`: the entity's last one decides."""
    if open_after is None or not len(entries):
        return np.zeros(len(entries), np.bool_)
    is_last = np.append(entity[1:] != entity[:-1], True)
    late = (entries[is_last] & ((1 << shift) - 1)) > open_after
    return np.asarray(late[np.concatenate(([0], np.cumsum(is_last[:-1])))], np.bool_)


def _firsts(entity: Keys) -> Flags:
    """Which of the sorted entities differ from the one before."""
    return np.concatenate(([True], entity[1:] != entity[:-1])) if len(entity) else np.zeros(0, np.bool_)
