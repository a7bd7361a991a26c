"""How far each entry gets, in NumPy on the sorted keys of a log: for funnels of any steps, and for their cubes.

An entry is an occurrence of the first step. From each one the walk takes the earliest occurrence of every next step: no
other choice reaches further, so the furthest step of the walk is the furthest the entry reaches.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from metrics.packing import Codes, Keys
from metrics.store import Log

Flags = npt.NDArray[np.bool_]
NOWHERE = int(np.iinfo(np.int64).max)  # a key after all keys
NEVER = int(np.iinfo(np.int64).min)  # ticks of a step whose step before was not reached


@dataclass(frozen=True, slots=True)
class Reached:
    """The entries that reach one step: their positions among the entries, and ticks since the step before."""

    entry: Keys
    ticks: Keys


@dataclass(frozen=True, slots=True)
class Walk:
    """Entries of one chunk in order of (entity, time) with their entity's codes, and who reaches each step, in time."""

    entries: Keys
    channel: Codes
    segment: Codes
    reached: tuple[Reached, ...]

    def within(self, first: int, end: int, shift: int) -> Walk:
        """The same for the entries from `first` up to `end` (ticks) only."""
        ticks = self.entries & ((1 << shift) - 1)
        mask = (ticks >= first) & (ticks < end)
        if mask.all():
            return self
        place = np.cumsum(mask) - 1
        kept = [(step, mask[step.entry]) for step in self.reached]
        reached = tuple(Reached(place[step.entry[keep]], step.ticks[keep]) for step, keep in kept)
        return Walk(self.entries[mask], self.channel[mask], self.segment[mask], reached)


def walk(log: Log, kinds: tuple[int, ...], chunk: int, wanted: Wanted, length: int, any_order: bool) -> Walk:
    """Walk the `wanted` entries of `chunk` through `kinds`, each step at most `length` ticks from its entry.

    In order, each step is at or after the one before, and a kind that comes again is strictly later. In any order a
    step may lie on either side of the entry, and the n-th step of a kind asks for n different moments.
    """
    entries, channel, segment = wanted.of(log, *log.entries(kinds[0], chunk))
    keys = {kind: log.keys(kind, chunk) for kind in set(kinds[1:])}
    steps = _any_order(entries, kinds, keys, length) if any_order else _in_order(entries, kinds, keys, length)
    return Walk(entries, channel, segment, tuple(steps))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries count: their moment from `first` up to `end` (ticks), their entity's channel and segment codes."""

    first: int
    end: int
    channel: int | None = None
    segment: int | None = None

    def of(self, log: Log, keys: Keys, channel: Codes, segment: Codes) -> tuple[Keys, Codes, Codes]:
        """The wanted ones of the given entries."""
        if self.first <= 0 and self.end > log.span and self.channel is None and self.segment is None:
            return keys, channel, segment
        ticks = keys & ((1 << log.shift) - 1)
        mask = (ticks >= self.first) & (ticks < self.end)
        if self.channel is not None:
            mask &= channel == self.channel
        if self.segment is not None:
            mask &= segment == self.segment
        return keys[mask], channel[mask], segment[mask]


EVERYTHING = Wanted(0, NOWHERE)


def _in_order(entries: Keys, kinds: tuple[int, ...], keys: dict[int, Keys], length: int) -> Iterator[Reached]:
    alive, now, until = np.arange(len(entries)), entries, entries + length
    yield Reached(alive, np.zeros(len(entries), np.int64))
    again = {kind for kind in kinds if kinds.count(kind) > 1}
    seen = {kinds[0]: entries} if kinds[0] in again else {}  # the latest occurrence taken of each kind that comes again
    for kind in kinds[1:]:
        found = _at_or_after(keys[kind], np.maximum(now, seen[kind] + 1) if kind in seen else now)
        in_time = np.flatnonzero(found <= until)
        found = found[in_time]
        alive, until, ticks = alive[in_time], until[in_time], found - now[in_time]
        seen = {known: moments[in_time] for known, moments in seen.items()} | ({kind: found} if kind in again else {})
        now = found
        yield Reached(alive, ticks)


def _at_or_after(keys: Keys, moments: Keys) -> Keys:
    """For each moment the first of the sorted `keys` at or after it; beyond any time where there is none."""
    return np.append(keys, NOWHERE)[np.searchsorted(keys, moments)]


def _any_order(entries: Keys, kinds: tuple[int, ...], keys: dict[int, Keys], length: int) -> Iterator[Reached]:
    everyone = np.arange(len(entries))
    yield Reached(everyone, np.zeros(len(entries), np.int64))
    before, before_there = entries, np.ones(len(entries), np.bool_)
    for number, kind in enumerate(kinds[1:], start=1):
        nth = kinds[:number].count(kind)
        found = _nth_from(np.unique(keys[kind]), entries - length, nth)
        there = found <= entries + length
        ticks = np.where(before_there, found - before, NEVER)
        yield Reached(everyone[there], ticks[there])
        before, before_there = found, there


def _nth_from(moments: Keys, earliest: Keys, nth: int) -> Keys:
    """For each of `earliest` the moment `nth` places after the first at or after it; beyond any time for none."""
    places = np.searchsorted(moments, earliest) + nth
    return np.append(moments, NOWHERE)[np.minimum(places, len(moments))]
