"""The What-if page from app.py: section 14 to the đồng, sliders in the URL, bad values, a side without data."""

from __future__ import annotations

from pathlib import Path

from tests.app.kit import board, html, param, words
from tests.app.test_scorecard import leads

PAGE = "decide/what_if.py"


def test_the_guide_s_two_teams_give_16_8_and_330_million() -> None:
    visit = board(PAGE, lang="en", start="guide")
    assert not visit.exception
    shown = html(visit)
    assert "+16.8M\u00a0₫ a month" in shown
    assert "exactly +16,800,000\u00a0₫" in shown
    assert "+330M\u00a0₫ a quarter" in shown
    assert "exactly +330,000,000\u00a0₫" in shown
    assert "2,500 million ₫" in shown
    assert "so 25 million ₫ is used here" in shown


def test_sliders_stand_in_the_url() -> None:
    visit = board(PAGE, lang="en", start="guide", pays="0.3", contract="50000000")
    assert not visit.exception
    shown = html(visit)
    assert "exactly +28,000,000\u00a0₫" in shown  # 200,000 × 10 % × 5 points × 28,000
    assert "exactly +2,640,000,000\u00a0₫" in shown  # 92.4 × 50 million − 79.2 × 25 million
    visit.select_slider(key="slider-pays").set_value(0.25).run()
    assert param(visit, "pays") == "0.25"
    assert "as it stands today" in html(visit)


def test_back_to_the_start_clears_the_url() -> None:
    visit = board(PAGE, lang="en", start="guide", pays="0.3", wins="0.5")
    next(button for button in visit.button if button.label == "All sliders back").click().run()
    assert param(visit, "pays") is None
    assert param(visit, "wins") is None
    assert "exactly +16,800,000\u00a0₫" in html(visit)


def test_today_s_values_gain_nothing_and_0_3_points_are_priced() -> None:
    visit = board(PAGE, lang="en")
    assert not visit.exception
    shown = html(visit)
    assert shown.count("as it stands today") == 2
    assert "+0.3 points of CVR are worth" in shown
    assert "Levers by money" in shown
    assert 'data-open="b2c.repurchase_rate"' in shown


def test_values_no_slider_can_have_are_reported() -> None:
    visit = board(PAGE, lang="en", start="guide", pays="1.5", mqls="nan", order="-1", wins="many", visits="1e99")
    assert not visit.exception
    assert sum("cannot be used" in one.value for one in visit.caption) == 5
    assert "exactly +330,000,000\u00a0₫" in html(visit)


def test_a_side_without_data_says_what_is_missing(tmp_path: Path) -> None:
    leads(tmp_path)
    visit = board(PAGE, lang="en", data="small")
    assert not visit.exception
    assert html(visit).count("One of the four factors is not in these days") == 2
    assert not visit.select_slider


def test_vietnamese() -> None:
    visit = board(PAGE, lang="vi", start="guide")
    assert not visit.exception
    shown = html(visit) + words(visit)
    assert "2.500 triệu ₫" in shown
    assert "16,8\u00a0triệu\u00a0₫ mỗi tháng" in shown
    assert "Visits a month" not in "".join(one.label for one in visit.select_slider)
