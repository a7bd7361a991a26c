"""What clean coverage leaves out adds up by reason, and lists no deal twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from metrics.haircuts import Haircut, flagged, haircuts, owners
from metrics.pipeline import coverage
from tests.unit.pipeline_kit import frame_of

TODAY = date(2026, 8, 15)


def deal(
    name: str, amount: int | None, close: date | None, owner: str | None = "An", status: str = "open"
) -> dict[str, object]:
    closed = date(2026, 8, 15) if status != "open" else None
    return {
        "deal_id": name, "status": status, "amount": amount, "expected_close": close, "owner": owner,
        "created_at": date(2026, 7, 1), "closed_at": closed,
    }  # fmt: skip


DEALS = [
    deal("clean", 100, date(2026, 9, 1)),
    deal("late", 40, date(2026, 8, 1), "Bình"),
    deal("late and empty", None, date(2026, 8, 2)),
    deal("empty", None, date(2026, 9, 2)),
    deal("undated", 7, None, None),
    deal("late, last quarter", 500, date(2026, 6, 1)),
    deal("won", 9, None, status="won"),
]
TARGETS = [{"side": "b2b", "period_start": date(2026, 7, 1), "period_end": date(2026, 9, 30), "amount": 1000}]


def test_a_deal_with_two_reasons_stands_under_both_and_once_in_all() -> None:
    with frame_of(deals=DEALS, targets=TARGETS) as frame:
        found = coverage(frame)
    assert found.open == 140
    assert haircuts(found) == [
        Haircut("past_due", 2, Decimal(40)),
        Haircut("no_amount", 2, Decimal(0)),
        Haircut(None, 3, Decimal(40)),
    ]
    assert found.open - haircuts(found)[-1].amount == found.clean_open


def test_without_anything_wrong_only_the_empty_sum_is_left() -> None:
    with frame_of(deals=[DEALS[0], DEALS[-1]], targets=TARGETS) as frame:
        assert haircuts(coverage(frame)) == [Haircut(None, 0, Decimal(0))]


def test_flagged_deals_of_any_quarter_once_each_largest_first_amounts_unknown_last() -> None:
    with frame_of(deals=DEALS) as frame:
        names = [one.deal_id for one in flagged(coverage(frame))]
    assert names == ["late, last quarter", "late", "undated", "empty", "late and empty"]


def test_owners_are_named_with_unknown_among_them_or_not_at_all() -> None:
    with frame_of(deals=DEALS) as frame:
        assert owners(frame) == ["An", "Bình", "Unknown"]
    with frame_of(deals=[deal("x", 1, None, None), DEALS[-1] | {"owner": None}]) as frame:
        assert owners(frame) == []
