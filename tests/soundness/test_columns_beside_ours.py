"""A file that happens to use some of our own names must not lose its money because the rest is named otherwise."""

from __future__ import annotations

from decimal import Decimal

from tests.unit.reading_kit import read, text

B2C = "table: marketing\nconstants: {side: b2c}"


def test_costs_in_micros_beside_date_clicks_and_impressions() -> None:
    rows = [[f"2026-01-{n:02}", str(n), str(10 * n), f"{n}500000"] for n in range(1, 21)]
    found = read(text(rows, header=("date", "clicks", "impressions", "cost_micros")), B2C)
    assert found.columns["clicks"] == "clicks"
    assert found.amount_sum == Decimal("220.00")  # 210 whole units and 20 halves, never 220 millions or nothing


def test_spend_beside_date_and_impressions() -> None:
    rows = [[f"2026-01-{n:02}", str(10 * n), f"{n}.25"] for n in range(1, 21)]
    found = read(text(rows, header=("date", "impressions", "spend")), B2C)
    assert found.amount_sum == Decimal("215.00")


def test_a_deals_value_beside_its_id_and_status() -> None:
    rows = [[f"D{n}", "won", f"{n}.50", f"2026-01-{n:02}"] for n in range(1, 21)]
    found = read(text(rows, header=("deal_id", "status", "deal_value", "close_date")), "table: deals")
    assert found.amount_sum == Decimal("220.00")
    assert found.columns["closed_at"] == "close_date"
