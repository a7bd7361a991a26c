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


def test_the_scorecard_with_filters_is_the_first_thing_asked(fresh_server: kit.Server, open_page: Opener) -> None:
    page = open_page(f"/?{VIEW}&lang=vi", server=fresh_server)
    expect(page.get_by_role("heading", name="Bảng điểm", level=1)).to_be_visible()
    expect(subtitle(page)).to_contain_text("Email · mobile")
    assert not_found(page) == 0


@pytest.mark.parametrize("path", ["/pipeline", "/economics", "/definitions"])
def test_a_deep_link_is_the_first_thing_asked(fresh_server: kit.Server, open_page: Opener, path: str) -> None:
    page = open_page(f"{path}?{VIEW}&lang=en", server=fresh_server)
    assert urlsplit(page.url).path == path
    assert asked(page)["channel"] == ["Email"]
    assert not_found(page) == 0
    assert "Scorecard" not in page.get_by_role("heading", level=1).all_inner_texts()


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
