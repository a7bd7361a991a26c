"""Funnels of both sides, for screens, slides and the command line: METRICS.md "Funnels", from cubes or from the log.

An entity (person, session or lead) that has the first step in the period counts once per step. *In order* it counts at
a step when one of its entries is followed by all steps up to it, each at or after the one before, within the window. In
*any order* it counts at every step that lies no further than the window from one of its entries, on either side. The
window includes its last moment. An entity is *still open* when one of its entries in the period is so late that its
window has not passed at `as_of`, whatever it has reached: leaving out only those that have not converted would flatter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from data.errors import QueryError
from metrics import chains, funnel_cube, funnel_steps, store, tally
from metrics.ahead import ahead
from metrics.frame import Frame
from metrics.packing import SECOND
from metrics.result import Note, Period

SIDES = ("b2c", "b2b")
COUNTS = {"b2c": ("person", "session"), "b2b": ("lead",)}
WINDOWS = {"person": timedelta(days=7), "session": None, "lead": timedelta(days=180)}
UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}
ANY_ORDER = Note("any_order", "Any order: counted at every step it has, whether or not it passed the earlier ones.")


@dataclass(frozen=True, slots=True)
class FunnelQuery:
    """What to count. `steps` as typed, in order; `window` None is no limit; `period` selects entries (step 1).

    `count` is person or session on B2C; on B2B it is always the lead. `by` is channel, segment or None. `include_open`
    False leaves out the entities still open.
    """

    side: str
    steps: tuple[str, ...]
    count: str
    window: timedelta | None
    period: Period
    order: str = "in"
    channel: str | None = None
    segment: str | None = None
    by: str | None = None
    include_open: bool = True


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One bar: entities that reach it, shares of entry and of the step before, median seconds from the step before.

    `still_open` are the entities of this step whose window has not passed; they are among `entities` unless left out.
    """

    step: str
    entities: int
    of_entry: float | None
    of_previous: float | None
    median_seconds: float | None
    still_open: int


@dataclass(frozen=True, slots=True)
class Funnel:
    """One funnel: of everyone, or of one `group` (a channel's or segment's name). `source` is cube or raw."""

    group: str | None
    steps: tuple[FunnelStep, ...]
    notes: tuple[Note, ...]
    source: str

    @property
    def still_open(self) -> int:
        """Entities that entered and whose window has not passed at `as_of`."""
        return self.steps[0].still_open


def default_query(frame: Frame, side: str, count: str | None = None, period: Period | None = None) -> FunnelQuery:
    """The standard funnel of `side`: its steps that occur in the data, its window; all the data without a period."""
    if side not in SIDES:
        raise QueryError("Unknown side", f"{side!r} is not one of b2c, b2b")
    count = "lead" if side == "b2b" and count in (None, "person", "lead") else count or "person"
    _check_count(side, count)
    steps = funnel_steps.standard(frame, count)
    return FunnelQuery(side, steps, count, WINDOWS[count], period or Period(frame.first, frame.last))


def funnel(frame: Frame, query: FunnelQuery) -> list[Funnel]:
    """The funnel `query` asks for: one, or one per group with entries, by name. QueryError for what does not fit."""
    query = checked(query)
    if not funnel_cube.is_standard(frame, query.count, query.steps, query.window, query.order):
        return raw_funnel(frame, query)
    return _from_cube(frame, query, query.period, times=True)


def raw_funnel(frame: Frame, query: FunnelQuery) -> list[Funnel]:
    """The same from the log of occurrences, for any steps and window."""
    return raw_trend(frame, query, [query.period])[0][1]


def raw_trend(frame: Frame, query: FunnelQuery, periods: list[Period]) -> list[tuple[Period, list[Funnel]]]:
    """The funnel of each of `periods` from one walk over the log; the query's own period is not looked at."""
    query = checked(query)
    log = store.open_log(frame, query.count)
    kinds = funnel_steps.kinds(frame, query.count, query.steps)
    walks = _walks(log, query, kinds, periods)
    notes = notes_of(frame, query)
    return [(period, _counted(log, query, walks, period, notes)) for period in periods]


def checked(query: FunnelQuery) -> FunnelQuery:
    """The query with its steps as known names; QueryError naming the first thing that does not fit."""
    if query.side not in SIDES:
        raise QueryError("Unknown side", f"{query.side!r} is not one of b2c, b2b")
    _check_count(query.side, query.count)
    if query.order not in ("in", "any"):
        raise QueryError("Unknown order", f"{query.order!r} is not one of in, any")
    if query.by not in (None, "channel", "segment"):
        raise QueryError("Unknown split", f"{query.by!r} is not one of channel, segment")
    return replace(query, steps=funnel_steps.known(query.side, query.steps))


