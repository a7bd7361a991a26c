"""Wrong numbers that funnels and retention gave, or nearly gave, without a word: one test each, for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from metrics.funnel import FunnelQuery, default_query, funnel, raw_funnel
from metrics.result import Period
from metrics.retention import RetentionQuery, retention
from tests.unit.funnel_kit import START, event
from tests.unit.pipeline_kit import frame_of

DAY = 24 * 60
EVER = Period(date(1900, 1, 1), date(9999, 12, 31))


def test_a_period_that_begins_before_the_data_counts_everyone_in_it() -> None:
    # the cube's mark for "no day before" was the day before the data, which such a period took for a day inside it
    events = [event("a", 0, "visit"), event("a", 1, "purchase"), event("b", 5 * DAY, "visit")]
    with frame_of(events=events) as frame:
        for period in (EVER, Period(START.date() - timedelta(days=1), START.date() + timedelta(days=9))):
            query = default_query(frame, "b2c", "person", period)
            assert [step.entities for step in funnel(frame, query)[0].steps] == [2, 1]


def test_converted_entities_that_are_still_open_are_left_out_with_the_others() -> None:
    # keeping them while leaving out the rest would show 2 of 2
    events = [event("old", 0, "visit"), event("old", 1, "purchase"), event("older", 0, "visit")]
    events += [event("new", 20 * DAY, "visit"), event("new", 20 * DAY + 1, "purchase")]
    with frame_of(events=events) as frame:
        query = replace(default_query(frame, "b2c"), include_open=False)
        for found in (funnel(frame, query)[0], raw_funnel(frame, query)[0]):
            assert [(step.entities, step.still_open) for step in found.steps] == [(2, 1), (1, 1)]


def test_neighbours_in_the_log_never_finish_each_others_walk() -> None:
    # keys of different persons lie close together at the edges of the data's span
    events = [
        event("a", 0, "visit"),
        event("b", 0, "purchase"),
        event("a", 9 * DAY, "visit"),
        event("c", 0, "purchase"),
    ]
    with frame_of(events=events) as frame:
        for window in (None, timedelta(days=99_999)):
            query = FunnelQuery("b2c", ("visit", "purchase"), "person", window, EVER)
            for order in ("in", "any"):
                found = raw_funnel(frame, replace(query, order=order))[0]
                assert [step.entities for step in found.steps] == [1, 0]


def test_microseconds_are_not_rounded_into_a_window() -> None:
    late = event("a", DAY, "purchase")
    late["ts"] = late["ts"] + timedelta(microseconds=1)  # type: ignore[operator]
    events = [event("a", 0, "visit"), late, event("b", 0, "visit"), event("b", DAY, "purchase")]
    with frame_of(events=events) as frame:
        query = replace(default_query(frame, "b2c"), window=timedelta(days=1))
        assert [step.entities for step in funnel(frame, query)[0].steps] == [2, 1]
        assert [step.entities for step in raw_funnel(frame, query)[0].steps] == [2, 1]


def test_a_buyer_too_young_is_neither_kept_nor_lost() -> None:
    events = [event("old", 0, "purchase"), event("young", 5 * DAY, "purchase"), event("young", 6 * DAY, "visit")]
    with frame_of(events=events) as frame:
        cell = retention(frame, RetentionQuery(EVER, mode="within", days=(3,), cohort="all")).pooled.cells[0]
    assert (cell.eligible, cell.retained) == (1, 0)


def test_an_order_logged_twice_in_a_session_is_no_repurchase() -> None:
    # the person's funnel knew it, the session's took the second line of the same order for a second purchase
    def bought(person: str, minute: int, order: str, session: str | None) -> dict[str, object]:
        return event(person, minute, "purchase") | {"order_id": order, "session_id": session}

    once = [
        bought("a", 0, "o1", "s1"),
        bought("a", 5, "o1", "s1"),
        bought("g", 0, "o4", None),
        bought("g", 9, "o4", None),
    ]
    twice = [bought("b", 0, "o2", "s2"), bought("b", 5, "o3", "s2"), bought("h", 0, "", None), bought("h", 9, "", None)]
    with frame_of(events=[*once, *twice, event("z", 90 * DAY, "visit")]) as frame:
        for count in ("session", "person"):
            query = FunnelQuery("b2c", ("purchase", "repurchase"), count, None, EVER)
            assert [step.entities for step in raw_funnel(frame, query)[0].steps] == [4, 2], count
