"""Funnels: hand-made people whose right answer differs from each plausible wrong one, and a literal oracle."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import QueryError
from metrics.funnel import FunnelQuery, default_query, funnel, parse_window, raw_funnel
from metrics.result import Period
from tests.unit.funnel_kit import KINDS, START, Rows, event, logs, oracle, persons, sessions, shown
from tests.unit.pipeline_kit import frame_of

DAY = 24 * 60
WEEK = timedelta(days=7)
ALL = Period(START.date(), START.date() + timedelta(days=60))
QUERY = FunnelQuery("b2c", ("visit", "add_to_cart", "purchase"), "person", WEEK, ALL)
LATER = event("later", 59 * DAY, "active")  # so that every window has passed


def counts(events: Rows, query: FunnelQuery = QUERY, **more: Rows) -> list[int]:
    with frame_of(events=events, **more) as frame:
        return [step.entities for step in raw_funnel(frame, query)[0].steps]


def test_any_entry_in_order_within_the_window() -> None:
    events = [
        LATER,
        *(event("straight", at, kind) for at, kind in ((0, "visit"), (1, "add_to_cart"), (2, "purchase"))),
        *(event("same moment", 5, kind) for kind in ("purchase", "add_to_cart", "visit")),
        *(event("wrong order", at, kind) for at, kind in ((0, "purchase"), (1, "add_to_cart"), (2, "visit"))),
        # the first visit is too early, the second one reaches the purchase
        *(event("second entry", at * DAY, kind) for at, kind in ((0, "visit"), (8, "visit"), (9, "add_to_cart"))),
        event("second entry", 15 * DAY, "purchase"),
        # a cart of the first entry and a purchase of the second do not add up to a whole walk
        *(event("torn", at * DAY, kind) for at, kind in ((0, "visit"), (1, "add_to_cart"), (3, "visit"))),
        event("torn", 9 * DAY, "purchase"),
        *(event("last moment", at * DAY, kind) for at, kind in ((0, "visit"), (7, "add_to_cart"), (7, "purchase"))),
        event("too late", 0, "visit"),
        event("too late", 7 * DAY + 1 / 60, "add_to_cart"),
        event("no entry", 0, "purchase"),
    ]
    assert counts(events) == [7, 5, 4]


def test_the_period_selects_entries_and_later_steps_count_past_its_end() -> None:
    one_day = replace(QUERY, period=Period(START.date(), START.date()))
    events = [
        LATER,
        event("a", 0, "visit"),
        event("a", 3 * DAY, "add_to_cart"),
        event("a", 6 * DAY, "purchase"),
        event("b", -1, "visit"),
        event("b", 2, "add_to_cart"),
        event("c", DAY, "visit"),
    ]
    assert counts(events, one_day) == [1, 1, 1]


def test_a_purchase_and_a_repurchase_are_two_occurrences() -> None:
    query = replace(QUERY, steps=("purchase", "repurchase"))
    events = [
        LATER,
        event("once", 0, "purchase", order_id="1"),
        event("two at once", 0, "purchase", order_id="2"),
        event("two at once", 0, "purchase", order_id="3"),
        event("reported twice", 0, "purchase", order_id="4"),
        event("reported twice", 5, "purchase", order_id="4"),
        event("twice", 0, "purchase", order_id="5"),
        event("twice", 5, "purchase", order_id="6"),
    ]
    assert counts(events, query) == [4, 1]


def test_a_kind_that_comes_again_further_on_is_another_occurrence() -> None:
    query = replace(QUERY, steps=("visit", "purchase", "visit"))
    assert counts([LATER, event("a", 0, "visit"), event("a", 0, "purchase")], query) == [1, 1, 0]
    assert counts([LATER, event("a", 0, "visit"), event("a", 0, "purchase"), event("a", 1, "visit")], query) == [
        1,
        1,
        1,
    ]


def test_purchases_come_from_orders_only_where_no_purchase_event_marks_the_step() -> None:
    orders = [{"user_id": "a", "ts": START + timedelta(minutes=5), "amount": 3}]
    visits = [LATER, event("a", 0, "visit"), event("b", 0, "visit")]
    query = replace(QUERY, steps=("visit", "purchase"))
    assert counts(visits, query, orders=orders) == [2, 1]
    assert counts([*visits, event("b", 1, "purchase")], query, orders=orders) == [2, 1]
    with frame_of(events=visits, orders=orders) as frame, pytest.raises(QueryError, match="count by person"):
        funnel(frame, replace(query, count="session"))


def test_open_entities_are_those_whose_window_has_not_passed_bought_or_not() -> None:
    events = [
        event("old", 0, "visit"),
        event("just passed", DAY, "visit"),
        event("open", DAY + 1, "visit"),
        event("open and bought", 2 * DAY, "visit"),
        event("open and bought", 2 * DAY, "add_to_cart"),
        event("open and bought", 2 * DAY, "purchase"),
        event("both", 0, "visit"),
        event("both", 8 * DAY, "visit"),  # the last moment of the data
    ]
    with frame_of(events=events) as frame:
        found = raw_funnel(frame, QUERY)[0]
        left = raw_funnel(frame, replace(QUERY, include_open=False))[0]
        unlimited = raw_funnel(frame, replace(QUERY, window=None))[0]
    assert [(step.entities, step.still_open) for step in found.steps] == [(5, 3), (1, 1), (1, 1)]
    assert [(step.entities, step.still_open) for step in left.steps] == [(2, 3), (0, 1), (0, 1)]
    assert unlimited.still_open == 0


def test_shares_and_times() -> None:
    events = [LATER, *(event(user, 0, "visit") for user in "abcd")]
    events += [event("a", 2, "add_to_cart"), event("b", 10, "add_to_cart"), event("c", 4, "add_to_cart")]
    events += [event("a", 5, "purchase"), event("b", 11, "purchase")]
    with frame_of(events=events) as frame:
        steps = raw_funnel(frame, QUERY)[0].steps
    assert [(step.of_entry, step.of_previous) for step in steps] == [
        (1, None),
        (0.75, 0.75),
        (0.5, pytest.approx(2 / 3)),
    ]
    assert [step.median_seconds for step in steps] == [None, 240, 120]


def test_groups_are_the_persons_own_and_empty_answers_are_empty() -> None:
    events = [
        LATER,
        event("a", 0, "product_view", channel="mail"),
        event("a", 1, "visit", channel="ads"),
        event("b", 0, "visit", channel=""),
    ]
    with frame_of(events=events) as frame:
        found = funnel(frame, replace(QUERY, steps=("visit",), by="channel"))
        nobody = funnel(frame, replace(QUERY, channel="nowhere"))[0]
    assert [(one.group, one.steps[0].entities) for one in found] == [("Unknown", 1), ("mail", 1)]
    assert [(step.entities, step.of_entry, step.of_previous) for step in nobody.steps][1] == (0, None, None)


def test_session_funnel_by_gap_and_by_id() -> None:
    events = [
        event("a", 0, "visit"),
        event("a", 29, "add_to_cart"),
        event("a", 59, "purchase"),  # 30 minutes: another session
        event("b", 0, "visit", session_id="s"),
        event("b", 600, "purchase", session_id="s"),
        event("b", 601, "visit", session_id="t"),
        event("b", 602, "refund"),
    ]
    query = replace(QUERY, count="session", window=None)
    assert counts(events, replace(query, steps=("visit", "purchase"))) == [3, 1]
    assert counts(events, replace(query, steps=("visit", "add_to_cart"))) == [3, 1]


LEADS = [
    {"lead_id": "whole", "created_at": START, "mql_at": START, "sql_at": START + timedelta(days=2), "channel": "fair"},
    {"lead_id": "skipped mql", "created_at": START, "sql_at": START + timedelta(days=3), "channel": "web"},
    {"lead_id": "won first", "created_at": START, "mql_at": START + timedelta(days=1), "channel": "web"},
    {"lead_id": "idle", "created_at": START, "account_id": "x", "channel": "web"},
]
DEALS = [
    {"deal_id": "1", "lead_id": "whole", "status": "won", "closed_at": START + timedelta(days=180), "account_id": "w"},
    {"deal_id": "2", "lead_id": "skipped mql", "status": "won", "closed_at": START + timedelta(days=9)},
    {"deal_id": "3", "lead_id": "won first", "status": "won", "closed_at": START - timedelta(days=1)},
    {"deal_id": "4", "lead_id": "idle", "status": "lost", "closed_at": START + timedelta(days=5)},
    {"deal_id": "5", "lead_id": None, "status": "won", "closed_at": START + timedelta(days=400)},
]
ACCOUNTS = [{"account_id": "w", "onboarding_completed_at": START + timedelta(days=181)}]


def test_b2b_in_order_needs_every_step_and_any_order_does_not() -> None:
    with frame_of(leads=LEADS, deals=DEALS, accounts=ACCOUNTS) as frame:
        query = default_query(frame, "b2b")
        in_order = raw_funnel(frame, query)[0]
        any_order = raw_funnel(frame, replace(query, order="any"))[0]
        unlimited = raw_funnel(frame, replace(query, window=None))[0]
    assert query.steps == ("lead", "mql", "sql", "won", "onboarded")
    assert [step.entities for step in in_order.steps] == [4, 2, 1, 1, 0]
    assert [step.entities for step in any_order.steps] == [4, 2, 2, 3, 0]
    assert [step.entities for step in unlimited.steps] == [4, 2, 1, 1, 1]
    assert "Any order" in str(any_order.notes[0])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"steps": ("visit", "add_to_crat")}, 'did you mean "add_to_cart"'),
        ({"steps": ("lead",)}, "visit, product_view"),
        ({"steps": ("repurchase",)}, "needs the step purchase"),
        ({"steps": ()}, "at least one"),
        ({"count": "lead"}, "person, session"),
        ({"order": "reverse"}, "in, any"),
        ({"side": "b2d"}, "b2c, b2b"),
        ({"by": "owner"}, "channel, segment"),
    ],
)
def test_what_does_not_fit_is_named(change: dict[str, object], message: str) -> None:
    with frame_of(events=[LATER]) as frame, pytest.raises(QueryError, match=message):
        funnel(frame, replace(QUERY, **change))  # type: ignore[arg-type]


def test_windows_as_typed() -> None:
    assert (parse_window("7D"), parse_window("12h"), parse_window("none")) == (WEEK, timedelta(hours=12), None)
    for text in ("7", "d", "-1d", "0d", "1.5d", "7 d", "9999999d", "²d"):
        with pytest.raises(QueryError):
            parse_window(text)


STEPS = st.lists(st.sampled_from(KINDS), min_size=1, max_size=4).map(tuple)
WINDOWS = st.sampled_from([None, timedelta(minutes=20), timedelta(hours=12), timedelta(days=1), WEEK])
PERIODS = st.tuples(st.integers(-1, 20), st.integers(0, 20)).map(
    lambda pair: Period(START.date() + timedelta(days=pair[0]), START.date() + timedelta(days=pair[0] + pair[1]))
)
QUERIES = st.builds(
    FunnelQuery,
    st.just("b2c"),
    STEPS,
    st.sampled_from(["person", "session"]),
    WINDOWS,
    PERIODS,
    st.sampled_from(["in", "any"]),
    st.sampled_from([None, None, "ads", "Unknown"]),
    include_open=st.booleans(),
)


@given(logs(), QUERIES)
def test_equals_the_literal_oracle(events: Rows, query: FunnelQuery) -> None:
    entities = persons(events) if query.count == "person" else sessions(events)
    with frame_of(events=events) as frame:
        found = raw_funnel(frame, query)[0]
        expected = oracle(entities, query, frame.as_of)
    assert shown(found, with_median=query.order == "in") == expected


@given(logs(), QUERIES, st.randoms(use_true_random=False))
def test_order_of_rows_and_names_of_people_change_nothing(events: Rows, query: FunnelQuery, random: object) -> None:
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    names = {"a": "zz", "b": "y", "c": "x#1", "d": "a", None: None, "": "", "s1": "9", "s2": "1"}
    other = [{**row, "user_id": names[row["user_id"]], "session_id": names[row["session_id"]]} for row in shuffled]  # type: ignore[index]
    by_channel = replace(query, by="channel")
    with frame_of(events=events) as frame, frame_of(events=other) as renamed:
        assert raw_funnel(frame, by_channel) == raw_funnel(renamed, by_channel)


def test_a_date_range_before_the_data_is_empty() -> None:
    with frame_of(events=[LATER]) as frame:
        found = funnel(frame, replace(QUERY, period=Period(date(2020, 1, 1), date(2020, 1, 2))))[0]
    assert [step.entities for step in found.steps] == [0, 0, 0]


def test_deals_the_funnel_cannot_place_are_named() -> None:
    deals = [
        *DEALS,
        {"deal_id": "6", "lead_id": "idle", "status": "won"},
        {"deal_id": "7", "lead_id": "?", "status": "open"},
    ]
    with frame_of(leads=LEADS, deals=deals, accounts=ACCOUNTS) as frame:
        query = default_query(frame, "b2b")
        said = [str(note) for note in funnel(frame, query)[0].notes]
        assert [note[:5] for note in said] == ["2 dea", "1 won"]
        assert not funnel(frame, replace(query, steps=("lead", "mql")))[0].notes


def test_orders_alone_are_a_funnel_of_purchases() -> None:
    orders = [{"user_id": "a", "ts": START + timedelta(days=n), "amount": 1} for n in range(2)]
    with frame_of(orders=orders) as frame:
        query = default_query(frame, "b2c")
        assert (query.steps, funnel(frame, query)[0].source) == (("purchase", "repurchase"), "cube")
        assert [step.entities for step in funnel(frame, query)[0].steps] == [1, 1]
