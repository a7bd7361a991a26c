"""Every figure of the scorecard from cubes equals the same figure counted row by row in plain Python."""

from __future__ import annotations

import tempfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.board import Board, open_board
from metrics.evaluate import Query, score, split
from metrics.result import Period, Score
from tests.unit.kit import dataset

START = datetime(2026, 1, 5)
DAYS = 100
CHANNELS = ("Ads", "Email")
SEGMENTS = ("mobile", "desktop")
HOUR = timedelta(hours=1)

moments = st.integers(0, DAYS * 24 - 1).map(lambda hour: START + hour * HOUR)
places = st.fixed_dictionaries({"channel": st.sampled_from(CHANNELS), "segment": st.sampled_from(SEGMENTS)})
later = st.one_of(st.none(), st.integers(-24, 70 * 24).map(lambda hours: hours * HOUR))
money = st.integers(0, 10_000).map(lambda cents: Decimal(cents) / 100)


@st.composite
def leads(draw: st.DrawFn) -> list[dict[str, object]]:
    """Leads with answers and stages at any distance, before the creation too."""
    rows = []
    for index in range(draw(st.integers(1, 25))):
        created, mql, sql = draw(moments), draw(later), draw(later)
        rows.append(
            draw(places)
            | {
                "lead_id": f"L{index}",
                "created_at": created,
                "mql_at": created + mql if mql is not None else None,
                "sql_at": created + sql if sql is not None else None,
            }
        )
    return rows


@st.composite
def deals(draw: st.DrawFn) -> list[dict[str, object]]:
    """Deals open, won and lost, some linked to a lead."""
    rows = []
    for index in range(draw(st.integers(1, 25))):
        created = draw(moments)
        status = draw(st.sampled_from(("open", "won", "lost")))
        gap = draw(st.integers(0, 60 * 24))
        closed = None if status == "open" else min(created + gap * HOUR, START + timedelta(days=DAYS))
        rows.append(
            draw(places)
            | {
                "deal_id": f"D{index}",
                "created_at": created,
                "status": status,
                "amount": draw(st.one_of(st.none(), money)),
                "closed_at": closed,
                "lead_id": draw(st.one_of(st.none(), st.integers(0, 5).map(lambda i: f"L{i}"))),
            }
        )
    return rows


@st.composite
def orders(draw: st.DrawFn) -> list[dict[str, object]]:
    """Orders of a few persons, so that many buy twice, some at the very same moment."""
    rows = []
    for index in range(draw(st.integers(1, 30))):
        rows.append(
            draw(places)
            | {
                "order_id": f"O{index}",
                "user_id": draw(st.sampled_from("abcdef")),
                "ts": draw(moments),
                "amount": draw(money),
                "refunded_amount": draw(st.one_of(st.none(), money)),
            }
        )
    return rows


@st.composite
def marketing(draw: st.DrawFn) -> list[dict[str, object]]:
    """Days of campaigns on both sides."""
    return [
        draw(places)
        | {
            "side": draw(st.sampled_from(("b2c", "b2b"))),
            "date": draw(moments).date(),
            "impressions": draw(st.integers(0, 1000)),
            "clicks": draw(st.integers(0, 50)),
            "cost": draw(money),
            "sessions": draw(st.integers(0, 500)),
        }
        for _ in range(draw(st.integers(1, 15)))
    ]


def inside(period: Period, moment: object) -> bool:
    """Whether a moment or day lies in the period."""
    day = moment.date() if isinstance(moment, datetime) else moment
    return isinstance(day, date) and period.first <= day <= period.last


def within(start: datetime, end: object, days: int) -> bool:
    """Later than the start and at most days × 24 h after it."""
    return isinstance(end, datetime) and start < end <= start + timedelta(days=days)


