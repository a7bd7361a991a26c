"""What a better KPI is worth in money: for the Brief, the slides and the What-if page.

R1: revenue of a month = visits × add-to-cart rate × checkout rate × average order value (B2C).
R2: pipeline of a quarter = 3 × MQLs of a month × MQL→SQL × win rate × average contract value (B2B).
A lever is the money of bringing one KPI up to its band while all else stays equal. KPIs that neither rule leads to
money (day-7 retention, onboarding, cycle) are no levers. Arithmetic is exact on the figures as written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from metrics.result import AMBER, RED, Note, Score

Number = int | float | Decimal | Fraction
Entries = Mapping[tuple[str, str], Number]
NOTHING: Entries = {}
MONTH_DAYS = Fraction(365, 12)
QUARTER_MONTHS = 3
KEPT = "Assumes all else stays equal: "


@dataclass(frozen=True, slots=True)
class B2CInputs:
    """R1: visits a month, two shares, money per order. Without cart data, `add_to_cart_rate` is 1 and the rest CVR."""

    visits: Number
    add_to_cart_rate: Number
    checkout_rate: Number
    aov: Number

    @property
    def cvr(self) -> float:
        """Visit → purchase."""
        return float(_cvr(self))

    @property
    def revenue(self) -> float:
        """Money a month."""
        return float(_revenue(self))


@dataclass(frozen=True, slots=True)
class B2BInputs:
    """R2: MQLs a month, two shares, money per contract."""

    mqls: Number
    mql_to_sql: Number
    win_rate: Number
    acv: Number

    @property
    def wins(self) -> float:
        """Deals won a quarter."""
        return float(_wins(self))

    @property
    def pipeline(self) -> float:
        """Money a quarter."""
        return float(_wins(self) * _exact(self.acv))


# The two teams of SOURCE.md N: where the sliders' preset starts. The document states 2,500 million a contract, which
# does not fit its own 330 million a quarter: 25 million does.
N_B2C = B2CInputs(visits=200_000, add_to_cart_rate=0.1, checkout_rate=0.25, aov=28_000)
N_B2B = B2BInputs(mqls=400, mql_to_sql=0.22, win_rate=0.30, acv=25_000_000)


@dataclass(frozen=True, slots=True)
class Lever:
    """Money per `per` (month or quarter) of bringing `kpi` from `value` to `goal`, the near end of its band."""

    kpi: str
    side: str
    per: str
    money: float
    value: float
    goal: float
    rule: str
    assumption: Note
    channel: str | None = None
    segment: str | None = None


def gain(before: B2CInputs | B2BInputs, after: B2CInputs | B2BInputs) -> float:
    """Money a month (B2C) or a quarter (B2B) that `after` brings more than `before`; both of one side."""
    return float(_money(after) - _money(before))


def cvr_gain(inputs: B2CInputs, points: Number) -> float:
    """Money a month of `points` more of visit → purchase (0.003 is 0.3 points): visits × points × order value (N)."""
    return float(_exact(inputs.visits) * _exact(points) * _exact(inputs.aov))


def win_rate_gain(inputs: B2BInputs, points: Number) -> float:
    """Money a quarter of `points` more of SQL → won (0.05 is 5 points): MQLs × MQL→SQL × points × 3 × contract (N)."""
    return float(_sqls(inputs) * _exact(points) * _exact(inputs.acv))


def levers(
    scores: Iterable[Score], b2c: B2CInputs | None = None, b2b: B2BInputs | None = None, entries: Entries = NOTHING
) -> list[Lever]:
    """One lever per amber or red score that R1 or R2 leads to money, dearest first. A side without inputs has none.

    `entries` gives (side, kpi) → entries a month, immature ones too; without it a score's own denominator is scaled.
    """
    found = []
    for score in scores:
        lever = _lever(score, b2c if score.side == "b2c" else b2b, entries) if _below(score) else None
        found += [lever] if lever else []
    return sorted(
        found, key=lambda lever: (-lever.money, lever.side, lever.kpi, lever.channel or "", lever.segment or "")
    )


def b2c_inputs(scores: Iterable[Score], entries: Entries = NOTHING) -> B2CInputs | None:
    """R1 as the scores have it, scaled to a month; None while visits, conversion or order value are unknown."""
    by_key = _by_key(scores, "b2c")
    sold, order = by_key.get("checkout_conversion"), by_key.get("average_order_value")
    if sold is None or order is None or sold.value is None or order.value is None:
        return None
    cart = by_key.get("lp_conversion")
    rate = _exact(cart.value) if cart is not None and cart.value else Fraction(1)
    return B2CInputs(float(_monthly(sold, entries)), float(rate), float(_exact(sold.value) / rate), order.value)


def b2b_inputs(scores: Iterable[Score], entries: Entries = NOTHING) -> B2BInputs | None:
    """R2 as the scores have it, scaled to a month; None while one of its four factors is unknown."""
    by_key = _by_key(scores, "b2b")
    promoted, won, contract = (by_key.get(key) for key in ("mql_to_sql", "win_rate", "average_contract_value"))
    if promoted is None or won is None or contract is None:
        return None
    if promoted.value is None or won.value is None or contract.value is None:
        return None
    return B2BInputs(float(_monthly(promoted, entries)), promoted.value, won.value, contract.value)


Rule = Callable[[Fraction, Fraction, "B2CInputs | B2BInputs"], Fraction]  # gap, entries a month, inputs


def _of_b2c(compute: Callable[[Fraction, Fraction, B2CInputs], Fraction]) -> Rule:
    return lambda gap, monthly, inputs: compute(gap, monthly, inputs) if isinstance(inputs, B2CInputs) else Fraction(0)


def _of_b2b(compute: Callable[[Fraction, Fraction, B2BInputs], Fraction]) -> Rule:
    return lambda gap, monthly, inputs: compute(gap, monthly, inputs) if isinstance(inputs, B2BInputs) else Fraction(0)


# kpi → (money of closing the gap, what it assumes)
RULES: dict[str, tuple[Rule, str]] = {
    "ctr": (
        _of_b2c(lambda gap, monthly, i: gap * monthly * _cvr(i) * _exact(i.aov)),
        KEPT + "the additional clicks buy as often as other visits.",
    ),
    "lp_conversion": (
        _of_b2c(lambda gap, _, i: _exact(i.visits) * gap * _exact(i.checkout_rate) * _exact(i.aov)),
        KEPT + "the additional carts are bought as often as today's.",
    ),
    "trial_to_purchase": (
        _of_b2c(lambda gap, monthly, i: gap * monthly * _exact(i.aov)),
        KEPT + "each additional trial that buys places one order of average value.",
    ),
    "checkout_conversion": (
        _of_b2c(lambda gap, _, i: _exact(i.visits) * gap * _exact(i.aov)),
        KEPT + "as many visits, orders of average value.",
    ),
    "repurchase_rate": (
        _of_b2c(lambda gap, monthly, i: gap * monthly * _exact(i.aov)),
        KEPT + "each additional repeat buyer places one more order of average value.",
    ),
    "mql_rate": (
        _of_b2b(lambda gap, monthly, i: QUARTER_MONTHS * monthly * gap * _exact(i.mql_to_sql) * _worth(i)),
        KEPT + "the additional leads become customers as often as today's MQLs.",
    ),
    "lead_to_sql": (
        _of_b2b(lambda gap, monthly, i: QUARTER_MONTHS * monthly * gap * _worth(i)),
        KEPT + "the additional SQLs are won as often as today's.",
    ),
    "mql_to_sql": (
        _of_b2b(lambda gap, _, i: QUARTER_MONTHS * _exact(i.mqls) * gap * _worth(i)),
        KEPT + "the additional SQLs are won as often as today's.",
    ),
    "poc_to_opportunity": (
        _of_b2b(lambda gap, monthly, i: QUARTER_MONTHS * monthly * gap * _worth(i)),
        KEPT + "the additional opportunities are won as often as today's.",
    ),
    "win_rate": (
        _of_b2b(lambda gap, _, i: _sqls(i) * gap * _exact(i.acv)),
        KEPT + "as many SQLs, contracts of average value.",
    ),
    "nrr": (
        _of_b2b(lambda gap, monthly, _: QUARTER_MONTHS * gap * monthly),
        KEPT + "the monthly revenue kept or added lasts the whole quarter.",
    ),
}  # fmt: skip


LEVELS = ("nrr",)  # their denominator is a monthly amount already


def _below(score: Score) -> bool:
    band = score.benchmark
    return (
        score.grade.status in (AMBER, RED)
        and score.value is not None
        and band is not None
        and band.low is not None
        and band.direction != "lower"
        and score.value < band.low
    )


def _lever(score: Score, inputs: B2CInputs | B2BInputs | None, entries: Entries) -> Lever | None:
    band = score.benchmark
    if inputs is None or score.kpi not in RULES or band is None or band.low is None or score.value is None:
        return None
    rule, assumption = RULES[score.kpi]
    gap = _exact(band.low) - _exact(score.value)
    level = score.kpi in LEVELS
    monthly = _exact(score.denominator or 0) if level else _monthly(score, entries)
    b2c = score.side == "b2c"
    return Lever(
        score.kpi,
        score.side,
        "month" if b2c else "quarter",
        float(rule(gap, monthly, inputs)),
        score.value,
        band.low,
        "R1" if b2c else "R2",
        Note(f"assume_{score.kpi}", assumption),
        score.channel,
        score.segment,
    )


def _by_key(scores: Iterable[Score], side: str) -> dict[str, Score]:
    return {score.kpi: score for score in scores if score.side == side}


def _monthly(score: Score, entries: Entries) -> Fraction:
    """A KPI's entries a month: as given, or the score's own, scaled from its period to 365 ÷ 12 days."""
    given = entries.get((score.side, score.kpi))
    return _exact(given) if given is not None else _exact(score.denominator or 0) * MONTH_DAYS / score.period.days


def _cvr(inputs: B2CInputs) -> Fraction:
    return _exact(inputs.add_to_cart_rate) * _exact(inputs.checkout_rate)


def _revenue(inputs: B2CInputs) -> Fraction:
    return _exact(inputs.visits) * _cvr(inputs) * _exact(inputs.aov)


def _sqls(inputs: B2BInputs) -> Fraction:
    return QUARTER_MONTHS * _exact(inputs.mqls) * _exact(inputs.mql_to_sql)


def _worth(inputs: B2BInputs) -> Fraction:
    """Money of one more SQL."""
    return _exact(inputs.win_rate) * _exact(inputs.acv)


def _wins(inputs: B2BInputs) -> Fraction:
    return _sqls(inputs) * _exact(inputs.win_rate)


def _money(inputs: B2CInputs | B2BInputs) -> Fraction:
    return _revenue(inputs) if isinstance(inputs, B2CInputs) else _wins(inputs) * _exact(inputs.acv)


def _exact(value: Number) -> Fraction:
    """A number as it is written: 0.003 is 3/1000."""
    return Fraction(str(value)) if isinstance(value, float) else Fraction(value)
