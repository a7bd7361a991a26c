"""The What-if screen's figures: section 14 of the guide to the đồng, and gains that are differences of two states."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.levers import N_B2B, N_B2C, B2BInputs, B2CInputs
from metrics.what_if import GUIDE_B2B, GUIDE_B2C, factors, guide_check, inputs_from, outcome

COUNTS = st.integers(0, 10_000_000)
SHARES = st.decimals(0, 1, places=3)
FOUR = st.tuples(COUNTS, SHARES, SHARES, COUNTS)


def test_section_14_by_hand() -> None:
    found = guide_check()
    assert found.b2c == 200_000 * 3 // 1000 * 28_000 == 16_800_000
    assert found.b2b == 330_000_000
    assert found.more_wins == pytest.approx(400 * 0.22 * 0.05 * 3)
    assert found.fitting_contract == 25_000_000
    assert found.with_stated == 100 * found.b2b == 33_000_000_000


def test_the_preset_s_sliders_give_the_guide_s_gains() -> None:
    shop, tool = outcome(N_B2C, GUIDE_B2C), outcome(N_B2B, GUIDE_B2B)
    assert (shop.gain, shop.before, shop.after) == (16_800_000, 140_000_000, 156_800_000)
    assert (shop.rate_before, shop.rate_after, shop.step) == (0.025, 0.028, 16_800_000)
    assert (tool.gain, tool.before, tool.after) == (330_000_000, 1_980_000_000, 2_310_000_000)
    assert (tool.rate_before, tool.rate_after, tool.step) == (79.2, 92.4, 330_000_000)


@given(FOUR, FOUR)
def test_b2c_by_an_independent_product(
    before: tuple[int, Decimal, Decimal, int], after: tuple[int, Decimal, Decimal, int]
) -> None:
    def money(four: tuple[int, Decimal, Decimal, int]) -> Decimal:
        return Decimal(four[0]) * four[1] * four[2] * Decimal(four[3])

    left, right = (inputs_from("b2c", (a, float(b), float(c), d)) for a, b, c, d in (before, after))
    assert isinstance(left, B2CInputs)
    found = outcome(left, right)
    assert found.gain == pytest.approx(float(money(after) - money(before)), rel=1e-12, abs=1e-6)
    assert (found.gain > 0) == (money(after) > money(before))


@given(FOUR)
def test_a_quarter_is_three_months_and_nothing_moved_gains_nothing(four: tuple[int, Decimal, Decimal, int]) -> None:
    inputs = inputs_from("b2b", (four[0], float(four[1]), float(four[2]), four[3]))
    assert isinstance(inputs, B2BInputs)
    found = outcome(inputs, inputs)
    assert found.gain == 0
    assert found.rate_before == pytest.approx(float(3 * four[0] * four[1] * four[2]), rel=1e-12)
    assert factors(inputs) == (four[0], float(four[1]), float(four[2]), four[3])
