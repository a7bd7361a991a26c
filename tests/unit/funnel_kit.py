"""A slow, literal reading of METRICS.md's funnels in plain Python, and small logs full of ties, for funnel tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median

from hypothesis import strategies as st

from metrics.funnel import Funnel, FunnelQuery

Row = Mapping[str, object]
Rows = Sequence[Row]
START = datetime(2026, 3, 2)
KINDS = ("visit", "product_view", "add_to_cart", "checkout_start", "purchase")


class Entity:
    """One person, session or lead: moments by step, and the group it belongs to."""

    def __init__(self, channel: str = "Unknown", segment: str = "Unknown") -> None:
        self.moments: dict[str, list[datetime]] = defaultdict(list)
        self.channel, self.segment = channel, segment


def furthest(entity: Entity, steps: Sequence[str], entry: datetime, window: timedelta | None) -> int:
    """The furthest step (0-based) in order from `entry`: every choice of moments is tried."""

    def go(number: int, taken: list[tuple[str, datetime]]) -> int:
        if number == len(steps):
            return number - 1
        best = number - 1
        for moment in entity.moments[steps[number]]:
            used = [at for step, at in taken if step == steps[number]]
            if moment >= taken[-1][1] and all(moment > at for at in used) and in_time(entry, moment, window):
                best = max(best, go(number + 1, [*taken, (steps[number], moment)]))
        return best

    return go(1, [(steps[0], entry)])


def in_time(entry: datetime, moment: datetime, window: timedelta | None) -> bool:
    return window is None or moment - entry <= window


def has_any_order(entity: Entity, steps: Sequence[str], number: int, entry: datetime, window: timedelta | None) -> bool:
    """Whether step `number` lies within the window on either side of `entry`; the n-th of a kind needs n moments."""
    near = {at for at in entity.moments[steps[number]] if window is None or abs(at - entry) <= window}
    return number == 0 or len(near) > list(steps[:number]).count(steps[number])


def earliest(entity: Entity, steps: Sequence[str], entry: datetime, upto: int) -> list[datetime]:
    """The walk that takes the earliest next moment at every step, up to step `upto`."""
    taken = [(steps[0], entry)]
    for step in steps[1 : upto + 1]:
        used = [at for name, at in taken if name == step]
        moments = [at for at in entity.moments[step] if at >= taken[-1][1] and all(at > before for before in used)]
        taken.append((step, min(moments)))
    return [at for _, at in taken]


def oracle(entities: Iterable[Entity], query: FunnelQuery, as_of: datetime) -> list[tuple[int, int, float | None]]:
    """Per step: entities, those still open, median seconds (in order only) from the step before."""
    steps = tuple("purchase" if step == "repurchase" else step for step in query.steps)
    counted: list[tuple[list[int], list[float], bool]] = []
    for entity in entities:
        if query.channel not in (None, entity.channel) or query.segment not in (None, entity.segment):
            continue
        entries = sorted(
            {at for at in entity.moments[steps[0]] if query.period.first <= at.date() <= query.period.last}
        )
        if not entries:
            continue
        late = query.window is not None and any(entry + query.window > as_of for entry in entries)
        if query.order == "any":
            reached = [
                n for n in range(len(steps)) if any(has_any_order(entity, steps, n, e, query.window) for e in entries)
            ]
            counted.append((reached, [], late))
            continue
        best = max(furthest(entity, steps, entry, query.window) for entry in entries)
        waits = []
        for number in range(1, best + 1):
            first = min(entry for entry in entries if furthest(entity, steps, entry, query.window) >= number)
            walk = earliest(entity, steps, first, number)
            waits.append((walk[number] - walk[number - 1]).total_seconds())
        counted.append((list(range(best + 1)), waits, late))
    return [_step(counted, number, query.include_open) for number in range(len(steps))]


def _step(
    counted: list[tuple[list[int], list[float], bool]], number: int, include_open: bool
) -> tuple[int, int, float | None]:
    there = [late for reached, _, late in counted if number in reached]
    waits = [waits[number - 1] for _, waits, late in counted if 0 < number <= len(waits) and (include_open or not late)]
    entities = len(there) if include_open else there.count(False)
    return entities, sum(there), median(waits) if waits else None


def shown(funnel: Funnel, with_median: bool = True) -> list[tuple[int, int, float | None]]:
    """A funnel's steps as the oracle gives them."""
    return [(s.entities, s.still_open, s.median_seconds if with_median else None) for s in funnel.steps]


def persons(events: Rows) -> list[Entity]:
    """Persons of an event log without orders; group by their first event, the smaller name on a tie."""
    found: dict[object, Entity] = {}
    for event in sorted(events, key=lambda row: (row["ts"], row.get("channel") or "Unknown")):
        if event["user_id"]:
            entity = found.setdefault(event["user_id"], Entity(str(event.get("channel") or "Unknown")))
            entity.moments[str(event["event"])].append(event["ts"])  # type: ignore[arg-type]
    return list(found.values())


def sessions(events: Rows) -> list[Entity]:
    """Sessions by id, or by gaps of 30 minutes."""
    groups: dict[object, list[Row]] = defaultdict(list)
    last: dict[object, tuple[datetime, int]] = {}
    for event in sorted(events, key=lambda row: row["ts"]):  # type: ignore[arg-type, return-value]
        at = event["ts"]
        assert isinstance(at, datetime)
        if event.get("session_id"):
            groups["id", event["session_id"]].append(event)
        elif event["user_id"]:
            before, number = last.get(event["user_id"], (datetime.min, 0))
            number += at - before >= timedelta(minutes=30)
            last[event["user_id"]] = at, number
            groups["gap", event["user_id"], number].append(event)
    found = []
    for rows in groups.values():
        if all(row["event"] == "refund" for row in rows):
            continue
        first = min(row["ts"] for row in rows)  # type: ignore[type-var]
        entity = Entity(min(str(row.get("channel") or "Unknown") for row in rows if row["ts"] == first))
        for row in rows:
            entity.moments[str(row["event"])].append(row["ts"])  # type: ignore[arg-type]
        found.append(entity)
    return found


def event(user: str | None, minutes: float, kind: str, **more: object) -> dict[str, object]:
    """One event, `minutes` after the start (a Monday, midnight)."""
    return {"user_id": user, "ts": START + timedelta(minutes=minutes), "event": kind, **more}


@st.composite
def logs(draw: st.DrawFn) -> list[dict[str, object]]:
    """Persons over twenty days on a coarse grid of times, so that ties, exact windows and exact gaps are common."""
    grid = draw(st.sampled_from([10, 30, 720]))
    rows = st.builds(
        lambda user, at, kind, channel, session: event(user, at * grid, kind, channel=channel, session_id=session),
        st.sampled_from(["a", "b", "c", "d"]),
        st.integers(0, 40),
        st.sampled_from([*KINDS, "visit", "purchase", "refund"]),
        st.sampled_from(["ads", "mail", None]),
        st.sampled_from([None, None, "", "s1", "s2"]),
    )
    return draw(st.lists(rows, min_size=1, max_size=24))
