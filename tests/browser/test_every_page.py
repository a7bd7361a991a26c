"""What holds for every page of the navigation: deep links, both languages and themes, narrow windows, accessibility.

Opening a page already fails its test for an exception, a console error, a traceback or a call to another machine.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from pages.parts.navigation import ROOT, SECTIONS
from tests.browser import kit
from tests.browser.conftest import Opener

LISTED = [page for pages in SECTIONS.values() for page in pages if (ROOT / "pages" / page.file).exists()]
EVERY_PAGE = pytest.mark.parametrize("address", [page.address for page in LISTED])
LOOKS = pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("vi", "dark")])

SIDEWAYS = """() => {
  const main = document.querySelector('[data-testid="stMain"]')
  return Math.max(main.scrollWidth - main.clientWidth, document.documentElement.scrollWidth - window.innerWidth)
}"""


def titles(page: Page) -> list[str]:
    """The page's headings of the first level."""
    return page.locator('[data-testid="stMain"] h1').all_inner_texts()


@EVERY_PAGE
def test_first_request_of_a_fresh_server(open_page: Opener, fresh_server: kit.Server, address: str) -> None:
    """A deep link is the first thing a new server is asked for: the page itself, in its frame."""
    page = open_page(f"/{address}", server=fresh_server)
    assert len(titles(page)) == 1
    assert page.get_by_role("dialog").count() == 0
    assert len(kit.sections(page)) == len(LISTED)


@EVERY_PAGE
@LOOKS
def test_accessible(open_page: Opener, address: str, language: str, theme: str) -> None:
    assert kit.axe(open_page(f"/{address}", language=language, theme=theme)) == []


@EVERY_PAGE
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_hangs_over_the_side(open_page: Opener, address: str, width: int) -> None:
    page = open_page(f"/{address}", width=width, language="vi")  # Vietnamese words are the longer ones
    assert page.evaluate(SIDEWAYS) <= 0


@EVERY_PAGE
def test_titles_differ_by_language(open_page: Opener, address: str) -> None:
    english = titles(open_page(f"/{address}"))
    vietnamese = titles(open_page(f"/{address}", language="vi"))
    assert english
    assert vietnamese
    assert english != vietnamese


def test_pages_have_titles_of_their_own(open_page: Opener) -> None:
    found = [titles(open_page(f"/{page.address}"))[0] for page in LISTED]
    assert len(set(found)) == len(LISTED)
