"""Funnels, retention and revenue from app.py: with the demo, without data, with little, with bad links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from data.store import Workspace
from data.words import catalogue
from metrics.table_words import STEP_WORDS
from pages.parts import funnel_choices, funnel_words, retention_choices, revenue_heat
from tests.app.kit import board, html, param, words

PAGES = {
    "b2c/funnel.py": "Phễu B2C",
    "b2b/funnel.py": "Phễu B2B",
    "b2c/retention.py": "Giữ chân",
    "b2b/revenue.py": "Doanh thu",
}
EVERY_PAGE = pytest.mark.parametrize("page", PAGES)
RAW = re.compile(r"\b(None|nan|inf|add_to_cart|checkout_start|product_view|on_or_after)\b")


def store(tmp_path: Path, table: str, lines: Sequence[str]) -> None:
    """Data set `small` of one small file in this test's workspace."""
    file = tmp_path / f"{table}.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    place = Workspace()
    place.publish("small", [place.prepare(place.raw_put(file), table)])


def days(count: int) -> list[str]:
    return [f"2026-06-{day:02d}" for day in range(1, count + 1)]


def leads(tmp_path: Path, channel: str = "Search") -> None:
    lines = [f'L{n},{day} 10:00:00,"{channel}",{day} 11:00:00' for n, day in enumerate(days(28) * 2)]
    store(tmp_path, "leads", ["lead_id,created_at,channel,mql_at", *lines])


ORDER_PAGES = ("b2c/funnel.py", "b2c/retention.py")


@EVERY_PAGE
def test_the_demo_in_both_languages(page: str) -> None:
    for language in ("en", "vi"):
        visit = board(page, lang=language)
        assert not visit.exception
        assert not visit.error
        assert not RAW.search(re.sub(r"<style>.*?</style>|data-open=\"[^\"]*\"", "", words(visit), flags=re.S))
    assert visit.title[0].value == PAGES[page]


@EVERY_PAGE
def test_without_its_data_it_says_what_to_upload(page: str, tmp_path: Path) -> None:
    rows = [f"b2c,{day},100,10" for day in days(28)]
    store(tmp_path, "marketing", ["side,date,impressions,clicks", *rows])
    visit = board(page, lang="en", data="small")
    assert not visit.exception
    assert "An empty template shows the columns." in html(visit)
    assert any(button.label.startswith("Template:") for button in visit.get("download_button"))


@EVERY_PAGE
def test_a_bad_link_is_reported_and_shows_the_default(page: str) -> None:
    bad = dict.fromkeys(("window", "order", "count", "open", "by", "steps", "mode", "cohort", "start"), "<b>x</b>")
    visit = board(page, lang="en", **bad)
    assert not visit.exception
    assert not visit.error
    own = {"b2c/funnel.py": 6, "b2b/funnel.py": 5, "b2c/retention.py": 3, "b2b/revenue.py": 0}
    reported = [caption for caption in visit.caption if "cannot be used" in caption.value]
    assert len(reported) == own[page]


def test_the_funnel_says_which_days_it_shows_and_what_is_lost() -> None:
    shown = html(board("b2c/funnel.py", lang="en"))
    assert "The 36,517 entries from" in shown
    assert "Most leave at Visit → Product view" in shown
    assert "No step is short of its benchmark" in shown


def test_the_b2b_funnel_names_the_loss_against_its_benchmark_and_the_stuck_deals() -> None:
    shown = html(board("b2b/funnel.py", lang="en"))
    assert "Biggest loss against the benchmark: Lead → SQL" in shown
    assert "(F2)" in shown
    assert 'aria-label="Deals stuck longest"' in shown


def test_still_open_ones_are_hatched_and_not_compared() -> None:
    visit = board("b2c/funnel.py", lang="en", open="yes")
    shown = html(visit)
    assert "36,517 of 36,517 entries are still open" in shown
    assert 'class="tf-wait"' in shown
    assert 'class="tf-then' not in shown


def test_steps_from_a_link_are_taken_in_the_funnels_order() -> None:
    visit = board("b2c/funnel.py", lang="en", steps="repurchase,visit", count="session")
    assert not visit.exception
    heads = re.findall(r'<th scope="row">([^<]*)</th>', html(visit))
    assert heads == ["Visit", "Purchase", "Repurchase"]


