"""What-if, Checklist and Definitions as a person uses them: by keyboard, through links, with a target of one's own."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import kit
from tests.browser.conftest import Opener

MAIN = '[data-testid="stMain"]'


def text(page: Page) -> str:
    """All words of the page."""
    return page.locator(MAIN).inner_text().replace("\u00a0", " ").replace("\u2060", "")


def test_a_slider_moves_by_keyboard_and_the_link_keeps_it(open_page: Opener) -> None:
    page = open_page("/what-if?start=guide")
    assert "exactly +16,800,000 ₫" in text(page)
    slider = page.get_by_role("slider").nth(2)
    slider.focus()
    slider.press("ArrowRight")
    page.wait_for_url("**/what-if?start=guide&pays=0.285")
    kit.ready(page)
    assert "exactly +19,600,000 ₫" in text(page)
    assert "exactly +19,600,000 ₫" in text(open_page("/what-if?start=guide&pays=0.285"))


def test_a_figure_of_the_checklist_opens_its_kpi(open_page: Opener) -> None:
    page = open_page("/checklist?list=b2b")
    page.get_by_role("button", name="Time to answer a lead").press("Enter")
    page.get_by_role("dialog").wait_for()
    assert "kpi=b2b.lead_response_minutes" in page.url


def test_an_answer_counts_at_once_and_for_the_next_visit(fresh_server: kit.Server, open_page: Opener) -> None:
    page = open_page("/checklist?list=general", server=fresh_server)
    assert "2 of 15 answered" in text(page)
    page.get_by_role("radio", name="No", exact=True).first.click()
    page.get_by_text("3 of 15 answered").wait_for()
    assert "To work on" in text(open_page("/checklist?list=general", server=fresh_server))


def test_a_definition_opens_from_the_list_and_a_target_changes_the_scorecard(
    fresh_server: kit.Server, open_page: Opener
) -> None:
    page = open_page("/definitions?q=nrr", server=fresh_server)
    page.get_by_role("button", name="NRR", exact=True).click()
    page.get_by_role("dialog").wait_for()
    kit.ready(page)
    page.get_by_text("Your team's own target").click()
    page.get_by_label("Low end (%)").fill("105")
    page.get_by_role("button", name="Set this target").click()
    page.get_by_text("Kept: it holds for everybody").wait_for()
    assert kit.axe(page) == []
    board = open_page("/", server=fresh_server)
    assert "105–130% (F6)" in text(board)
