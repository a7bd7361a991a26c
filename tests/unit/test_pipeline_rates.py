"""Win rates two ways, velocity and landing: each right figure differs from the plausible wrong ones."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from metrics.landing import landing
from metrics.pipeline_deals import Slice
from metrics.pipeline_rates import closed_by_month, created_by_month, maturity_days, velocity
from metrics.result import Period
from tests.unit.pipeline_kit import Rows, frame_of

DAY = timedelta(days=1)


def deal(
    deal_id: str, status: str, created: datetime, closed: datetime | None = None, **more: object
) -> dict[str, object]:
    return {"deal_id": deal_id, "status": status, "created_at": created, "closed_at": closed, "amount": 100} | more


JANUARY, MARCH = datetime(2026, 1, 10), datetime(2026, 3, 1)
WON = [deal(f"w{n}", "won", JANUARY, JANUARY + n * DAY) for n in range(1, 12)]  # 1 … 11 days, 90th percentile 10
LOST = [deal("l1", "lost", JANUARY, JANUARY + DAY), deal("l2", "lost", datetime(2026, 2, 1), datetime(2026, 2, 3))]
OPEN = [deal("o1", "open", JANUARY), deal("o2", "open", MARCH - DAY)]
LATE = [deal("late", "won", datetime(2026, 2, 1), MARCH, amount=500)]


def test_win_rate_by_closing_month_and_by_creation_cohort() -> None:
    with frame_of(deals=WON + LOST + OPEN) as frame:
        closed = {row.start: (row.won, row.lost, row.rate) for row in closed_by_month(frame)}
        assert maturity_days(frame) == 10
        created = {row.start: row for row in created_by_month(frame)}
    january, february = created[date(2026, 1, 1)], created[date(2026, 2, 1)]
    assert closed == {date(2026, 1, 1): (11, 1, 11 / 12), date(2026, 2, 1): (0, 1, 0)}
    assert (january.deals, january.won, january.later, january.lost, january.open) == (13, 10, 1, 1, 1)
    assert january.rate == pytest.approx(10 / 13)
    assert (february.mature, february.rate) == (False, None)


def test_a_running_month_is_no_mature_cohort() -> None:
    """All of February's deals so far are old enough, but the month may still bring others."""
    early = [deal("f", "lost", datetime(2026, 2, 1), datetime(2026, 2, 14))]
    with frame_of(deals=WON + early) as frame:
        created = {row.start: row for row in created_by_month(frame)}
    assert (created[date(2026, 2, 1)].mature, created[date(2026, 1, 1)].mature) == (False, True)


def test_too_few_won_deals_give_no_cohorts() -> None:
    with frame_of(deals=WON[:9]) as frame:
        assert maturity_days(frame) is None
        assert created_by_month(frame) == []


def test_velocity_counts_the_lead_s_time_and_only_known_amounts() -> None:
    leads = [{"lead_id": "a", "created_at": JANUARY - 10 * DAY}]
    deals = [
        deal("x", "won", JANUARY, JANUARY + 10 * DAY, amount=600, lead_id="a"),
        deal("y", "won", JANUARY, JANUARY + 40 * DAY, amount=None),
        deal("z", "lost", JANUARY, JANUARY + 30 * DAY),
        deal("old", "lost", JANUARY - 900 * DAY, JANUARY - 800 * DAY),
        deal("o", "open", JANUARY),
        deal("p", "open", JANUARY, amount=None),
    ]
    with frame_of(deals=deals, leads=leads) as frame:
        found = velocity(frame)
        nothing = velocity(frame, Period(date(2026, 1, 1), date(2026, 1, 2)))
    assert (found.open_deals, found.won, found.lost, found.average_won, found.cycle_days) == (2, 2, 1, 600, 30)
    assert found.per_day == pytest.approx(2 * (2 / 3) * 600 / 30)
    assert (nothing.win_rate, nothing.per_day) == (None, None)