def test_choosing_writes_the_url() -> None:
    visit = board("b2c/funnel.py", lang="en")
    chosen = next(group for group in visit.button_group if group.key == "own-window")
    chosen.set_value("30d").run()
    assert not visit.exception
    assert param(visit, "window") == "30d"
    assert "within 30 days" in html(visit)


def test_little_data_say_it_is_too_early(tmp_path: Path) -> None:
    leads(tmp_path)
    visit = board("b2b/funnel.py", lang="en", data="small")
    assert not visit.exception
    shown = words(visit)
    assert "Too early: no entry has had its whole window yet." in shown
    assert "No week is mature yet" in shown
    assert "No stage changes yet" in shown


def test_one_step_is_no_funnel(tmp_path: Path) -> None:
    store(tmp_path, "leads", ["lead_id,created_at", *(f"L{n},{day}" for n, day in enumerate(days(28)))])
    visit = board("b2b/funnel.py", lang="en", data="small")
    assert not visit.exception
    assert "Only one step of the funnel is in the data" in html(visit)


def test_orders_alone_follow_purchases(tmp_path: Path) -> None:
    orders = [f"O{n},U{n % 20},{day} 10:00:00,100" for n, day in enumerate(days(28) * 3)]
    store(tmp_path, "orders", ["order_id,user_id,ts,amount", *orders])
    days_of_june = {"from": "2026-06-01", "to": "2026-06-28", "period": "range"}
    funnel, retained = (board(page, lang="en", data="small", **days_of_june) for page in ORDER_PAGES)
    assert [*funnel.exception, *funnel.error, *retained.exception, *retained.error] == []
    assert re.findall(r'<th scope="row">([^<]*)</th>', html(funnel)) == ["Purchase", "Repurchase"]
    assert '<th scope="row">All, pooled<small>n = 20</small></th><td class="n">20</td>' in html(retained)


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    leads(tmp_path, "<img src=x onerror=alert(1)>")
    visit = board("b2b/funnel.py", lang="en", data="small", open="yes")
    assert not visit.exception
    assert not re.search(r"(?<!\\)<img", words(visit))


def test_retention_bands_only_where_the_target_is_meant() -> None:
    usual = words(board("b2c/retention.py", lang="en"))
    other = words(board("b2c/retention.py", lang="en", mode="within"))
    assert "shaded" in usual
    assert usual.count("no target set") == 2
    assert "shaded" not in other
    assert other.count("no target for this way of counting") == 3


@pytest.mark.parametrize("cohort", ["day", "month"])
def test_retention_has_a_pooled_row_and_empty_immature_cells(cohort: str) -> None:
    shown = html(board("b2c/retention.py", lang="en", cohort=cohort, mode="on_or_after", start="activity"))
    assert 'class="pooled"' in shown
    assert 'class="void"' in shown


def test_revenue_adds_up_in_words() -> None:
    shown = html(board("b2b/revenue.py", lang="en"))
    assert "Of 799.7M ₫ a month from 329 accounts" in shown.replace("\u00a0", " ")
    assert "Upsell rate" in shown


def test_every_name_has_its_vietnamese() -> None:
    known = catalogue("vi")
    groups = (
        STEP_WORDS,
        funnel_words.COUNTS,
        funnel_words.ORDERS,
        funnel_choices.OPEN,
        funnel_choices.BY,
        retention_choices.STARTS,
        retention_choices.ACTIVITIES,
        retention_choices.MODES,
        retention_choices.COHORTS,
        revenue_heat.TITLES,
        revenue_heat.UNITS,
    )
    assert [name for group in groups for name in group.values() if name not in known] == []


@pytest.mark.parametrize("page", ["b2c/funnel.py", "b2c/retention.py"])
def test_a_filter_nobody_passes_says_what_to_change(page: str) -> None:
    visit = board(page, lang="en", channel="Webinar")  # a channel of the other side
    assert not visit.exception
    assert "Choose other days, or take the channel and segment filters off." in html(visit)
    assert "The 0 entries" not in html(visit)


def test_before_anyone_paid_a_year_revenue_says_so() -> None:
    visit = board("b2b/revenue.py", lang="en", asof="2024-06-10")
    assert not visit.exception
    assert "Nobody of this selection paid twelve months ago" in words(visit)
