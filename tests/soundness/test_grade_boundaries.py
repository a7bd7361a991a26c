"""A colour must not turn on a rounding: binary fractions once put a value on the wrong side of its own boundary."""

from __future__ import annotations

import math

import pytest

from metrics.grade import grade
from metrics.result import Band


def test_the_float_product_would_be_wrong() -> None:
    assert 0.025 * (1 - 0.2) > 0.02  # in floats, 2 % against a band from 2.5 % would be red
    assert 12 * (1 + 0.2) < 14.4  # and 14.4 days against a band to 12
    assert grade(0.02, Band("X", 0.025, None, "higher")).status == "amber"
    assert grade(14.4, Band("X", None, 12.0, "lower")).status == "amber"


@pytest.mark.parametrize("low", [at / 1000 for at in range(1, 1001)])
def test_no_low_end_turns_on_a_rounding(low: float) -> None:
    numerator = round(low * 1000) * 8  # low x 0.8, in ten-thousandths
    band = Band("X", low, None, "higher")
    assert grade(numerator / 10_000, band).status == "amber"
    assert grade(numerator / 10_000, band, numerator=numerator, denominator=10_000).status == "amber"
    assert grade(0.0, band, numerator=numerator * 1000 - 1, denominator=10_000_000).status == "red"


def test_a_value_that_rounds_up_to_the_boundary_is_not_past_it() -> None:
    """2 999 999 999 999 999 999 of 10^19 is below 30 %, and the nearest binary number is 0.3 itself."""
    numerator, denominator = 2_999_999_999_999_999_999, 10**19
    assert numerator / denominator == 0.3
    band = Band("F6", 0.3, None, "higher")
    assert grade(numerator / denominator, band, numerator=numerator, denominator=denominator).status == "amber"


def test_undefined_is_not_infinitely_good() -> None:
    """LTV with zero churn is undefined: it must not come out green."""
    assert grade(math.inf, Band("K2", 5.0, None, "higher")).status == "no_data"
    assert grade(math.nan, Band("F7", None, 120.0, "lower")).status == "no_data"
