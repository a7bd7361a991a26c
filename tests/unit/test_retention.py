"""Retention: hand-made buyers whose right answer differs from each plausible wrong one, and a literal oracle."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import QueryError
from metrics.commands.retention import parse_days
from metrics.frame import Frame
from metrics.result import Period
from metrics.retention import (
    ACTIVITIES,
    COHORTS,
    MODES,
    STARTS,
    Retention,
    RetentionQuery,
    raw_retention,
    retention,
)
from tests.unit.funnel_kit import START, Rows, event, logs
from tests.unit.pipeline_kit import frame_of

DAY = 24 * 60
ALL = Period(START.date() - timedelta(days=40), START.date() + timedelta(days=60))


def cells(found: Retention) -> list[tuple[str, int, list[tuple[int, int | None]]]]:
    rows = (*found.cohorts, found.pooled)
    return [(row.name, row.size, [(cell.eligible, cell.retained) for cell in row.cells]) for row in rows]


def both(frame: Frame, query: RetentionQuery) -> list[tuple[str, int, list[tuple[int, int | None]]]]:
    """The table from the cube, which must be the one from the raw rows."""
    found = cells(retention(frame, query))
    assert found == cells(raw_retention(frame, query))
    return found


BUYERS = [
    # bought late on Monday: 00:30 on Tuesday is day 1, though 40 minutes later
    event("night", DAY - 10, "purchase"),
    event("night", DAY + 30, "visit"),
    # seven days and a bit later is day 7, not "within 7 × 24 h"
    event("week", 60, "purchase"),
    event("week", 7 * DAY + 120, "active"),
    # active before the first purchase only
    event("before", 0, "visit"),
    event("before", 2 * DAY, "purchase"),
    # bought on the last Monday but one: too young for day 14
    event("young", 8 * DAY, "purchase"),
    event("young", 9 * DAY, "purchase"),
    event("visitor", 10 * DAY, "visit"),
    event("last", 15 * DAY, "visit"),
]


@pytest.mark.parametrize(
    ("mode", "first_week", "second_week", "pooled"),
    [
        ("exact", [(3, 1), (3, 1), (3, 0)], [(1, 1), (1, 0), (0, None)], [(4, 2), (4, 1), (3, 0)]),
        ("within", [(3, 1), (3, 2), (3, 2)], [(1, 1), (1, 1), (0, None)], [(4, 2), (4, 3), (3, 2)]),
        ("on_or_after", [(3, 2), (3, 1), (3, 0)], [(1, 1), (1, 0), (0, None)], [(4, 3), (4, 1), (3, 0)]),
    ],
)
def test_modes_on_calendar_days(
    mode: str, first_week: list[object], second_week: list[object], pooled: list[object]
) -> None:
    with frame_of(events=BUYERS) as frame:
        found = both(frame, RetentionQuery(ALL, mode=mode, days=(1, 7, 8), cohort="week"))
    expected = [("2026-03-02", 3, first_week), ("2026-03-09", 1, second_week), ("all", 4, pooled)]
    # day 8 of 10 March is 18 March, after the last day of the data, the 17th
    assert found == expected


def test_only_those_old_enough_count_in_a_cohort_of_many_days() -> None:
    events = [event("old", 0, "purchase"), event("old", 3 * DAY, "visit"), event("young", 2 * DAY, "purchase")]
    events += [event("young", 3 * DAY, "visit"), event("last", 4 * DAY, "visit")]
    with frame_of(events=events) as frame:
        found = retention(frame, RetentionQuery(ALL, days=(1, 3, 30), cohort="month"))
    assert [(cell.eligible, cell.retained, cell.rate) for cell in found.cohorts[0].cells] == [
        (2, 1, 0.5),
        (1, 1, 1.0),
        (0, None, None),
    ]
    assert (found.cohorts[0].name, found.cohorts[0].size) == ("2026-03", 2)


def test_orders_are_the_purchases_where_there_are_orders_and_count_as_activity() -> None:
    orders = [
        {"user_id": "a", "ts": START, "amount": 1},
        {"user_id": "a", "ts": START + timedelta(days=1), "amount": 1},
    ]
    events = [event("b", 0, "purchase"), event("a", 3 * DAY, "visit")]
    with frame_of(events=events, orders=orders) as frame:
        assert both(frame, RetentionQuery(ALL, days=(1, 3), cohort="all")) == [("all", 1, [(1, 1), (1, 1)])] * 2
        bought = RetentionQuery(ALL, days=(1, 3), cohort="all", activity="purchase")
        assert both(frame, bought)[0] == ("all", 1, [(1, 1), (1, 0)])
        started = RetentionQuery(ALL, days=(3,), cohort="all", start="activity")
        assert both(frame, started)[0] == ("all", 2, [(2, 1)])


def test_a_refund_without_a_person_is_its_buyers() -> None:
    events = [event("a", 0, "purchase", order_id="7"), event(None, DAY, "refund", order_id="7", amount=5)]
    events.append(event("last", DAY, "visit"))
    with frame_of(events=events) as frame:
        assert both(frame, RetentionQuery(ALL, days=(1,), cohort="day"))[0] == ("2026-03-02", 1, [(1, 1)])


@pytest.mark.parametrize(("mode", "back"), [("exact", 2), ("on_or_after", 4)])
def test_day_0_is_the_start_day(mode: str, back: int) -> None:
    rows = [
        event("at once", 0, "visit"), event("at once", 5, "purchase"),
        event("again", 0, "purchase"), event("again", DAY, "purchase"),
        event("later", 0, "visit"), event("later", 2 * DAY, "purchase"),
        event("much later", 0, "visit"), event("much later", 3 * DAY, "purchase"),
        event("never", 0, "visit"),
    ]  # fmt: skip
    query = RetentionQuery(ALL, "activity", mode, (0,), "all", "purchase")
    with frame_of(events=rows) as frame:
        assert both(frame, query)[-1] == ("all", 5, [(5, back)])


def test_within_begins_on_day_1() -> None:
    with frame_of(events=BUYERS) as frame, pytest.raises(QueryError, match="each from 1"):
        retention(frame, RetentionQuery(ALL, mode="within", days=(0,)))


def test_what_does_not_fit_is_named() -> None:
    with frame_of(events=BUYERS) as frame:
        for change in (
            {"mode": "near"},
            {"start": "visit"},
            {"cohort": "year"},
            {"activity": "visit"},
            {"days": (-1,)},
        ):
            with pytest.raises(QueryError):
                retention(frame, RetentionQuery(ALL, **change))  # type: ignore[arg-type]
    with pytest.raises(QueryError):
        parse_days("1,seven")


def oracle(events: Rows, query: RetentionQuery, last: date) -> list[tuple[str, int, list[tuple[int, int | None]]]]:
    """The same, person by person and day by day."""
    active, buys, channel = defaultdict(set), defaultdict(set), {}
    for row in sorted(events, key=lambda row: (row["ts"], row.get("channel") or "Unknown")):
        at = row["ts"]
        assert isinstance(at, datetime)
        channel.setdefault(row["user_id"], row.get("channel") or "Unknown")
        active[row["user_id"]].add(at.date())
        if row["event"] == "purchase":
            buys[row["user_id"]].add(at.date())
    cohorts: dict[str, list[object]] = defaultdict(list)
    for person in active:
        starts = buys[person] if query.start == "purchase" else active[person]
        within = starts and query.period.first <= min(starts) <= query.period.last
        if within and query.channel in (None, channel[person]):
            monday = min(starts) - timedelta(days=min(starts).weekday())
            names = {"day": str(min(starts)), "week": str(monday), "month": str(min(starts))[:7], "all": "all"}
            cohorts[names[query.cohort]].append(person)
    everyone = [person for people in cohorts.values() for person in people]
    rows = []
    for name, people in [*sorted(cohorts.items()), ("all", everyone)]:
        row = []
        for day in query.days:
            eligible = retained = 0
            for person in people:
                first = min(buys[person] if query.start == "purchase" else active[person])
                days = {(d - first).days for d in (active if query.activity == "any" else buys)[person]}
                asked = {"exact": {day}, "within": set(range(1, day + 1)), "on_or_after": set(range(day, 999))}
                if first + timedelta(days=day) <= last:
                    eligible += 1
                    retained += bool(days & asked[query.mode])
            row.append((eligible, retained if eligible else None))
        rows.append((name, len(people), row))
    return rows


QUERIES = st.builds(
    RetentionQuery,
    st.tuples(st.integers(-1, 20), st.integers(0, 25)).map(
        lambda pair: Period(START.date() + timedelta(days=pair[0]), START.date() + timedelta(days=pair[0] + pair[1]))
    ),
    st.sampled_from(STARTS),
    st.sampled_from(MODES),
    st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True).map(tuple),
    st.sampled_from(COHORTS),
    st.sampled_from(ACTIVITIES),
    st.sampled_from([None, None, "ads", "Unknown", "nowhere"]),
)


@given(logs(), QUERIES)
def test_cube_and_raw_equal_the_literal_oracle(events: Rows, query: RetentionQuery) -> None:
    with frame_of(events=events) as frame:
        assert both(frame, query) == oracle(events, query, frame.last)
