"""The Brief page from app.py: the demo, little data, bad links, both languages, reviews and actions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from data import actions as store
from data.actions import Fields
from data.reviews import close_review, reviews
from data.sample import previous_demo_dataset
from data.store import Workspace
from data.words import Words
from metrics import brief_snapshot
from metrics.board import open_board
from metrics.brief import NOTHING, SECTIONS
from metrics.evaluate import default_query
from pages.parts import session
from tests.app.kit import board, html, param, words
from tests.app.test_scorecard import HOSTILE, LIVE, leads

PAGE = "review/brief.py"


def close_week_before() -> None:
    """A closed review of the demo's week before, as its page would keep it."""
    earlier = open_board(previous_demo_dataset())
    kept = brief_snapshot.to_json(brief_snapshot.take(earlier, default_query(earlier)))
    close_review(Workspace(), "demo", earlier.dataset.version, kept, "bands", "code")


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_section_is_there_and_says_something(language: str) -> None:
    visit = board(PAGE, lang=language)
    assert not visit.exception
    shown = words(visit)
    said = Words(language)
    for name in SECTIONS:
        assert said.t(SECTIONS[name]) in shown
    assert "Facebook Ads" in shown
    assert not re.search(r"\{[a-z_]+\}", shown)


def test_every_figure_leads_somewhere_with_the_filters(tmp_path: Path) -> None:
    visit = board(PAGE, lang="en", compare="year")
    links = re.findall(r'<a class="tf-(?:figure|whole)" href="([^"]+)" data-open="([^"]+)">', html(visit))
    assert len(links) > 40
    assert all("compare=year" in href and "lang=en" in href for href, _ in links)
    assert all(href.startswith("./") for href, _ in links)
    pages = {opens.partition("?")[0] for _, opens in links}
    assert {"scorecard", "pipeline", "what-if", "datasets"} <= pages


def test_a_closed_review_is_what_is_compared_with() -> None:
    close_week_before()
    visit = board(PAGE, lang="en")
    assert not visit.exception
    assert "Compared with review 1, which was about Sep" in words(visit).replace("\\", "")
    assert "orders" in html(visit)  # the restated week, told from the review's own figures


def test_closing_keeps_the_figures_and_says_so() -> None:
    visit = board(PAGE, lang="en")
    visit.button(key="review-close-sure").click().run()
    assert not visit.exception
    assert [box.value for box in visit.success] == ["The review is closed and kept."]
    (kept,) = reviews(Workspace(), "demo")
    again = brief_snapshot.from_json(kept.figures)
    opened = session.board(session.demo())
    fresh = brief_snapshot.take(opened, default_query(opened))
    assert (again.period, again.volumes, again.as_of) == (fresh.period, fresh.volumes, fresh.as_of)
    assert [(s.kpi, s.value, s.grade) for s in again.scores] == [(s.kpi, s.value, s.grade) for s in fresh.scores]
    assert kept.version == opened.dataset.version
    assert "checkout_conversion" in kept.benchmarks
    assert "closed as review 1" in words(visit).replace("\\", "")
    assert not visit.run().success  # told once


@pytest.mark.parametrize("language", ["en", "vi"])
def test_older_reviews_and_the_quarter_can_be_opened(language: str) -> None:
    close_week_before()
    older = board(PAGE, lang=language, show="older")
    assert not older.exception
    assert html(older).count("<tr>") > 15
    strung = board(PAGE, lang=language, show="quarter")
    assert not strung.exception
    assert "NRR" in html(strung)


def test_an_action_is_written_and_returns(tmp_path: Path) -> None:
    visit = board(PAGE, lang="en")
    visit.button(key="action-new").click().run()
    visit.text_area[0].set_value("Mend the landing page")
    visit.text_input[0].set_value("Lan")
    visit.selectbox(key=next(box.key for box in visit.selectbox if str(box.key).endswith("-kpi"))).set_value("b2c.ctr")
    next(button for button in visit.button if button.label == "Save").click().run()
    assert not visit.exception
    (kept,) = store.actions(Workspace(), "demo")
    assert (kept.fields.what, kept.fields.owner, kept.fields.kpi) == ("Mend the landing page", "Lan", "b2c.ctr")
    assert kept.fields.opened["value"] == pytest.approx(0.0211771, rel=1e-4)
    again = board(PAGE, lang="en")
    assert "Mend the landing page" in words(again)
    again.button(key=f"done-{kept.id}").click().run()
    (kept,) = store.actions(Workspace(), "demo")
    assert kept.fields.status == store.DONE
    assert kept.fields.closed["value"] == kept.fields.opened["value"]


def test_a_conflict_shows_both_texts() -> None:
    place = Workspace()
    action = store.add_action(place, "demo", Fields("Fix it"))
    visit = board(PAGE, lang="en")
    visit.button(key=f"edit-{action.id}").click().run()
    store.change_action(place, action, Fields("Fix the cart"))
    visit.text_area[0].set_value("Fix the payment")
    next(button for button in visit.button if button.label == "Save").click().run()
    shown = "\n".join(box.value for box in visit.warning)
    assert "Fix the payment" in shown
    assert "Fix the cart" in shown
    assert store.actions(place, "demo")[0].fields.what == "Fix the cart"
    next(button for button in visit.button if button.label == "Save").click().run()
    assert store.actions(place, "demo")[0].fields.what == "Fix the payment"


def test_little_data_is_said(tmp_path: Path) -> None:
    leads(tmp_path)
    for language in ("en", "vi"):
        visit = board(PAGE, data="small", lang=language)
        assert not visit.exception
        said = Words(language)
        assert said.t(NOTHING["pipeline"]) in html(visit)


def test_data_stay_data(tmp_path: Path) -> None:
    leads(tmp_path, channel=HOSTILE)
    store.add_action(Workspace(), "small", Fields(HOSTILE, owner="[x](javascript:alert(1))"))
    visit = board(PAGE, data="small", lang="en")
    assert not visit.exception
    assert not LIVE.search(words(visit))
    assert "](javascript" not in words(visit)


def test_bad_links_fall_back() -> None:
    close_week_before()
    visit = board(PAGE, lang="en", show="<b>", period="soon")
    assert not visit.exception
    assert "cannot be used" in words(visit)
    assert param(visit, "lang") == "en"
