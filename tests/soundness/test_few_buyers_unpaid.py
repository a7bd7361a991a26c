"""A cohort of three buyers whose cost is not earned back was called red, and surely so: three are too few to say."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from metrics.result import Period
from tests.unit.kit import score_of

WEEK = Period(date(2026, 1, 5), date(2026, 1, 11))


@pytest.mark.parametrize(("buyers", "status"), [(3, "too_few"), (29, "too_few"), (30, "red")])
def test_few_buyers_carry_no_colour(tmp_path: Path, buyers: int, status: str) -> None:
    first = datetime(2026, 1, 6, 9)
    orders = [{"order_id": f"o{n}", "user_id": f"u{n}", "ts": first, "amount": 1} for n in range(buyers)]
    late = {"order_id": "late", "user_id": "late", "ts": first + timedelta(days=90), "amount": 1}
    cost = {"side": "b2c", "date": first.date(), "cost": 1000}
    found = score_of(tmp_path, "cac_payback_days", "b2c", WEEK, orders=[*orders, late], marketing=[cost])
    assert (found.value, found.n, found.grade.status) == (None, buyers, status)