def parse_window(text: str) -> timedelta | None:
    """`7d`, `12h` or `30m` as a length of time, `none` as no limit; QueryError for anything else."""
    word = text.strip().lower()
    if word == "none":
        return None
    number, unit = word[:-1], word[-1:]
    if number.isascii() and number.isdigit() and len(number) <= 6 and int(number) > 0 and unit in UNITS:
        return int(number) * UNITS[unit]
    raise QueryError("Unknown window", f"{text!r} is not a window; write days or hours such as 7d or 12h, or none")


def _check_count(side: str, count: str) -> None:
    if count not in COUNTS[side]:
        raise QueryError("Unknown way of counting", f"{count!r} on {side} is not one of {', '.join(COUNTS[side])}")


def notes_of(frame: Frame, query: FunnelQuery) -> tuple[Note, ...]:
    """What a reader of this funnel must know: any order, steps the data never has."""
    missing = funnel_steps.missing(frame, query.count, query.steps)
    return ((ANY_ORDER,) if query.order == "any" else ()) + missing


def _walks(log: store.Log, query: FunnelQuery, kinds: tuple[int, ...], periods: list[Period]) -> list[chains.Walk]:
    whole = Period(min(period.first for period in periods), max(period.last for period in periods))
    codes = log.code("channel", query.channel), log.code("segment", query.segment)
    wanted = chains.Wanted(*log.ticks_of(whole), *codes)
    any_order, length = query.order == "any", log.length(query.window)
    log.ensure()
    log.ensure_entities()
    return list(ahead(lambda chunk: chains.walk(log, kinds, chunk, wanted, length, any_order), log.chunks))


def _counted(
    log: store.Log, query: FunnelQuery, walks: list[chains.Walk], period: Period, notes: tuple[Note, ...]
) -> list[Funnel]:
    within = [walk.within(*log.ticks_of(period), log.shift) for walk in walks]
    names = {"channel": log.channels, "segment": log.segments}.get(query.by or "", (None,))
    late = funnel_cube.open_after(log.frame, log, query.window)
    counts = tally.count(within, log.shift, query.by, len(names), late, query.include_open)
    found = [_one(log, query, counts, group, name, notes) for group, name in enumerate(names)]
    return found if query.by is None else [funnel for funnel in found if funnel.steps[0].entities + funnel.still_open]


def _one(
    log: store.Log, query: FunnelQuery, counts: tally.Tally, group: int, name: str | None, notes: tuple[Note, ...]
) -> Funnel:
    medians = [counts.median(step, group) for step in range(len(query.steps))]
    steps = steps_of(log, query, counts.entities[:, group].tolist(), counts.still_open[:, group].tolist(), medians)
    return Funnel(name, steps, notes, "raw")


def _from_cube(frame: Frame, query: FunnelQuery, period: Period, times: bool) -> list[Funnel]:
    log = store.open_log(frame, query.count)
    name = funnel_cube.ensure_cube(frame, log, query.count, query.window)
    asked = funnel_cube.Asked(
        len(query.steps), period, query.channel, query.segment, query.by, query.include_open, times
    )
    found = funnel_cube.counts(log, name, asked, funnel_cube.open_after(frame, log, query.window))
    if query.by is None:
        found = found or {0: asked.nothing()}
    names = {"channel": log.channels, "segment": log.segments}.get(query.by or "", (None,))
    notes = notes_of(frame, query)
    return [
        Funnel(names[code], steps_of(log, query, one.entities, one.still_open, one.medians), notes, "cube")
        for code, one in sorted(found.items())
    ]


def steps_of(
    log: store.Log, query: FunnelQuery, reached: list[int], still_open: list[int], medians: list[float | None]
) -> tuple[FunnelStep, ...]:
    """The bars of one funnel from its counts (`reached` includes those still open) and its median ticks."""
    seconds = [None if ticks is None else ticks * log.unit / SECOND for ticks in medians]
    counted = reached if query.include_open else [n - late for n, late in zip(reached, still_open, strict=True)]
    return tuple(
        FunnelStep(
            step,
            counted[number],
            _share(counted[number], counted[0]),
            _share(counted[number], counted[number - 1]) if number else None,
            seconds[number] if number else None,
            still_open[number],
        )
        for number, step in enumerate(query.steps)
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
