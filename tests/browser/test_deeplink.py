"""A link opens the same view for a colleague: on a server that nobody has asked anything before, and between pages."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import kit
from tests.browser.conftest import Opener

VIEW = "period=4w&compare=year&channel=Email&segment=mobile"


def not_found(page: Page) -> int:
    """How many dialogs are open: "page not found" would be one."""
    return page.get_by_role("dialog").count()


def subtitle(page: Page) -> Locator:
    """The line under the title: data set, channel, segment, days."""
    return page.get_by_test_id("stMain").get_by_test_id("stCaptionContainer").first


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_a_link_in_vietnamese_is_the_first_thing_asked(fresh_server: kit.Server, open_page: Opener) -> None:
    page = open_page(f"/?{VIEW}&lang=vi", server=fresh_server)
    expect(page.get_by_role("heading", name="Bảng điểm", level=1)).to_be_visible()
    expect(subtitle(page)).to_contain_text("Email · mobile")
    assert not_found(page) == 0


@pytest.mark.parametrize(
    ("typed", "opens", "title"),
    [
        ("/scorecard", "/scorecard", "Scorecard"),
        ("/Scorecard/", "/scorecard", "Scorecard"),
        ("/pipelin", "/pipeline", "Pipeline"),
        ("/nothing-like-it", "/", "Scorecard"),
        ("/b2b/pipeline", "/pipeline", "Pipeline"),
        ("/a//b2c/retention/", "/retention", "Retention"),
        ("/no/nothing-like-it", "/", "Scorecard"),
    ],
)
def test_an_address_typed_by_hand_lands_softly(open_page: Opener, typed: str, opens: str, title: str) -> None:
    page = open_page(f"{typed}?{VIEW}&lang=en")
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    assert urlsplit(page.url).path == opens
    assert asked(page)["channel"] == ["Email"]
    assert not_found(page) == 0


def test_the_scorecards_link_opens_it_in_a_new_tab_too(open_page: Opener) -> None:
    page = open_page(f"/pipeline?{VIEW}&lang=en")
    link = page.get_by_test_id("stSidebar").get_by_role("link", name="Scorecard")
    assert urlsplit(str(link.evaluate("link => link.href"))).path == "/scorecard"


def test_links_between_pages_carry_the_filters(open_page: Opener) -> None:
    page = open_page(f"/?{VIEW}&lang=en")
    links = page.locator('[data-testid="stSidebar"] a[href]')
    hrefs = links.evaluate_all("links => links.map(link => link.href)")
    assert len(hrefs) > 1
    for href in hrefs:
        assert parse_qs(urlsplit(href).query) == {**parse_qs(VIEW), "lang": ["en"]}
    links.filter(has_text="Pipeline").click()
    kit.ready(page)
    assert asked(page) == {**parse_qs(VIEW), "lang": ["en"]}


def test_a_filter_changed_by_hand_is_in_the_link(open_page: Opener) -> None:
    page = open_page("/?lang=en")
    page.get_by_role("combobox", name="Channel").click()
    page.get_by_role("option", name="Email").click()
    kit.ready(page)
    page.wait_for_url("**channel=Email**")
    expect(subtitle(page)).to_contain_text("Email")


def test_the_browser_chooses_the_language_unless_the_link_does(open_page: Opener) -> None:
    assert open_page("/", language="vi").get_by_role("heading", name="Bảng điểm").is_visible()
    assert open_page("/?lang=en", language="vi").get_by_role("heading", name="Scorecard").is_visible()


def test_the_language_is_switched_and_stays_in_the_link(open_page: Opener) -> None:
    page = open_page(f"/?{VIEW}&lang=en")
    page.get_by_role("radio", name="Tiếng Việt").or_(page.get_by_role("button", name="Tiếng Việt")).first.click()
    kit.ready(page)
    expect(page.get_by_role("heading", name="Bảng điểm")).to_be_visible()
    assert asked(page)["lang"] == ["vi"]
    assert asked(page)["channel"] == ["Email"]
    assert page.evaluate("document.documentElement.lang") == "vi"


def test_the_menu_speaks_the_language_and_a_theme_holds_on_every_page(open_page: Opener) -> None:
    """Streamlit keeps the theme per address and its menu is English: both are mended, and the menu is legible."""
    page = open_page("/definitions", language="vi")
    page.get_by_test_id("stMainMenu").get_by_role("button").click()
    dark = page.get_by_test_id("stMainMenuItem-theme-Dark")
    expect(dark).to_be_visible()
    assert dark.evaluate("one => getComputedStyle(one, '::after').content") == '"Tối"'
    expect(page.get_by_text("Record screen")).to_be_hidden()
    expect(page.get_by_text("Made with Streamlit")).to_be_hidden()
    assert kit.axe(page) == []
    dark.click()
    page.wait_for_function("() => localStorage.getItem('stActiveTheme-/checklist-v2') === '\"Dark\"'")
    kit.visit(page, page.url.replace("/definitions", "/checklist"))
    ground = "() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    assert page.evaluate(ground) == "rgb(16, 23, 30)"
