"""Figures in full: every digit that tells something, and no zero that does not; changes with sign and unit."""

from __future__ import annotations

import pytest

from data.figures import change, full
from data.words import Words


@pytest.mark.parametrize(
    ("unit", "value", "english", "vietnamese"),
    [
        ("days", 0.0, "0 days", "0 ngày"),
        ("days", 12.5, "12.5 days", "12,5 ngày"),
        ("minutes", 1234.56789, "1,234.5679 min", "1.234,5679 phút"),
        ("share", 0.25, "25%", "25%"),
        ("share", 1 / 3, "33.3333%", "33,3333%"),
        ("share", 0.000001, "0.0001%", "0,0001%"),
        ("multiple", 3.0, "3×", "3×"),
        ("multiple", None, "–", "–"),
    ],
)
def test_full(unit: str, value: float | None, english: str, vietnamese: str) -> None:
    assert (full(Words("en"), unit, value), full(Words("vi"), unit, value)) == (english, vietnamese)


@pytest.mark.parametrize(
    ("unit", "difference", "english", "vietnamese"),
    [
        ("days", 9.0, "+9 days", "+9 ngày"),
        ("days", -1.0, "−1 day", "−1 ngày"),
        ("days", 0.2, "±0 days", "±0 ngày"),
        ("minutes", -1.4, "−1 min", "−1 phút"),
        ("share", 0.0123, "+1.2 pp", "+1,2 điểm %"),
        ("multiple", -0.14, "−0.1×", "−0,1×"),
    ],
)
def test_change(unit: str, difference: float, english: str, vietnamese: str) -> None:
    assert (change(Words("en"), unit, difference), change(Words("vi"), unit, difference)) == (english, vietnamese)