def pipeline_of(won: int, lost: int, opened: int) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Closed deals that passed "Offer" and open deals in it, due this quarter."""
    start, due = datetime(2026, 1, 2), date(2026, 3, 31)
    deals = [deal(f"w{n}", "won", start, start + 20 * DAY) for n in range(won)]
    deals += [deal(f"l{n}", "lost", start, start + 20 * DAY) for n in range(lost)]
    deals += [deal(f"o{n}", "open", start, amount=1000, expected_close=due) for n in range(opened)]
    changes: list[dict[str, object]] = [
        {"deal_id": one["deal_id"], "stage": "Offer", "entered_at": start} for one in deals
    ]
    return deals, changes


def test_landing_by_stage_win_rates() -> None:
    deals, changes = pipeline_of(won=10, lost=30, opened=20)
    with frame_of(deals=deals, stage_changes=changes) as frame:
        found, again = landing(frame), landing(frame)
        nobody = landing(frame, slice_=Slice(owner="An"))
    assert found == again
    assert (found.method, found.won, found.open, found.learned_from) == ("stage_rates", 1000, 20_000, 40)
    assert found.expected == pytest.approx(1000 + 20_000 * 0.25)
    assert found.low is not None
    assert found.high is not None
    assert 1000 <= found.low < found.expected < found.high <= 21_000
    assert (nobody.expected, nobody.low, nobody.high) == (0, 0, 0)


def test_landing_says_how_many_open_deals_have_no_expected_close() -> None:
    """Two of them would be won as well: without a word the range would pass for all there is."""
    deals, changes = pipeline_of(won=10, lost=30, opened=2)
    late = [deal(f"u{n}", "open", datetime(2026, 1, 2), amount=1000) for n in range(2)]
    with frame_of(deals=[*deals, *late], stage_changes=changes) as frame:
        found = landing(frame)
    with frame_of(deals=deals, stage_changes=changes) as frame:
        dated = landing(frame)
    assert (found.deals, found.expected) == (dated.deals, dated.expected)
    assert found.notes[-1].values == (("n", 2),)
    assert [note.code for note in found.notes] == [*(note.code for note in dated.notes), "undated_open"]


def test_landing_depends_neither_on_the_order_of_rows_nor_on_the_deals_numbers() -> None:
    deals, changes = pipeline_of(won=10, lost=30, opened=9)
    for n, one in enumerate(deals[40:]):
        one["amount"] = 100 + n
    with frame_of(deals=deals, stage_changes=changes) as frame:
        found = landing(frame)
    names = {one["deal_id"]: f"{99 - n:02}" for n, one in enumerate(deals)}
    for row in deals + changes:
        row["deal_id"] = names[row["deal_id"]]
    with frame_of(deals=deals[::-1], stage_changes=changes[::-1]) as frame:
        assert landing(frame) == found


def test_landing_without_history_uses_all_closed_deals_and_says_so() -> None:
    deals, _ = pipeline_of(won=5, lost=5, opened=2)
    with frame_of(deals=deals) as frame:
        found = landing(frame)
    assert (found.method, found.expected) == ("overall_rate", 1500)
    assert found.notes[0].code == "assume_overall_rate"


def test_too_few_closed_deals_give_no_number() -> None:
    deals, changes = pipeline_of(won=4, lost=5, opened=3)
    with frame_of(deals=deals, stage_changes=changes) as frame:
        found = landing(frame)
    assert (found.method, found.expected, found.low, found.high) == ("none", None, None, None)
    assert found.notes[0].code == "too_few_closed"


def test_landing_by_own_conversion_at_the_same_week() -> None:
    """In week 2 of the first quarter 12 deals were open for it; 3 of them were won in it, and one after its end."""
    due, created = date(2026, 3, 31), datetime(2026, 1, 2)
    then: Rows = [deal(f"a{n}", "open", created, amount=100, expected_close=due) for n in range(12)]
    then = [*then, deal("tick", "lost", created, datetime(2026, 1, 15))]
    won = [deal(f"a{n}", "won", created, datetime(2026, 3, 30), amount=200) for n in range(3)]
    after = [deal("a3", "won", created, datetime(2026, 4, 2), amount=70)]
    lost = [deal(f"a{n}", "lost", created, datetime(2026, 3, 1)) for n in range(4, 12)]
    opened = [deal("now", "open", datetime(2026, 4, 1), amount=1000, expected_close=date(2026, 6, 1))]
    opened += [deal("tick", "lost", created, datetime(2026, 4, 16))]
    with frame_of(deals=then) as version, frame_of(deals=won + after + lost + opened) as frame:
        found = landing(frame, earlier=[version])
        other_week = landing(frame, earlier=[frame])
    assert (found.method, found.learned_from, found.won) == ("own_conversion", 12, 70)
    assert found.expected == pytest.approx(70 + 1000 * 600 / 1200)
    assert other_week.method == "overall_rate"


def test_a_finished_quarter_has_landed() -> None:
    deals, changes = pipeline_of(won=10, lost=30, opened=9)
    with frame_of(deals=[*deals, deal("t", "lost", JANUARY, datetime(2026, 4, 2))], stage_changes=changes) as frame:
        found = landing(frame, Period(date(2026, 1, 1), date(2026, 3, 31)))
    assert (found.method, found.expected, found.low, found.high) == ("over", 1000, 1000, 1000)