class Oracle:
    """The definitions of METRICS.md section 3, row by row."""

    def __init__(
        self, tables: dict[str, list[dict]], as_of: datetime, channel: str | None, segment: str | None
    ) -> None:
        self.tables, self.as_of, self.channel, self.segment = tables, as_of, channel, segment

    def fits(self, row: dict) -> bool:
        return self.channel in (None, row["channel"]) and self.segment in (None, row["segment"])

    def rows(self, table: str) -> list[dict]:
        return [row for row in self.tables[table] if self.fits(row)]

    def mature(self, start: datetime, days: int) -> bool:
        return start + timedelta(days=days) <= self.as_of

    def marketing(self, period: Period, side: str, column: str) -> Decimal:
        rows = [r for r in self.rows("marketing") if r["side"] == side and inside(period, r["date"])]
        return sum((Decimal(r[column]) for r in rows), Decimal(0))

    def ctr(self, period: Period) -> tuple:
        return self.marketing(period, "b2c", "clicks"), self.marketing(period, "b2c", "impressions")

    def mql_rate(self, period: Period) -> tuple:
        created = [r for r in self.rows("leads") if inside(period, r["created_at"])]
        return len(created), self.marketing(period, "b2b", "sessions")

    def lead_to_sql(self, period: Period) -> tuple:
        due = [r for r in self.rows("leads") if inside(period, r["created_at"]) and self.mature(r["created_at"], 30)]
        return sum(within(r["created_at"], r["sql_at"], 30) for r in due), len(due)

    def mql_to_sql(self, period: Period) -> tuple:
        due = [r for r in self.rows("leads") if inside(period, r["mql_at"]) and self.mature(r["mql_at"], 30)]
        return sum(within(r["mql_at"], r["sql_at"], 30) for r in due), len(due)

    def win_rate(self, period: Period) -> tuple:
        closed = [r for r in self.rows("deals") if r["status"] != "open" and inside(period, r["closed_at"])]
        return sum(r["status"] == "won" for r in closed), len(closed)

    def average_order_value(self, period: Period) -> tuple:
        found = [r for r in self.rows("orders") if inside(period, r["ts"])]
        return sum((r["amount"] for r in found), Decimal(0)), len(found)

    def refund_rate(self, period: Period) -> tuple:
        found = [r for r in self.rows("orders") if inside(period, r["ts"])]
        return sum((r["refunded_amount"] or Decimal(0) for r in found), Decimal(0)), sum(
            (r["amount"] for r in found), Decimal(0)
        )

    def repurchase_rate(self, period: Period) -> tuple:
        return self._again(period, 60)

    def repurchase_d30(self, period: Period) -> tuple:
        return self._again(period, 30)

    def _again(self, period: Period, days: int) -> tuple:
        due = [(p, o) for p, o in self.buyers(period) if self.mature(p["ts"], days)]
        return sum(any(within(p["ts"], o["ts"], days) for o in own) for p, own in due), len(due)

    def retention_d7(self, period: Period) -> tuple:
        day = timedelta(days=7)
        due = [(p, own) for p, own in self.buyers(period) if p["ts"].date() + day <= self.as_of.date()]
        return sum(any(o["ts"].date() == p["ts"].date() + day for o in own) for p, own in due), len(due)

    def buyers(self, period: Period) -> list[tuple[dict, list[dict]]]:
        """First orders in the period with all orders of the person; a person's place is the first order's."""
        own: dict[str, list[dict]] = {}
        for row in self.tables["orders"]:
            own.setdefault(row["user_id"], []).append(row)
        found = []
        for orders_ in own.values():
            moment = min(o["ts"] for o in orders_)
            firsts = [o for o in orders_ if o["ts"] == moment]
            place = {"ts": moment, "channel": min(o["channel"] for o in firsts)}
            place["segment"] = min(o["segment"] for o in firsts)
            if self.fits(place) and inside(period, moment):
                found.append((place, orders_))
        return found


