"""Figures in full: every digit that tells something, and no zero that does not."""

from __future__ import annotations

import pytest

from data.figures import full
from data.words import Words


@pytest.mark.parametrize(
    ("unit", "value", "english", "vietnamese"),
    [
        ("days", 0.0, "0", "0"),
        ("days", 12.5, "12.5", "12,5"),
        ("minutes", 1234.56789, "1,234.5679", "1.234,5679"),
        ("share", 0.25, "25%", "25%"),
        ("share", 1 / 3, "33.3333%", "33,3333%"),
        ("share", 0.000001, "0.0001%", "0,0001%"),
        ("multiple", 3.0, "3", "3"),
        ("multiple", None, "–", "–"),
    ],
)
def test_full(unit: str, value: float | None, english: str, vietnamese: str) -> None:
    assert (full(Words("en"), unit, value), full(Words("vi"), unit, value)) == (english, vietnamese)
