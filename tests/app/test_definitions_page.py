"""The Definitions page from app.py: every KPI, search, a deep link, and a target that changes the board's colours."""

from __future__ import annotations

import pytest
import streamlit as st

from data.store import Workspace
from metrics.benchmarks import load_benchmarks
from metrics.catalog import KPIS
from metrics.team_store import set_target
from tests.app.kit import board, html, param, words

PAGE = "data/definitions.py"


def test_every_kpi_is_there_with_the_glossary() -> None:
    visit = board(PAGE, lang="en")
    assert not visit.exception
    shown = html(visit)
    for kpi in KPIS:
        assert f'data-open="{kpi.side}.{kpi.key}"' in shown
    for word in ("Conversion", "Retention", "Trust", "Speed", "PMF"):
        assert f"<b>{word}</b>" in shown
    assert "None" not in shown


@pytest.mark.parametrize(
    ("search", "there", "gone"),
    [
        ("ty le thang", "b2b.win_rate", "b2c.ctr"),
        ("Tỷ lệ thắng", "b2b.win_rate", "b2c.ctr"),
        ("F5", "b2c.retention_d7", "b2c.retention_d30"),
        ("shopping basket", None, "b2c.ctr"),
    ],
)
def test_search_finds_names_codes_and_words_without_accents(search: str, there: str | None, gone: str) -> None:
    visit = board(PAGE, lang="en", q=search)
    assert not visit.exception
    shown = html(visit)
    assert there is None or f'data-open="{there}"' in shown
    assert f'data-open="{gone}"' not in shown
    assert there is not None or "Nothing found" in words(visit)


def test_the_search_goes_to_the_url() -> None:
    visit = board(PAGE, lang="en")
    visit.text_input(key="definitions-search").set_value("payback").run()
    assert param(visit, "q") == "payback"
    assert 'data-open="b2c.ctr"' not in html(visit)


def test_a_link_opens_one_definition() -> None:
    visit = board(PAGE, lang="en", kpi="b2c.checkout_conversion")
    assert not visit.exception
    shown = html(visit)
    assert "higher is better" in shown
    assert "coloured from 30 cases on" in shown
    assert "Opportunity win rate" in shown  # what stands for it on the other side
    assert visit.code[0].value == "sessions with a purchase / sessions"


@pytest.mark.parametrize("kpi", [f"{kpi.side}.{kpi.key}" for kpi in KPIS[::6]])
def test_definitions_open_in_vietnamese(kpi: str) -> None:
    visit = board(PAGE, lang="vi", kpi=kpi)
    assert not visit.exception
    assert "Minimum count" not in html(visit)


def test_a_name_that_does_not_exist_is_said() -> None:
    visit = board(PAGE, lang="en", kpi="b2c.<img>")
    assert not visit.exception
    assert any("There is no KPI" in one.value for one in visit.caption)


def test_a_team_s_own_target_changes_colours_at_once_and_can_be_taken_back() -> None:
    before = html(board(lang="en"))
    visit = board(PAGE, lang="en", kpi="b2c.ctr")
    visit.session_state["target-b2c-ctr"] = True
    visit.run()
    visit.number_input(key="low-F1-b2c-ctr").set_value(3.0)
    next(button for button in visit.button if button.label == "Set this target").click().run()
    assert not visit.exception
    assert not visit.error
    ours = load_benchmarks(team=Workspace().benchmarks).kpi("ctr", "b2c").bands[0]
    assert (ours.low, ours.source) == (0.03, "team")
    after = html(board(lang="en"))
    assert "3–3.5% (F1)" in after
    assert "1.5–3.5% (F1)" in before
    visit = board(PAGE, lang="en", kpi="b2c.ctr")
    visit.session_state["target-b2c-ctr"] = True
    visit.run()
    visit.button(key="back-b2c-ctr").click().run()
    assert load_benchmarks(team=Workspace().benchmarks).kpi("ctr", "b2c").bands[0].source == "guide"


def test_a_target_that_does_not_hold_together_is_refused_in_words() -> None:
    visit = board(PAGE, lang="en", kpi="b2c.ctr")
    visit.session_state["target-b2c-ctr"] = True
    visit.run()
    visit.number_input(key="low-F1-b2c-ctr").set_value(9.0)
    next(button for button in visit.button if button.label == "Set this target").click().run()
    assert not visit.exception
    assert "above high" in visit.error[0].value.replace("\\", "")
    assert not Workspace().benchmarks.exists()


FORMS = {
    "b2c.retention_d7": {"mode-b2c-retention_d7", "low-F5-b2c-retention_d7"},
    "b2c.repurchase_rate": {"window-b2c-repurchase_rate", "high-F6-b2c-repurchase_rate"},
    "b2c.average_order_value": {"low-None-b2c-average_order_value"},
    "b2c.checkout_conversion": {"low-F4-b2c-checkout_conversion"},
    "b2b.lead_response_minutes": {"high-R7-b2b-lead_response_minutes"},
    "b2b.pipeline_coverage": {"direction-b2b-pipeline_coverage-K3"},
}


@pytest.mark.parametrize("kpi", FORMS)
def test_the_form_of_every_kind_of_kpi_opens_and_nothing_changed_is_nothing_written(kpi: str) -> None:
    side, _, key = kpi.partition(".")
    visit = board(PAGE, lang="vi", kpi=kpi)
    visit.session_state[f"target-{side}-{key}"] = True
    visit.run()
    assert not visit.exception
    assert {widget.key for widget in (*visit.number_input, *visit.selectbox)} >= FORMS[kpi]
    next(button for button in visit.button if button.label == "Đặt mục tiêu này").click().run()
    assert not visit.exception
    assert not visit.error
    assert load_benchmarks(team=Workspace().benchmarks).kpis == load_benchmarks().kpis


def test_a_target_where_the_guide_has_none_gives_a_colour() -> None:
    visit = board(PAGE, lang="en", kpi="b2c.retention_d30")
    visit.session_state["target-b2c-retention_d30"] = True
    visit.run()
    visit.number_input(key="low-None-b2c-retention_d30").set_value(5.0)
    next(button for button in visit.button if button.label == "Set this target").click().run()
    assert not visit.error
    shown = html(board(PAGE, lang="en", kpi="b2c.retention_d30"))
    assert "≥ 5% (team, own target)" in shown
    assert ">Green</span>" in shown or ">Probably green</span>" in shown


def test_another_way_of_counting_changes_the_formula() -> None:
    set_target(Workspace(), "retention_d7", "b2c", {"mode": "within"})
    visit = board(PAGE, lang="en", kpi="b2c.retention_d7")
    assert not visit.exception
    assert "active on any of days 1 to 7 after" in visit.code[0].value
    assert "từ ngày 1 đến ngày 7" in board(PAGE, lang="vi", kpi="b2c.retention_d7").code[0].value


def test_the_sql_shown_is_that_of_the_figure_above_it(monkeypatch: pytest.MonkeyPatch) -> None:
    folded = st.expander
    monkeypatch.setattr(st, "expander", lambda label, **options: folded(label, **{**options, "expanded": True}))
    visit = board(PAGE, lang="en", kpi="b2c.repurchase_rate", channel="Email")
    assert not visit.exception
    text = visit.code[1].value
    assert "between date '2026-07-23' and date '2026-07-29' and channel = 'Email'" in text  # the mature week
