"""What R1 and R2 give before and after a change, and section 14 of the guide checked: for the What-if screen."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from metrics.levers import N_B2B, N_B2C, B2BInputs, B2CInputs, Number, cvr_gain, gain, win_rate_gain

CVR_POINTS, WIN_POINTS = 0.003, 0.05  # section 14: 0.3 points of CVR, 5 points of SQL → won
STATED_CONTRACT = 2_500_000_000  # đ, as the guide states it
GUIDE_B2C = B2CInputs(N_B2C.visits, N_B2C.add_to_cart_rate, 0.28, N_B2C.aov)  # 10 % × 28 % is 2.8 %: 0.3 points more
GUIDE_B2B = B2BInputs(N_B2B.mqls, N_B2B.mql_to_sql, 0.35, N_B2B.acv)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Money a month (B2C) or a quarter (B2B) before and after; `rate` is visit → purchase, or deals won a quarter.

    `step` is the money of the guide's step from `before`: 0.3 points of CVR, 5 points of SQL → won.
    """

    before: float
    after: float
    gain: float
    rate_before: float
    rate_after: float
    step: float


@dataclass(frozen=True, slots=True)
class GuideCheck:
    """Section 14 recomputed: both gains, the wins behind the second, and what the stated contract value would give."""

    b2c: float
    b2b: float
    more_wins: float
    fitting_contract: float
    with_stated: float


def outcome(before: B2CInputs | B2BInputs, after: B2CInputs | B2BInputs) -> Outcome:
    """Both states of one side: R1 for B2C, R2 for B2B."""
    if isinstance(before, B2CInputs) and isinstance(after, B2CInputs):
        step = cvr_gain(before, CVR_POINTS)
        return Outcome(before.revenue, after.revenue, gain(before, after), before.cvr, after.cvr, step)
    assert isinstance(before, B2BInputs)
    assert isinstance(after, B2BInputs)
    step = win_rate_gain(before, WIN_POINTS)
    return Outcome(before.pipeline, after.pipeline, gain(before, after), before.wins, after.wins, step)


def guide_check() -> GuideCheck:
    """SOURCE.md N: 16.8 million đ a month; 330 million đ a quarter from 13.2 more wins, so 25 million a contract."""
    b2c, b2b = cvr_gain(N_B2C, CVR_POINTS), win_rate_gain(N_B2B, WIN_POINTS)
    wins = Fraction(str(GUIDE_B2B.wins)) - Fraction(str(N_B2B.wins))
    stated = B2BInputs(N_B2B.mqls, N_B2B.mql_to_sql, N_B2B.win_rate, STATED_CONTRACT)
    return GuideCheck(b2c, b2b, float(wins), float(Fraction(str(b2b)) / wins), win_rate_gain(stated, WIN_POINTS))


def inputs_from(side: str, values: tuple[Number, Number, Number, Number]) -> B2CInputs | B2BInputs:
    """R1 or R2 from its four factors, in the rule's order."""
    return B2CInputs(*values) if side == "b2c" else B2BInputs(*values)


def factors(inputs: B2CInputs | B2BInputs) -> tuple[float, float, float, float]:
    """The four factors of R1 or R2, in the rule's order."""
    if isinstance(inputs, B2CInputs):
        found = (inputs.visits, inputs.add_to_cart_rate, inputs.checkout_rate, inputs.aov)
    else:
        found = (inputs.mqls, inputs.mql_to_sql, inputs.win_rate, inputs.acv)
    first, second, third, fourth = (float(value) for value in found)
    return first, second, third, fourth
