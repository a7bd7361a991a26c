"""Channels and segments are numbered by list or by join, and filled only where a blank may be: never another answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.dataset import DataSet
from metrics import sessions
from metrics.frame import Frame, open_frame
from tests.unit.kit import dataset, write

START = datetime(2026, 3, 2)
NAMES = st.sampled_from(["Ads", "ads", "Quảng cáo", "it's", "{orders_code}", ""])
EVENT = st.tuples(
    st.sampled_from(["a", "b", "c"]),
    st.integers(0, 4),
    st.sampled_from(["visit", "add_to_cart", "purchase", "refund"]),
    st.sampled_from(["s1", "s2", ""]),
    NAMES,
    NAMES,
)


def rows(table: list[tuple[str, int, str, str, str, str]]) -> list[dict[str, object]]:
    return [
        {
            "user_id": user,
            "ts": START + timedelta(minutes=20 * at),
            "event": event,
            "session_id": session,
            "order_id": session,
            "amount": at,
            "channel": channel,
            "segment": segment,
        }
        for user, at, event, session, channel, segment in table
    ]


def tables(frame: Frame) -> list[list[tuple[object, ...]]]:
    made = [sessions.ensure_persons(frame), sessions.ensure_sessions(frame), sessions.ensure_purchases(frame)]
    return [frame.cursor().execute(f"select * from {name} order by all").fetchall() for name in made]


def test_an_order_logged_twice_has_the_channel_and_segment_of_one_of_its_events(tmp_path: Path) -> None:
    """The first event's; of two at one moment the first by name, never one's channel with the other's segment."""
    told = [("a", 1, "purchase", "s1", *pair) for pair in (("mail", "a"), ("ads", "z"), ("ads", "y"))]
    told += [("a", 0, "purchase", "s2", "mail", "z"), ("a", 1, "purchase", "s2", "ads", "a")]
    told += [("b", 1, "purchase", "", "mail", "a"), ("b", 1, "purchase", "", "ads", "z")]
    frame = open_frame(dataset(tmp_path, events=rows(told)))
    sessions.ensure_purchases(frame)
    found = frame.cursor().execute("select user_id, order_id, channel, segment, amount from purchases order by all")
    assert found.fetchall() == [
        ("a", "s1", "ads", "y", 3),
        ("a", "s2", "mail", "z", 1),
        ("b", None, "ads", "z", 1),
        ("b", None, "mail", "a", 1),
    ]


@settings(max_examples=25)
@given(table=st.lists(EVENT, min_size=1, max_size=12))
def test_a_list_and_a_join_number_alike(
    table: list[tuple[str, int, str, str, str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Named ones as a list; the same with Unknown written out and left blank, which is joined."""
    blank = dataset(tmp_path / "blank", events=rows(table))
    named = dataset(
        tmp_path / "named",
        events=[
            row | {"channel": row["channel"] or "Unknown", "segment": row["segment"] or "Unknown"}
            for row in rows(table)
        ],
    )
    listed = open_frame(named)
    assert listed.whole == {"events.channel", "events.segment"}
    found = tables(listed)
    with monkeypatch.context() as context:
        context.setattr(sessions, "MOST_LISTED", 0)
        assert tables(open_frame(named)) == found
    assert tables(open_frame(blank)) == found


def test_only_what_the_statistics_prove_is_left_unfilled(tmp_path: Path) -> None:
    """A blank, a NULL, a file without the column or without statistics: each is filled with Unknown."""
    full = {"user_id": "a", "ts": START, "event": "visit", "channel": "Ads", "segment": "m"}
    frame = open_frame(dataset(tmp_path / "1", events=[full, full | {"channel": ""}, full | {"segment": None}]))
    assert frame.whole == frozenset()
    assert words(frame) == {("Ads", "m"), ("Unknown", "m"), ("Ads", "Unknown")}
    without = {name: value for name, value in full.items() if name != "segment"}
    two = (write(tmp_path / "2", "events", [full]), write(tmp_path / "3", "events", [without]))
    frame = open_frame(DataSet("two", "v", {"events": two}))
    assert frame.whole == {"events.channel"}
    assert words(frame) == {("Ads", "m"), ("Ads", "Unknown")}
    silent = tmp_path / "silent.parquet"
    pq.write_table(pa.Table.from_pylist([full, full | {"channel": ""}]), silent, write_statistics=False)
    frame = open_frame(DataSet("silent", "v", {"events": (silent,)}))
    assert frame.whole == frozenset()
    assert words(frame) == {("Ads", "m"), ("Unknown", "m")}


def words(frame: Frame) -> set[tuple[object, ...]]:
    return set(frame.cursor().execute("select channel, segment from events").fetchall())
