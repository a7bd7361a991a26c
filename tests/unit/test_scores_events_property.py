"""KPIs of an event log and of the sales funnel's rest equal a slow, literal reading of METRICS.md in plain Python."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.board import open_board
from metrics.evaluate import Query, score
from metrics.result import Period
from tests.unit.funnel_kit import Entity, persons, sessions
from tests.unit.kit import dataset

START = datetime(2026, 3, 2)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
KINDS = ("visit", "add_to_cart", "trial_start", "purchase", "purchase", "active", "referral", "refund")
Row = dict[str, object]
Parts = dict[str, tuple[object, object]]


@st.composite
def logs(draw: st.DrawFn) -> list[Row]:
    """A hundred days of few persons on a grid, so that ties, exact windows and exact gaps of 30 minutes are common."""
    grid = draw(st.sampled_from([10, 30, 720, 1440]))
    row = st.builds(
        lambda user, step, kind, channel, session: {
            "user_id": user,
            "ts": START + step * grid * MINUTE,
            "event": kind,
            "channel": channel,
            "session_id": session,
        },
        st.sampled_from("abcd"),
        st.one_of(st.integers(0, 5), st.integers(0, 100 * 1440 // grid)),
        st.sampled_from(KINDS),
        st.sampled_from(["ads", "mail", None]),
        st.sampled_from([None, None, "s1", "s2", "s3"]),
    )
    found = draw(st.lists(row, min_size=1, max_size=30))
    return [*found, {"user_id": "z", "ts": START, "event": "visit"}]


@st.composite
def stories(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Leads, deals and accounts whose second moment lies before, at, within or after the window of the first."""
    at = st.integers(0, 100 * 24).map(lambda hours: START + timedelta(hours=hours))
    later = st.sampled_from([None, -1, 0, 1, 5, 14 * 1440, 14 * 1440 + 1, 30 * 1440, 30 * 1440 + 1, 50_000])
    rows: dict[str, list[Row]] = {"leads": [], "deals": [], "accounts": []}
    for number in range(draw(st.integers(1, 15))):
        first, second, third = draw(at), draw(later), draw(later)
        two, three = (None if gap is None else first + gap * MINUTE for gap in (second, third))
        rows["leads"].append({"lead_id": f"L{number}", "created_at": first, "first_response_at": two, "sql_at": three})
        rows["deals"].append(
            {"deal_id": f"D{number}", "status": "open", "poc_started_at": first, "opportunity_at": two}
        )
        onboarding = {"onboarding_started_at": first, "onboarding_completed_at": two}
        rows["accounts"].append({"account_id": f"A{number}", "signed_at": first, "first_value_at": three, **onboarding})
    return rows


def within(start: datetime, end: object, days: int) -> bool:
    """Later than the start and at most days × 24 h after it."""
    return isinstance(end, datetime) and start < end <= start + days * DAY


def moments(entity: Entity) -> list[datetime]:
    """All moments of an entity, whatever happened."""
    return [at for found in entity.moments.values() for at in found]


def inside(period: Period, moment: datetime) -> bool:
    return period.first <= moment.date() <= period.last


def of_sessions(rows: Sequence[Row], period: Period) -> Parts:
    """The KPIs that count sessions, by the day on which they start."""
    own = [found for found in sessions(rows) if inside(period, min(moments(found)))]
    bought = [bool(found.moments["purchase"]) for found in own]
    in_cart = [bool(found.moments["add_to_cart"]) for found in own]
    tried = [bool(found.moments["trial_start"]) for found in own]
    return {
        "lp_conversion": (sum(cart or trial for cart, trial in zip(in_cart, tried, strict=True)), len(own)),
        "checkout_conversion": (sum(bought), len(own)),
        "cart_abandonment": (sum(cart and not buy for cart, buy in zip(in_cart, bought, strict=True)), sum(in_cart)),
    }


def of_persons(rows: Sequence[Row], period: Period, as_of: datetime) -> Parts:
    """The KPIs that count persons, by their first trial or purchase."""
    people = persons(rows)
    trials = [p for p in people if _due(p.moments["trial_start"], period, as_of, 30)]
    buyers = [p for p in people if _due(p.moments["purchase"], period, as_of, 60)]
    referrals = [sum(within(min(p.moments["purchase"]), at, 60) for at in p.moments["referral"]) for p in buyers]
    tried = sum(
        bool(p.moments["purchase"]) and within(min(p.moments["trial_start"]), min(p.moments["purchase"]), 30)
        for p in trials
    )
    parts: Parts = {
        "trial_to_purchase": (tried, len(trials)),
        "referral_rate": (sum(map(bool, referrals)), len(buyers)),
        "viral_coefficient": (sum(referrals), len(buyers)),
    }
    return parts | {f"retention_d{day}": _retained(people, period, as_of, day) for day in (1, 3, 30)}


