"""Retention counts straight from the person log, in NumPy: the check on the cube, and what it is measured against.

Per person one start day; then, kind by kind, one binary search answers "anything on day N?", one the first day after
the start, and the last occurrence the last day. Nobody's days are ever listed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from metrics.ahead import ahead
from metrics.packing import Codes, Keys
from metrics.store import Log

if TYPE_CHECKING:
    from metrics.retention import RetentionQuery

NEVER = -1


@dataclass(frozen=True, slots=True)
class _Cohort:
    """The chosen persons of one chunk in order, each with a start day (from the log's base)."""

    person: Keys
    start: Keys

    def after(self, log: Log, days: int) -> Keys:
        """The key of each person's first moment of day start + `days`."""
        return (self.person << log.shift) + (self.start + days) * log.day


def count(log: Log, query: RetentionQuery, buying: int, kinds: tuple[int, ...]) -> tuple[Keys, dict[int, Keys]]:
    """Persons who started, and per N those retained, each as numbers per start day (places are days from the base).

    `buying` is the log's kind of a purchase, `kinds` are all kinds that occur.
    """
    size = np.zeros(log.day_count, np.int64)
    kept = {day: np.zeros(log.day_count, np.int64) for day in query.days}
    active = (buying,) if query.activity == "purchase" else kinds

    def work(chunk: int) -> tuple[_Cohort, dict[int, npt.NDArray[np.bool_]]]:
        cohort = _cohort(log, query, (buying,) if query.start == "purchase" else kinds, chunk)
        return cohort, _retained(log, query, cohort, [log.keys(kind, chunk) for kind in active])

    log.ensure()
    log.ensure_entities()
    for cohort, back in ahead(work, log.chunks):
        size += np.bincount(cohort.start, minlength=log.day_count)
        for day, retained in back.items():
            kept[day] += np.bincount(cohort.start[retained], minlength=log.day_count)
    return size, kept


def _cohort(log: Log, query: RetentionQuery, kinds: tuple[int, ...], chunk: int) -> _Cohort:
    persons, starts = zip(*(_firsts(log, query, *log.entries(kind, chunk)) for kind in kinds), strict=True)
    person, start = np.concatenate(persons), np.concatenate(starts)
    if len(kinds) > 1:
        order = np.lexsort((start, person))
        person, start = person[order], start[order]
        new = np.flatnonzero(np.diff(person, prepend=NEVER))
        person, start = person[new], start[new]
    wanted = (start >= log.days(query.period.first)) & (start <= log.days(query.period.last))
    return _Cohort(person[wanted], start[wanted])


def _firsts(log: Log, query: RetentionQuery, keys: Keys, channel: Codes, segment: Codes) -> tuple[Keys, Keys]:
    """Persons with an occurrence among `keys`, and the day of the first; only those the query's filter lets in."""
    person = keys >> log.shift
    new = np.flatnonzero(np.diff(person, prepend=NEVER))
    for codes, wanted in ((channel, log.code("channel", query.channel)), (segment, log.code("segment", query.segment))):
        if wanted is not None:
            new = new[codes[new] == wanted]
    return person[new], (keys[new] & ((1 << log.shift) - 1)) // log.day


def _retained(log: Log, query: RetentionQuery, cohort: _Cohort, active: list[Keys]) -> dict[int, npt.NDArray[np.bool_]]:
    """Per N whether each person of the cohort came back."""
    if query.mode == "exact":
        return {day: _any_on(log, cohort, day, active) for day in query.days}
    far = log.day_count + max(query.days)
    when = np.full(len(cohort.start), far if query.mode == "within" else NEVER, np.int64)
    for keys in active:
        if query.mode == "within":
            when = np.minimum(when, _first_after(log, cohort, keys, far))
        else:
            when = np.maximum(when, _last(log, cohort, keys))
    if query.mode == "within":
        return {day: when <= day for day in query.days}
    return {day: when >= day for day in query.days}


def _any_on(log: Log, cohort: _Cohort, day: int, active: list[Keys]) -> npt.NDArray[np.bool_]:
    found = np.zeros(len(cohort.start), np.bool_)
    inside = cohort.start + day < log.day_count  # beyond the data's days a key would run into the next person
    begin = cohort.after(log, day)[inside]
    for keys in active:
        found[inside] |= np.searchsorted(keys, begin) < np.searchsorted(keys, begin + log.day)
    return found


def _first_after(log: Log, cohort: _Cohort, keys: Keys, far: int) -> Keys:
    """Days from the start to the first day after it with one of `keys`; `far` for none."""
    place = np.searchsorted(keys, cohort.after(log, 1))
    found = np.append(keys, np.iinfo(np.int64).max)[place]
    return np.where(found >> log.shift == cohort.person, _day(log, found) - cohort.start, far)


def _last(log: Log, cohort: _Cohort, keys: Keys) -> Keys:
    """Days from the start to the last day with one of `keys`; NEVER for none."""
    place = np.searchsorted(keys, (cohort.person + 1) << log.shift) - 1
    found = np.append(keys, NEVER)[place]
    return np.where(found >> log.shift == cohort.person, _day(log, found) - cohort.start, NEVER)


def _day(log: Log, keys: Keys) -> Keys:
    return (keys & ((1 << log.shift) - 1)) // log.day
