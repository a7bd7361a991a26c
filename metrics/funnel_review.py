"""A funnel as one reads it on a Monday: the mature days of what was asked, what they are compared with, and the weeks.

For the funnel screens. An entry is only compared once its window has passed: where the chosen days have none such, the
latest days of equal length that have are shown in their place, and the review says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from metrics.frame import Frame
from metrics.funnel import Funnel, FunnelQuery, checked, funnel, raw_trend
from metrics.funnel_cube import is_standard
from metrics.result import Note, Period
from metrics.window import WEEK, comparison, named_period, weeks_back

WEEKS = 13
IMMATURE_WEEKS = 4
MOVED = (
    "The {n} {n:entry|entries} from {first} to {last} {n:has|have} not had {n:its|their} whole window yet: "
    "the latest days that have are shown."
)
CUT = "Entries after {last} have not had their whole window yet: they are left out."
LEFT_OUT = "{n} {n:entry|entries} whose window has not passed {n:is|are} left out."
AS_IT_STANDS = (
    "{n} of {total} {total:entry|entries} {n:is|are} still open: later steps can still grow, so nothing is compared."
)
TOO_EARLY = "Too early: no entry has had its whole window yet. Shown is how far they have come."


@dataclass(frozen=True, slots=True)
class Review:
    """`found` for `period`; `before` for `compared`, None where there is nothing fair to compare with.

    `waiting` are the entities of the asked days still open, `query` is what was counted in the end.
    """

    query: FunnelQuery
    found: Funnel
    before: Funnel | None
    compared: Period
    waiting: int
    notes: tuple[Note, ...]

    @property
    def period(self) -> Period:
        """The days of the entries shown."""
        return self.query.period


@dataclass(frozen=True, slots=True)
class Week:
    """The funnel of the entries of one ISO week; None while some of its days have not had their window."""

    period: Period
    found: Funnel | None


def review(frame: Frame, query: FunnelQuery, compare: str = "previous", name: str | None = None) -> Review:
    """The funnel of `query` for reading: without `include_open` over mature days, with it over the days as they stand.

    `compare` is previous or year, `name` the period's name, both as in `window.comparison`. QueryError for what does
    not fit.
    """
    query = replace(checked(query), by=None)
    whole = funnel(frame, replace(query, include_open=True))[0]
    shown = None if query.include_open else mature_days(frame, query)
    if shown is None:
        return _as_it_stands(frame, query, whole, compare, name)
    asked, counted = query.period, replace(query, period=shown)
    found = funnel(frame, counted)[0]
    if not found.steps[0].entities and whole.still_open:
        return _as_it_stands(frame, query, whole, compare, name)
    against = _against(asked, shown, compare, name)
    notes = _notes(asked, shown, whole.still_open, found.still_open)
    return Review(counted, found, _before(frame, counted, against), against, whole.still_open, notes + found.notes)


def mature_days(frame: Frame, query: FunnelQuery) -> Period | None:
    """The mature days of the query's period, or the latest as many that are; None when the data have none."""
    asked, last = query.period, mature_last(frame, query)
    if asked.first <= last:
        return replace(asked, last=min(asked.last, last))
    return Period(max(frame.first, last - (asked.last - asked.first)), last) if last >= frame.first else None


def mature_last(frame: Frame, query: FunnelQuery) -> date:
    """The last day whose entries' window has passed, as in `window.mature_until`."""
    return frame.last if query.window is None else (frame.as_of - query.window).date()


def weekly(frame: Frame, query: FunnelQuery, weeks: int = WEEKS) -> list[Week]:
    """The funnels of `weeks` mature ISO weeks up to the query's period, and of at most four immature ones after them.

    Oldest first; entities still open are left out, and so are weeks that are not whole by then.
    """
    query = replace(checked(query), by=None, include_open=False)
    whole = named_period("week", mature_last(frame, query)).last
    last = min(named_period("week", query.period.last).last, whole + IMMATURE_WEEKS * WEEK)
    later = max(0, (last - whole) // WEEK)
    periods = weeks_back(last, weeks + later)
    mature = [period for period in periods if period.last <= whole]
    found = dict(zip(mature, _funnels(frame, query, mature), strict=True))
    return [Week(period, found.get(period)) for period in periods]


def _funnels(frame: Frame, query: FunnelQuery, periods: list[Period]) -> list[Funnel]:
    if not periods:
        return []
    if is_standard(frame, query.count, query.steps, query.window, query.order):
        return [funnel(frame, replace(query, period=period))[0] for period in periods]
    return [found[0] for _, found in raw_trend(frame, query, periods)]


def _as_it_stands(frame: Frame, query: FunnelQuery, whole: Funnel, compare: str, name: str | None) -> Review:
    """The asked days with those still open; compared only when none is."""
    against = comparison(query.period, compare, name)
    counted = replace(query, include_open=True)
    before = None if whole.still_open else _before(frame, counted, against)
    values = (("n", whole.still_open), ("total", whole.steps[0].entities))
    notes: tuple[Note, ...] = (Note("as_it_stands", AS_IT_STANDS, values),) if whole.still_open else ()
    if not query.include_open and whole.still_open:
        notes = (Note("too_early", TOO_EARLY), *notes)
    return Review(counted, whole, before, against, whole.still_open, notes + whole.notes)


def _against(asked: Period, shown: Period, compare: str, name: str | None) -> Period:
    """What the days shown are compared with; a period that was cut is compared with as many days of its comparison."""
    if shown.first != asked.first:
        return comparison(shown, compare)
    whole = comparison(asked, compare, name)
    return replace(whole, last=min(whole.last, whole.first + (shown.last - shown.first)))


def _before(frame: Frame, query: FunnelQuery, against: Period) -> Funnel | None:
    """The comparison, where the data reach back to all of its days and somebody entered."""
    if against.first < frame.first:
        return None
    found = funnel(frame, replace(query, period=against))[0]
    return found if found.steps[0].entities else None


def _notes(asked: Period, shown: Period, waiting: int, left_out: int) -> tuple[Note, ...]:
    if asked.first > shown.last and not waiting:
        return ()
    if asked.first > shown.last:
        values = (("n", waiting), ("first", asked.first), ("last", asked.last))
        return (Note("moved", MOVED, values), *_left_out(left_out))
    cut = (Note("cut", CUT, (("last", shown.last),)),) if shown != asked else ()
    return (*cut, *_left_out(left_out))


def _left_out(entities: int) -> tuple[Note, ...]:
    return (Note("left_out", LEFT_OUT, (("n", entities),)),) if entities else ()
