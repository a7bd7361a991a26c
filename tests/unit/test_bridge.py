"""The pipeline bridge balances to the last đồng, and each deal stands in the bar people would look in."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.bridge import BARS, State, bridge, bridge_dates, bridge_states
from metrics.pipeline_deals import Slice
from metrics.result import Period
from tests.unit.pipeline_kit import frame_of

Q3 = Period(date(2026, 7, 1), date(2026, 9, 30))
IN, OUT = date(2026, 8, 1), date(2026, 10, 1)


def state(deal_id: str, status: str, amount: object, close: date | None = IN) -> State:
    return State(deal_id, None, None, None, status, None if amount is None else Decimal(str(amount)), close)


BEFORE = [
    state("same", "open", 10),
    state("up", "open", 20),
    state("down", "open", "30.50"),
    state("won", "open", 40),
    state("won_more", "open", 40),
    state("lost", "open", 50),
    state("pushed", "open", 60),
    state("undated", "open", 61),
    state("gone", "open", 70),
    state("pulled", "open", 80, OUT),
    state("reopened", "lost", 90),
    state("unpriced", "open", None),
    state("elsewhere", "open", 5000, OUT),
]
AFTER = [
    state("same", "open", 10),
    state("up", "open", 25),
    state("down", "open", "20.25"),
    state("won", "won", 40),
    state("won_more", "won", 999),
    state("lost", "lost", 50),
    state("pushed", "open", 66, OUT),
    state("undated", "open", 61, None),
    state("pulled", "open", 85),
    state("reopened", "open", 95),
    state("unpriced", "open", 7),
    state("elsewhere", "won", 5000, OUT),
    state("fresh", "open", 11),
    state("quick", "won", 12),
]


def test_every_kind_of_move_has_its_bar() -> None:
    found = bridge_states(BEFORE, AFTER, Q3)
    amounts = {bar.key: bar.amount for bar in found.bars}
    assert amounts == {
        "new": 11,
        "reopened": 95,
        "pulled_in": 85,
        "handed_in": 0,
        "increased": 12,
        "decreased": Decimal("-10.25"),
        "pushed_out": -121,
        "handed_out": 0,
        "won": -80,
        "lost": -50,
        "removed": -70,
    }
    assert (found.start, found.end) == (Decimal("381.50"), Decimal("253.25"))
    assert [move.deal_id for move in found.bar("pushed_out").moves] == ["undated", "pushed"]
    assert dict(found.notes[0].values) == {"n": 2, "amount": 5012}


def test_between_two_dates_of_one_version() -> None:
    deals = [
        {
            "deal_id": "a",
            "status": "won",
            "created_at": datetime(2026, 7, 1),
            "closed_at": datetime(2026, 7, 20, 8),
            "amount": 5,
        },
        {"deal_id": "b", "status": "open", "created_at": datetime(2026, 7, 10, 23), "amount": 7},
        {
            "deal_id": "c",
            "status": "lost",
            "created_at": datetime(2026, 7, 12),
            "closed_at": datetime(2026, 7, 30),
            "amount": 9,
        },
        {"deal_id": "d", "status": "open", "created_at": None, "amount": 11},
        {"deal_id": "e", "status": "lost", "created_at": datetime(2026, 7, 1), "closed_at": None, "amount": 13},
        {
            "deal_id": "f",
            "status": "won",
            "created_at": datetime(2026, 7, 1),
            "closed_at": datetime(2026, 7, 10),
            "amount": 17,
        },
    ]
    with frame_of(deals=[deal | {"expected_close": IN} for deal in deals]) as frame:
        found = bridge_dates(frame, date(2026, 7, 10), date(2026, 7, 20), Q3)
    amounts = {bar.key: bar.amount for bar in found.bars if bar.amount}
    assert (found.start, amounts, found.end) == (23, {"new": 9, "won": -5}, 27)
    assert [note.code for note in found.notes] == ["bridge_as_today", "bridge_no_created", "bridge_no_closed"]


def test_a_deal_that_changed_hands_is_not_new() -> None:
    row = {"deal_id": "a", "status": "open", "created_at": datetime(2026, 7, 1), "amount": 5, "expected_close": IN}
    with frame_of(deals=[row | {"owner": "An"}]) as before, frame_of(deals=[row | {"owner": "Bình"}]) as after:
        an = bridge(before, after, Q3, Slice(owner="An"))
        binh = bridge(before, after, Q3, Slice(owner="Bình"))
        everyone = bridge(before, after, Q3)
    assert (an.start, an.bar("handed_out").amount, an.end) == (5, -5, 0)
    assert (binh.start, binh.bar("handed_in").amount, binh.end) == (0, 5, 5)
    assert not any(bar.moves for bar in everyone.bars)


days = st.none() | st.integers(0, 300).map(lambda n: date(2026, 5, 1) + timedelta(days=n))
money = st.none() | st.decimals(-5, 10**15, places=2, allow_nan=False, allow_infinity=False)
states = st.builds(
    State,
    st.sampled_from("abcdefgh"),
    st.none(),
    st.none(),
    st.none(),
    st.sampled_from(["open", "won", "lost"]),
    money,
    days,
    st.booleans(),
)
deals = st.lists(states, max_size=8, unique_by=lambda deal: deal.deal_id)


@given(deals, deals, st.sampled_from([Q3, None]))
def test_the_bridge_balances(before: list[State], after: list[State], quarter: Period | None) -> None:
    found = bridge_states(before, after, quarter)
    assert found.start + sum(bar.amount for bar in found.bars) == found.end
    assert [bar.key for bar in found.bars] == list(BARS)
    seen = [move.deal_id for bar in found.bars for move in bar.moves]
    assert len(seen) == len(set(seen))
    for bar in found.bars:
        assert bar.amount == sum(move.change for move in bar.moves)
    back = bridge_states(after, before, quarter)
    assert (back.start, back.end) == (found.end, found.start)


@given(deals)
def test_nothing_moved_means_no_bars(before: list[State]) -> None:
    assert not any(bar.moves for bar in bridge_states(before, before, Q3).bars)


moment = st.integers(0, 60).map(lambda n: datetime(2026, 6, 20) + timedelta(days=n, hours=n % 24))
row = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["open", "won", "lost"]),
        "created_at": st.none() | moment,
        "closed_at": st.none() | moment,
        "amount": st.none() | st.integers(0, 99),
        "expected_close": st.none() | st.sampled_from([IN, OUT]),
    }
)


@settings(max_examples=20)
@given(st.lists(row, min_size=1, max_size=8), st.integers(0, 40), st.integers(0, 40))
def test_two_dates_equal_a_plain_count(rows: list[dict[str, object]], start: int, length: int) -> None:
    first, last = (date(2026, 6, 20) + timedelta(days=n) for n in (start, start + length))
    made = [
        one | {"deal_id": str(n), "closed_at": None if one["status"] == "open" else one["closed_at"]}
        for n, one in enumerate(rows)
    ]
    tick = {"deal_id": "tick", "status": "lost", "created_at": datetime(2026, 9, 1), "closed_at": datetime(2026, 9, 1)}

    def open_on(deal: dict[str, object], day: date) -> bool:
        if deal["created_at"] is not None and deal["created_at"].date() > day:  # type: ignore[attr-defined]
            return False
        if deal["status"] == "open":
            return True
        return deal["closed_at"] is not None and deal["closed_at"].date() > day  # type: ignore[attr-defined]

    with frame_of(deals=[*made, tick]) as frame:
        found = bridge_dates(frame, first, last, Q3)
    due = [deal for deal in made if deal["expected_close"] == IN]
    start_sum, end_sum = (sum(d["amount"] or 0 for d in due if open_on(d, day)) for day in (first, last))  # type: ignore[misc]
    assert (found.start, found.end) == (start_sum, end_sum)
    assert found.start + sum(bar.amount for bar in found.bars) == found.end
    assert {bar.key for bar in found.bars if bar.moves} <= {"new", "won", "lost"}
