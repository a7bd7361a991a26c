"""Levers give the guide's own figures (SOURCE.md N) to the đồng, and rank what is below its band."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.levers import (
    N_B2B,
    N_B2C,
    RULES,
    B2BInputs,
    B2CInputs,
    b2b_inputs,
    b2c_inputs,
    cvr_gain,
    gain,
    levers,
    win_rate_gain,
)
from metrics.result import AMBER, GREEN, RED, TOO_FEW, Band, Grade, Period, Score

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))


def score(kpi: str, side: str, value: float | None, low: float, entries: float = 1200, status: str = RED) -> Score:
    return Score(
        kpi, side, 1, "share", value, None, entries, 1, Grade(status), Band("F1", low, None, "higher"), (), YEAR, YEAR
    )  # fmt: skip


def test_the_guide_s_two_figures() -> None:
    assert cvr_gain(N_B2C, 0.003) == 16_800_000
    assert win_rate_gain(N_B2B, 0.05) == 330_000_000
    assert (N_B2C.cvr, N_B2C.revenue) == (0.025, 140_000_000)
    assert gain(N_B2C, replace(N_B2C, checkout_rate=0.28)) == 16_800_000
    assert gain(N_B2B, replace(N_B2B, win_rate=0.35)) == 330_000_000
    assert N_B2B.pipeline == 3 * 400 * 22 * 30 * 2_500


def test_the_stated_contract_value_does_not_fit() -> None:
    assert win_rate_gain(replace(N_B2B, acv=2_500_000_000), 0.05) == 100 * 330_000_000


def test_levers_up_to_the_band_dearest_first() -> None:
    scores = [
        score("checkout_conversion", "b2c", 0.022, 0.025),
        score("win_rate", "b2b", 0.25, 0.30, status=AMBER),
        score("retention_d7", "b2c", 0.1, 0.25),
        score("ctr", "b2c", 0.02, 0.015, status=GREEN),
        score("lp_conversion", "b2c", 0.01, 0.08, status=TOO_FEW),
        score("repurchase_rate", "b2c", 0.25, 0.30),
    ]
    found = levers(scores, N_B2C, replace(N_B2B, win_rate=0.25))
    assert [(lever.kpi, lever.money, lever.per) for lever in found] == [
        ("win_rate", 330_000_000, "quarter"),
        ("checkout_conversion", 16_800_000, "month"),
        ("repurchase_rate", 0.05 * 100 * 28_000, "month"),
    ]
    assert all(str(lever.assumption).startswith("Assumes all else stays equal: ") for lever in found)
    assert levers(scores, None, None) == []


def test_each_rule_against_its_formula_by_hand() -> None:
    b2c, b2b = B2CInputs(1000, 0.1, 0.2, 50), B2BInputs(100, 0.5, 0.25, 1000)
    wanted = {  # 1,200 entries a year are 100 a month and 300 a quarter; each KPI is a tenth short of its band
        "ctr": 0.1 * 100 * 0.1 * 0.2 * 50,
        "lp_conversion": 1000 * 0.1 * 0.2 * 50,
        "trial_to_purchase": 0.1 * 100 * 50,
        "checkout_conversion": 1000 * 0.1 * 50,
        "repurchase_rate": 0.1 * 100 * 50,
        "mql_rate": 0.1 * 300 * 0.5 * 0.25 * 1000,
        "lead_to_sql": 0.1 * 300 * 0.25 * 1000,
        "mql_to_sql": 0.1 * 300 * 0.25 * 1000,
        "poc_to_opportunity": 0.1 * 300 * 0.25 * 1000,
        "win_rate": 0.1 * 300 * 0.5 * 1000,
        "nrr": 0.1 * 1200 * 3,
    }
    assert wanted.keys() == RULES.keys()
    b2c_keys = list(wanted)[:5]
    scores = [score(kpi, "b2c" if kpi in b2c_keys else "b2b", 0.2, 0.3) for kpi in wanted]
    found = {lever.kpi: lever.money for lever in levers(scores, b2c, b2b)}
    assert found == pytest.approx(wanted)


def test_inputs_come_from_the_scores() -> None:
    b2c = [
        score("checkout_conversion", "b2c", 0.025, 0.02, entries=2_400_000),
        score("lp_conversion", "b2c", 0.1, 0.08),
        score("average_order_value", "b2c", 28_000, 1),
    ]
    b2b = [
        score("mql_to_sql", "b2b", 0.22, 0.1, entries=4800),
        score("win_rate", "b2b", 0.3, 0.2),
        score("average_contract_value", "b2b", 25_000_000, 1),
    ]
    assert b2c_inputs(b2c) == N_B2C
    assert b2b_inputs(b2b) == N_B2B
    assert b2c_inputs(b2c[:2]) is None
    assert b2b_inputs(b2b[1:]) is None
    without_carts = b2c_inputs([b2c[0], b2c[2]])
    assert without_carts is not None
    assert (without_carts.add_to_cart_rate, without_carts.checkout_rate) == (1, 0.025)


@given(st.sampled_from(sorted(RULES)), st.floats(0.01, 0.5), st.floats(0.01, 0.5))
def test_closing_a_wider_gap_is_worth_more(kpi: str, value: float, further: float) -> None:
    side = "b2c" if kpi in list(RULES)[:5] else "b2b"
    near = levers([score(kpi, side, value, value + 0.1)], N_B2C, N_B2B)
    far = levers([score(kpi, side, value, value + 0.1 + further)], N_B2C, N_B2B)
    assert 0 < near[0].money < far[0].money


def test_volumes_count_immature_entries_too() -> None:
    """Half of the period's MQLs are too young for the rate; the month still brings all of them."""
    found = [score("mql_to_sql", "b2b", 0.22, 0.27, entries=2400)]
    more = [
        score("win_rate", "b2b", 0.3, 0.2, status=GREEN),
        score("average_contract_value", "b2b", 25_000_000, 1, status=GREEN),
    ]
    volumes = {("b2b", "mql_to_sql"): 400}
    assert b2b_inputs([*found, *more], volumes) == N_B2B
    assert levers(found, None, N_B2B, volumes)[0].money == 3 * 400 * 5 * 3 * 25_000
