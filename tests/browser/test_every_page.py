"""What holds for every page of the navigation: deep links, both languages and themes, narrow windows, accessibility.

Opening a page already fails its test for an exception, a console error, a traceback or a call to another machine.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from pages.parts.navigation import ROOT, SECTIONS
from tests.browser import kit
from tests.browser.conftest import Opener

LISTED = [page for pages in SECTIONS.values() for page in pages if (ROOT / "pages" / page.file).exists()]
ADDRESSES = ["/", *(f"/{page.address}" for page in LISTED[1:])]  # the first one is home and has no address of its own
EVERY_PAGE = pytest.mark.parametrize("address", ADDRESSES)
PLAIN_WORD = re.compile(r"\b[a-z]{3,}\b")
STREAMLITS_OWN = re.compile(r"Skip to main content|.*\d+[MG]B per file.*")  # knows no languages
LOOKS = pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("vi", "dark")])

SIDEWAYS = """() => {
  const main = document.querySelector('[data-testid="stMain"]')
  return Math.max(main.scrollWidth - main.clientWidth, document.documentElement.scrollWidth - window.innerWidth)
}"""


def titles(page: Page) -> list[str]:
    """The page's headings of the first level."""
    return page.locator('[data-testid="stMain"] h1').all_inner_texts()


@EVERY_PAGE
def test_first_request_of_a_fresh_server(fresh_server: kit.Server, open_page: Opener, address: str) -> None:
    """A deep link is the first thing a new server is asked for: the page itself, in its frame."""
    page = open_page(address, server=fresh_server)
    assert len(titles(page)) == 1
    assert page.get_by_role("dialog").count() == 0
    assert len(kit.sections(page)) == len(ADDRESSES)


@EVERY_PAGE
@LOOKS
def test_accessible(open_page: Opener, address: str, language: str, theme: str) -> None:
    assert kit.axe(open_page(address, language=language, theme=theme)) == []


@EVERY_PAGE
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_hangs_over_the_side(open_page: Opener, address: str, width: int) -> None:
    page = open_page(address, width=width, language="vi")  # Vietnamese words are the longer ones
    assert page.evaluate(SIDEWAYS) <= 0


@EVERY_PAGE
def test_nothing_stays_english(open_page: Opener, address: str) -> None:
    """A line that reads the same in both languages and holds two plain words was not translated."""
    english, vietnamese = (
        set(open_page(address, language=language).locator('[data-testid="stApp"]').inner_text().splitlines())
        for language in ("en", "vi")
    )
    same = [line for line in sorted(english & vietnamese) if len(PLAIN_WORD.findall(line)) > 1]
    assert [line for line in same if not STREAMLITS_OWN.fullmatch(line)] == []


def test_pages_have_titles_of_their_own(open_page: Opener) -> None:
    found = [titles(open_page(address)) for address in ADDRESSES]
    assert all(len(title) == 1 for title in found)
    assert len({title[0] for title in found}) == len(ADDRESSES)