SIDES = {
    "ctr": "b2c",
    "average_order_value": "b2c",
    "refund_rate": "b2c",
    "repurchase_rate": "b2c",
    "repurchase_d30": "b2c",
    "retention_d7": "b2c",
    "mql_rate": "b2b",
    "lead_to_sql": "b2b",
    "mql_to_sql": "b2b",
    "win_rate": "b2b",
}

everything = st.fixed_dictionaries({"leads": leads(), "deals": deals(), "orders": orders(), "marketing": marketing()})
spans = st.tuples(st.integers(0, DAYS - 1), st.integers(0, 40)).map(
    lambda s: Period(START.date() + timedelta(days=s[0]), START.date() + timedelta(days=s[0] + s[1]))
)


def check(found: Score, expected: tuple, period: Period) -> None:
    """The score's parts equal the oracle's, when it rests on the asked period."""
    numerator, denominator = expected
    if found.period != period:  # nothing mature there: an earlier period is shown
        assert denominator == 0
        return
    if found.numerator is not None:
        assert Decimal(str(found.numerator)) == Decimal(str(numerator)), found
        assert Decimal(str(found.denominator)) == Decimal(str(denominator)), found
    wanted = float(Decimal(numerator) / Decimal(denominator)) if denominator else None
    assert found.value == (pytest.approx(wanted, rel=1e-12) if wanted is not None else None)


def board_of(tables: dict[str, list[dict]]) -> Board:
    """A board of the drawn tables."""
    return open_board(dataset(Path(tempfile.mkdtemp()), **tables))


@settings(max_examples=25, deadline=None)
@given(everything, spans, st.sampled_from([None, *CHANNELS]), st.sampled_from([None, *SEGMENTS]))
def test_cubes_equal_raw(tables: dict, period: Period, channel: str | None, segment: str | None) -> None:
    board = board_of(tables)
    oracle = Oracle(tables, board.as_of, channel, segment)
    query = Query(period, channel=channel, segment=segment)
    for key, side in SIDES.items():
        check(score(board, query, key, side), getattr(oracle, key)(period), period)


@settings(max_examples=15, deadline=None)
@given(everything, spans)
def test_split_adds_up_to_the_total(tables: dict, period: Period) -> None:
    board = board_of(tables)
    query = Query(period)
    for key, side in SIDES.items():
        total = score(board, query, key, side)
        if total.period != period:
            continue
        parts = [part for part in split(board, query, key, side, "channel") if part.period == period]
        assert sum(Decimal(str(part.numerator or 0)) for part in parts) == Decimal(str(total.numerator or 0))
        assert sum(Decimal(str(part.denominator or 0)) for part in parts) == Decimal(str(total.denominator or 0))


@settings(max_examples=25, deadline=None)
@given(deals(), leads(), spans)
def test_sales_cycle_is_the_median_of_won_deals(deals_: list, leads_: list, period: Period) -> None:
    board = board_of({"deals": deals_, "leads": leads_})
    created = {row["lead_id"]: row["created_at"] for row in leads_}
    days = [
        (row["closed_at"] - created.get(row["lead_id"], row["created_at"])) / timedelta(days=1)
        for row in deals_
        if row["status"] == "won" and inside(period, row["closed_at"])
    ]
    found = score(board, Query(period), "sales_cycle_days", "b2b")
    assert found.value == (pytest.approx(median(days)) if days else None)


@settings(max_examples=20, deadline=None)
@given(leads(), spans)
def test_an_immature_entry_changes_no_coloured_figure(rows: list, period: Period) -> None:
    before = board_of({"leads": rows})
    created = before.as_of - timedelta(days=29)
    young = {"lead_id": "young", "created_at": created, "mql_at": None, "sql_at": None, "channel": "Ads"}
    after = board_of({"leads": [*rows, {**young, "segment": "mobile"}]})
    one, two = (score(board, Query(period), "lead_to_sql", "b2b") for board in (before, after))
    if one.value is not None:
        assert (one.value, one.n, one.grade, one.period) == (two.value, two.n, two.grade, two.period)