def _due(moments: Sequence[datetime], period: Period, as_of: datetime, days: int) -> bool:
    return bool(moments) and inside(period, min(moments)) and min(moments) + days * DAY <= as_of


def _retained(people: Sequence[Entity], period: Period, as_of: datetime, day: int) -> tuple[int, int]:
    firsts = [(p, min(p.moments["purchase"]).date()) for p in people if p.moments["purchase"]]
    due = [(p, first) for p, first in firsts if period.first <= first <= period.last]
    due = [(p, first) for p, first in due if first + day * DAY <= as_of.date()]
    kept = [any(at.date() == first + day * DAY for at in moments(p)) for p, first in due]
    return sum(kept), len(due)


def of_stories(rows: dict[str, list[Row]], period: Period, as_of: datetime) -> Parts:
    """What became of leads, proofs of concept and accounts within their windows."""

    def share(table: str, start: str, end: str, days: int) -> tuple[int, int]:
        due = [row for row in rows[table] if _due([row[start]], period, as_of, days)]  # type: ignore[list-item]
        return sum(within(row[start], row[end], days) for row in due), len(due)  # type: ignore[arg-type]

    return {
        "lead_to_sql": share("leads", "created_at", "sql_at", 30),
        "poc_to_opportunity": share("deals", "poc_started_at", "opportunity_at", 30),
        "onboarding_30d": share("accounts", "onboarding_started_at", "onboarding_completed_at", 30),
        "first_value_14d": share("accounts", "signed_at", "first_value_at", 14),
    }


def check(tables: dict[str, list[Row]], side: str, period: Period, parts: Parts) -> None:
    """Every score that rests on the asked period is the quotient of its parts; else nothing in it was mature."""
    board = open_board(dataset(Path(tempfile.mkdtemp()), **tables))
    for key, (numerator, denominator) in parts.items():
        found = score(board, Query(period), key, side)
        if found.grade.status == "no_data":  # nobody there, or the data never have such an event
            assert not numerator, (key, found)
            continue
        if found.period != period:
            assert not denominator, (key, found)
            continue
        assert (found.numerator or 0, found.denominator or 0) == (numerator, denominator), (key, found)
        wanted = float(Fraction(numerator) / Fraction(denominator)) if denominator else None  # type: ignore[arg-type]
        assert found.value == (pytest.approx(wanted) if wanted is not None else None)


spans = st.tuples(st.integers(0, 99), st.sampled_from([0, 6, 30, 99])).map(
    lambda span: Period(*(START.date() + days * DAY for days in (span[0], sum(span))))
)


def last_moment(moments: list[object]) -> datetime:
    return max(moment for moment in moments if isinstance(moment, datetime))


@settings(max_examples=12, deadline=None)
@given(logs(), spans)
def test_sessions_and_persons_of_an_event_log(rows: list[Row], period: Period) -> None:
    as_of = last_moment([row["ts"] for row in rows if row["event"] != "refund"])
    check({"events": rows}, "b2c", period, of_sessions(rows, period) | of_persons(rows, period, as_of))


@settings(max_examples=12, deadline=None)
@given(stories(), spans)
def test_leads_pilots_and_accounts_within_their_windows(rows: dict[str, list[Row]], period: Period) -> None:
    as_of = last_moment([value for table in rows.values() for row in table for value in row.values()])
    check(rows, "b2b", period, of_stories(rows, period, as_of))


def test_the_oracle_knows_an_exact_window() -> None:
    row = {"created_at": START, "sql_at": START + 30 * DAY, "lead_id": "a"}
    late = {"created_at": START, "sql_at": START + 30 * DAY + MINUTE, "lead_id": "b"}
    rows: dict[str, list[Row]] = {"leads": [row, late], "deals": [], "accounts": []}
    period = Period(date(2026, 3, 1), date(2026, 3, 31))
    assert of_stories(rows, period, START + 60 * DAY)["lead_to_sql"] == (1, 2)
