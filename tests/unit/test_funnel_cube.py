"""Cubes of the standard funnels: the answers of the log, exactly, for any period, filter and split."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from metrics import funnel_cube
from metrics.frame import open_frame
from metrics.funnel import Funnel, FunnelQuery, default_query, funnel, raw_funnel
from metrics.result import Period
from metrics.retention import RetentionQuery, raw_retention, retention
from tests.unit.funnel_kit import START, Rows, event, logs, oracle, persons, shown
from tests.unit.pipeline_kit import frame_of

PERIODS = st.tuples(st.integers(-1, 20), st.integers(0, 20)).map(
    lambda pair: Period(START.date() + timedelta(days=pair[0]), START.date() + timedelta(days=pair[0] + pair[1]))
)
WAYS = st.sampled_from([(count, window) for count in ("person", "session") for window in funnel_cube.WINDOWS[count]])


def plain(funnels: list[Funnel]) -> list[object]:
    return [(one.group, one.steps, one.notes) for one in funnels]


@given(
    logs(),
    st.lists(st.tuples(WAYS, PERIODS, st.sampled_from([None, "ads"]), st.booleans()), min_size=1, max_size=6),
    st.sampled_from([None, "channel", "segment"]),
    st.integers(1, 5),
)
def test_cube_equals_log(events: Rows, asked: list[tuple[object, ...]], by: str | None, upto: int) -> None:
    with frame_of(events=events) as frame:
        for (count, window), period, channel, include_open in asked:  # type: ignore[misc]
            query = replace(default_query(frame, "b2c", count, period), window=window, by=by, include_open=include_open)
            query = replace(query, channel=channel, steps=query.steps[:upto])
            found = funnel(frame, query)
            assert {one.source for one in found} <= {"cube"}
            assert plain(found) == plain(raw_funnel(frame, query))


@given(logs(), PERIODS)
def test_cube_equals_the_literal_oracle(events: Rows, period: Period) -> None:
    with frame_of(events=events) as frame:
        query = default_query(frame, "b2c", "person", period)
        assert shown(funnel(frame, query)[0]) == oracle(persons(events), query, frame.as_of)


def test_leads_too() -> None:
    leads = [{"lead_id": str(n), "created_at": START + timedelta(days=n), "channel": "ab"[n % 2]} for n in range(20)]
    deals = [
        {"deal_id": str(n), "lead_id": str(n), "status": "won", "closed_at": START + timedelta(days=20 * n)}
        for n in range(20)
    ]
    with frame_of(leads=leads, deals=deals) as frame:
        for window in funnel_cube.WINDOWS["lead"]:
            query = replace(default_query(frame, "b2b"), by="channel", window=window)
            found = funnel(frame, query)
            assert [one.source for one in found] == ["cube", "cube"]
            assert plain(found) == plain(raw_funnel(frame, query))
            assert [one.steps[1].entities for one in found] == ([5, 5] if window else [10, 10])
        early = replace(query, period=Period(date(2026, 3, 1), date(2026, 3, 4)), window=timedelta(days=180))
        assert [step.entities for step in funnel(frame, early)[0].steps] == [2, 2]


def test_what_no_cube_answers_comes_from_the_log() -> None:
    events = [event("a", 0, "visit"), event("a", 5, "purchase")]
    with frame_of(events=events) as frame:
        query = default_query(frame, "b2c")
        for other in (
            replace(query, window=timedelta(days=3)),
            replace(query, order="any"),
            replace(query, steps=("purchase", "visit")),
        ):
            assert funnel(frame, other)[0].source == "raw"
        assert funnel(frame, replace(query, steps=("VISIT",)))[0].source == "cube"


def test_a_kept_cube_answers_without_the_log(tmp_path: Path) -> None:
    events = [event("a", 0, "visit"), event("a", 5, "purchase"), event("b", 9, "visit")]
    with frame_of(events=events) as made:
        first = open_frame(made.dataset, cache=tmp_path)
        query = FunnelQuery("b2c", ("visit", "purchase"), "person", timedelta(days=7), Period(first.first, first.last))
        expected = plain(funnel(first, query))
        again = open_frame(made.dataset, cache=tmp_path)
        assert plain(funnel(again, query)) == expected
        tables = {row[0] for row in again.cursor().execute("select table_name from duckdb_tables()").fetchall()}
    assert "funnel_person_7d" in tables
    assert "log_person" not in tables


def test_events_of_nobody_are_an_empty_funnel() -> None:
    with frame_of(events=[event(None, 0, "visit"), event("", 5, "visit")]) as frame:
        for steps in (("visit", "purchase"), ("visit",)):
            query = FunnelQuery("b2c", steps, "person", timedelta(days=7), Period(frame.first, frame.last))
            assert [step.entities for step in funnel(frame, query)[0].steps] == [0] * len(steps)
            assert plain(funnel(frame, query)) == plain(raw_funnel(frame, query))
        found = retention(frame, RetentionQuery(query.period, start="activity"))
        assert (found.cohorts, found.pooled.size) == ((), 0)
        assert raw_retention(frame, RetentionQuery(query.period, start="activity")).pooled == found.pooled
