"""Pieces of a KPI: words, shapes and geometry that mean what they say."""

from __future__ import annotations

import re
from datetime import date

import pytest

from data.words import Words
from metrics.result import Band, Grade, Period, Score
from metrics.standing import distance, standing
from pages.parts import cards
from pages.parts.words import change, edges, figure

EN, VI = Words("en"), Words("vi")
WEEK = Period(date(2026, 6, 15), date(2026, 6, 21))
CVR = Band("F4", 0.02, 0.05, "higher")


def scored(value: float | None, status: str = "green", band: Band | None = CVR, **more: object) -> Score:
    given = {"kpi": "checkout_conversion", "side": "b2c", "stage": 4, "unit": "share", **more}
    certainty = more.pop("certainty", "clear")
    given.pop("certainty", None)
    return Score(
        value=value, numerator=None, denominator=None, n=100, grade=Grade(status, str(certainty)), benchmark=band,
        also=(), asked=WEEK, period=WEEK, **given,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("grade", "word", "shape", "fill"),
    [
        (Grade("green", "clear"), "Green", "<circle", "tf-clear"),
        (Grade("amber", "leaning"), "Probably amber", "<path", "tf-leaning"),
        (Grade("red", "clear"), "Red", "<path", "tf-clear"),
        (Grade("too_few"), "Too few", "<path", "tf-none"),
    ],
)
def test_a_status_is_a_word_a_shape_and_a_colour(grade: Grade, word: str, shape: str, fill: str) -> None:
    html = cards.status(EN, grade)
    assert f">{word}<" in html
    assert shape in html
    assert fill in html


def test_the_three_colours_have_three_shapes() -> None:
    assert len({cards.SHAPES[colour] for colour in ("green", "amber", "red")} | {cards.DASH}) == 4


def test_every_status_has_its_vietnamese() -> None:
    for word in [*cards.STATUS_WORDS.values(), *cards.LEANING_WORDS.values(), *cards.BEYOND_WORDS.values()]:
        assert VI.t(word) != word


def test_the_bullet_starts_at_zero_and_holds_band_and_value() -> None:
    assert cards.bullet_axis(0.03, CVR) == pytest.approx((0, 0.054))
    html = cards.bullet(EN, scored(0.027))
    assert 'width="50.0%" height="32%"' in html  # 0.027 of an axis of 0.054
    assert "2.7% against 2–5%" in html


def test_a_band_far_from_zero_gets_its_own_axis_and_no_bar() -> None:
    nrr = Band("F6", 1.1, 1.3, "higher")
    start, end = cards.bullet_axis(1.08, nrr)
    assert 0 < start < 0.88  # even red, under 1.1 − 20 %, has room
    assert end > 1.3
    assert 'width="' not in re.findall(r'<[^>]*class="value"[^>]*>', cards.bullet(EN, scored(1.08, band=nrr)))[0]


def test_gaps_stay_gaps_in_a_sparkline() -> None:
    html = cards.sparkline(EN, "share", [0.1, 0.2, None, 0.3, 0.4, None])
    assert html.count("<polyline") == 2
    assert "4 weeks, from 10.0% to 40.0%" in html


def test_one_week_is_no_trend() -> None:
    assert cards.sparkline(EN, "share", [None, 0.2, None]) == ""


def test_the_sentence_counts_and_names_the_worst() -> None:
    repurchase = Band("F6", 0.30, None, "higher")
    scores = [
        scored(0.03),
        scored(0.25, "amber", repurchase, kpi="repurchase_rate", stage=6),
        scored(0.019, "amber", kpi="ctr", stage=1),
        scored(None, "no_data", kpi="lp_conversion", stage=2),
        scored(0.01, "red", side="b2b"),
    ]
    where = standing(scores, "b2c")
    html = cards.sentence(EN, where, "B2C", "Repurchase <b>")
    assert "1 green, 2 amber; worst: Repurchase &lt;b&gt; 25.0% against 30%" in html


def test_nothing_coloured_says_so() -> None:
    html = cards.sentence(EN, standing([scored(None, "no_data")], "b2c"), "B2C", "")
    assert "nothing can be coloured yet" in html


@pytest.mark.parametrize(
    ("value", "band", "gap"),
    [
        (0.03, CVR, 0.5),
        (0.019, CVR, -0.05),
        (24.0, Band("F7", 7, 21, "lower"), 1 - 24 / 21),
        (5.5, Band("K3", 3, 5, "within"), -0.1),
        (2.7, Band("K3", 3, 5, "within"), -0.1),
        (4.5, Band("K3", 3, 5, "within"), 0.1),
    ],
)
def test_distance_is_to_the_edge_that_counts(value: float, band: Band, gap: float) -> None:
    assert distance(scored(value, band=band)) == pytest.approx(gap)


def test_no_distance_without_a_colour() -> None:
    assert distance(scored(0.01, "too_few")) is None


@pytest.mark.parametrize(
    ("unit", "value", "en", "vi"),
    [
        ("share", 0.025, "2.5%", "2,5%"),
        ("days", 42.4, "42 days", "42 ngày"),
        ("multiple", 3.14, "3.1×", "3,1×"),
        ("multiple", 0.3, "0.30×", "0,30×"),
        ("money", 27_667.0, "27,667\u00a0₫", "27.667\u00a0₫"),
        ("share", None, "–", "–"),
    ],
)
def test_one_rounding_rule_per_unit(unit: str, value: float | None, en: str, vi: str) -> None:
    assert figure(EN, unit, value) == en
    assert figure(VI, unit, value) == vi


def test_changes_of_shares_are_points() -> None:
    assert change(EN, "share", 0.003) == "+0.3 pp"
    assert change(VI, "share", -0.003) == "−0,3 điểm %"
    assert change(EN, "share", 0.0) == "0.0 pp"


def test_ranges() -> None:
    assert edges(EN, "share", 0.015, 0.035) == "1.5–3.5%"
    assert edges(VI, "share", 0.3, None) == "≥ 30%"
    assert edges(EN, "multiple", 3.0, 5.0) == "3–5×"
    assert edges(EN, "minutes", None, 5.0) == "≤ 5 min"
