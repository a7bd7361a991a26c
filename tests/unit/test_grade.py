"""Grades at every boundary of METRICS.md section 4, their certainty, and what must hold for any band."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from metrics.grade import grade
from metrics.intervals import wilson
from metrics.result import Band

HIGHER = Band("F3", 0.15, 0.30, "higher")  # amber from 0.12
LOWER = Band("F7", 30.0, 120.0, "lower")  # amber up to 144
WITHIN = Band("X", 3.0, 5.0, "within")  # amber 2.4 to 3 and 5 to 6
COVERAGE = Band("K3", 3.0, 5.0, "within", over="amber")
BADNESS = {"green": 0, "amber": 1, "red": 2}


@pytest.mark.parametrize(
    ("band", "value", "status", "beyond"),
    [
        (HIGHER, 0.1199999, "red", None),
        (HIGHER, 0.12, "amber", None),
        (HIGHER, 0.1499999, "amber", None),
        (HIGHER, 0.15, "green", None),
        (HIGHER, 0.30, "green", None),
        (HIGHER, 0.3000001, "green", "above"),
        (LOWER, 29.9, "green", "faster"),
        (LOWER, 30.0, "green", None),
        (LOWER, 120.0, "green", None),
        (LOWER, 120.1, "amber", None),
        (LOWER, 144.0, "amber", None),
        (LOWER, 144.1, "red", None),
        (WITHIN, 2.3999, "red", None),
        (WITHIN, 2.4, "amber", None),
        (WITHIN, 3.0, "green", None),
        (WITHIN, 5.0, "green", None),
        (WITHIN, 5.0001, "amber", None),
        (WITHIN, 6.0, "amber", None),
        (WITHIN, 6.0001, "red", None),
        (COVERAGE, 2.39, "red", None),
        (COVERAGE, 2.4, "amber", None),
        (COVERAGE, 5.0, "green", None),
        (COVERAGE, 5.1, "amber", "above"),
        (COVERAGE, 600.0, "amber", "above"),
        (Band("R7", None, 5.0, "lower"), 0.0, "green", None),
        (Band("F6", 0.30, None, "higher"), 0.99, "green", None),
        (Band("X", None, 5.0, "within"), 1.0, "green", None),
        (Band("X", 3.0, None, "within"), 99.0, "green", None),
    ],
)
def test_colour_at_each_boundary(band: Band, value: float, status: str, beyond: str | None) -> None:
    found = grade(value, band)
    assert (found.status, found.beyond, found.certainty) == (status, beyond, "clear")


@pytest.mark.parametrize(
    ("low", "amber_from"),
    [(0.3, 0.24), (0.1, 0.08), (0.35, 0.28), (0.15, 0.12), (0.7, 0.56), (1.1, 0.88), (0.015, 0.012), (0.025, 0.02)],
)
def test_low_end_of_amber_is_the_decimal_people_compute(low: float, amber_from: float) -> None:
    band = Band("X", low, None, "higher")
    assert grade(amber_from, band).status == "amber"
    assert grade(math.nextafter(amber_from, 0), band).status == "red"


def test_numerator_and_denominator_decide_exactly() -> None:
    third = Band("X", 0.3333333333333333, None, "higher")  # just below one third
    assert grade(0.0, third, numerator=1, denominator=3).status == "green"
    assert grade(0.0, Band("X", 0.33333333333333334, None, "higher"), numerator=1, denominator=3).status == "green"
    assert grade(0.24, Band("X", 0.3, None, "higher"), numerator=6, denominator=25).status == "amber"
    assert grade(0.24, Band("X", 0.3, None, "higher"), numerator=Decimal("5.99"), denominator=25).status == "red"


def test_a_zero_denominator_leaves_the_value() -> None:
    assert grade(0.2, HIGHER, numerator=1, denominator=0).status == "green"


def test_states_without_a_colour_and_which_comes_first() -> None:
    assert grade(None, HIGHER, n=0, minimum=30).status == "no_data"
    assert grade(None, None).status == "no_data"
    assert grade(math.nan, HIGHER).status == "no_data"
    assert grade(math.inf, HIGHER).status == "no_data"
    assert grade(0.2, None, n=1, minimum=30).status == "no_benchmark"
    assert grade(0.2, Band("X", None, 0.3, "higher")).status == "no_benchmark"
    assert grade(20.0, Band("X", 7.0, None, "lower")).status == "no_benchmark"
    assert grade(0.2, HIGHER, n=29, minimum=30).status == "too_few"
    assert grade(0.2, HIGHER, n=30, minimum=30).status == "green"
    for value, band, n in ((None, HIGHER, 99), (0.2, None, 99), (0.2, HIGHER, 2)):
        found = grade(value, band, interval=(0.0, 1.0), n=n, minimum=30)
        assert (found.certainty, found.beyond, found.leaning_to) == (None, None, None)


def test_few_cases_lean_and_many_are_clear() -> None:
    band = Band("F2", 0.20, 0.40, "higher")
    few = grade(0.25, band, interval=wilson(6, 24), n=24, minimum=10)
    many = grade(0.25, band, interval=wilson(600, 2400), n=2400, minimum=10)
    assert (few.status, few.certainty, few.leaning_to) == ("green", "leaning", "amber")
    assert (many.status, many.certainty, many.leaning_to) == ("green", "clear", None)


@pytest.mark.parametrize(
    ("value", "interval", "leaning_to"),
    [
        (0.2, (0.15, 0.9), None),  # low itself is still green
        (0.2, (0.1499, 0.9), "amber"),
        (0.2, (0.01, 0.9), "amber"),  # reaches red too: the nearest is named
        (0.13, (0.121, 0.15), "green"),  # low itself is green already
        (0.13, (0.121, 0.1499), None),
        (0.13, (0.11, 0.16), "red"),  # red 0.01 away, green 0.02
        (0.14, (0.11, 0.16), "green"),
        (0.135, (0.11, 0.16), "red"),  # equally near: the worse
        (0.11, (0.0, 0.119), None),
        (0.11, (-math.inf, math.inf), "amber"),
    ],
)
def test_leaning_names_the_nearest_colour_the_interval_reaches(
    value: float, interval: tuple[float, float], leaning_to: str | None
) -> None:
    found = grade(value, HIGHER, interval=interval)
    assert found.leaning_to == leaning_to
    assert found.certainty == ("leaning" if leaning_to else "clear")


def test_no_margin_means_no_amber() -> None:
    band = Band("X", 0.2, None, "higher", margin=0.0)
    assert grade(0.1999, band).status == "red"
    assert grade(0.2, band, interval=(0.1, 0.3)).leaning_to == "red"
    assert grade(5.1, Band("X", None, 5.0, "lower", margin=0.0)).status == "red"


def test_zero_and_negative_ends_keep_their_order() -> None:
    zero = Band("X", 0.0, None, "higher")
    assert [grade(value, zero).status for value in (-0.001, 0.0, 1.0)] == ["red", "green", "green"]
    negative = Band("X", -10.0, None, "higher")
    assert [grade(value, negative).status for value in (-13.0, -12.0, -10.0)] == ["red", "amber", "green"]
    assert [grade(value, Band("X", None, 0.0, "lower")).status for value in (0.0, 0.1)] == ["green", "red"]


ends = st.decimals(0, 100, places=3).map(float)
margins = st.decimals(0, 1, places=2).map(float)
values = st.floats(-50, 250, allow_nan=False)


@given(ends, margins, values, values)
def test_higher_never_improves_when_the_value_falls(low: float, margin: float, one: float, other: float) -> None:
    band = Band("X", low, None, "higher", margin)
    worse, better = sorted((one, other))
    assert BADNESS[grade(worse, band).status] >= BADNESS[grade(better, band).status]


@given(ends, margins, values, values)
def test_lower_never_improves_when_the_value_rises(high: float, margin: float, one: float, other: float) -> None:
    band = Band("X", None, high, "lower", margin)
    better, worse = sorted((one, other))
    assert BADNESS[grade(worse, band).status] >= BADNESS[grade(better, band).status]


@given(ends, ends, margins, values, values, st.sampled_from([None, "amber"]))
def test_within_never_improves_away_from_the_range(
    one: float, other: float, margin: float, first: float, second: float, over: str | None
) -> None:
    low, high = sorted((one, other))
    band = Band("X", low, high, "within", margin, over)
    near, far = sorted((first, second))
    assume(near >= high or far <= low)
    if far <= low:
        near, far = far, near
    assert BADNESS[grade(far, band).status] >= BADNESS[grade(near, band).status]


def plain_oracle(value: Fraction, band: Band) -> str:
    """The table of section 4, row by row."""
    low = Fraction(str(band.low)) if band.low is not None else None
    high = Fraction(str(band.high)) if band.high is not None else None
    margin = Fraction(str(band.margin))
    if band.direction == "higher":
        assert low is not None
        return "green" if value >= low else "amber" if low * (1 - margin) <= value else "red"
    if band.direction == "lower":
        assert high is not None
        return "green" if value <= high else "amber" if value <= high * (1 + margin) else "red"
    assert low is not None
    assert high is not None
    if low <= value <= high:
        return "green"
    return "amber" if low * (1 - margin) <= value <= high * (1 + margin) else "red"


@given(ends, ends, margins, st.sampled_from(["higher", "lower", "within"]), st.integers(0, 400), st.integers(1, 40))
def test_every_colour_is_that_of_the_table(
    one: float, other: float, margin: float, direction: str, numerator: int, denominator: int
) -> None:
    low, high = sorted((one, other))
    band = Band("X", low, high, direction, margin)
    found = grade(numerator / denominator, band, numerator=numerator, denominator=denominator)
    assert found.status == plain_oracle(Fraction(numerator, denominator), band)


@given(ends, ends, margins, st.sampled_from(["higher", "lower", "within"]), values, st.floats(0, 60), st.floats(0, 60))
def test_leaning_exactly_when_an_end_of_the_interval_has_another_colour_or_lies_past_one(
    one: float, other: float, margin: float, direction: str, value: float, left: float, right: float
) -> None:
    band = Band("X", *sorted((one, other)), direction, margin)
    interval = (value - left, value + right)
    found = grade(value, band, interval=interval)
    steps = [interval[0] + (interval[1] - interval[0]) * at / 50 for at in range(51)]
    colours = {grade(step, band).status for step in (*steps, *interval)}
    if colours - {found.status}:
        assert found.certainty == "leaning"
    if found.leaning_to is not None:
        assert found.leaning_to != found.status
    if found.certainty == "clear":
        assert colours == {found.status}
