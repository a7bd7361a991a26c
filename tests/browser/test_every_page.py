"""What holds for every page of the navigation: deep links, both languages and themes, every width, accessibility.

Each page is opened once per language and theme, and everything is looked at there: opening is what takes long. It
already fails a test for an exception, a console error, a traceback or a call to another machine.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from pages.parts.navigation import ROOT, SECTIONS
from tests.browser import kit
from tests.browser.conftest import Opener

LISTED = [page for pages in SECTIONS.values() for page in pages if (ROOT / "pages" / page.file).exists()]
ADDRESSES = ["/", *(f"/{page.address}" for page in LISTED[1:])]  # the first one is home as well
EVERY_PAGE = pytest.mark.parametrize("address", ADDRESSES)
WITHOUT_FILTERS = ("/checklist", "/datasets", "/definitions")  # their title does not speak of channel and segment
VIEW = "period=4w&compare=year&channel=Email&segment=mobile&lang=en"
LOOKS = (("en", "light"), ("vi", "dark"))
WIDTHS = (1280, 1920, 390)
PLAIN_WORD = re.compile(r"\b[a-z]{3,}\b")
STREAMLITS_OWN = re.compile(r"Skip to main content|.*\d+[MG]B per file.*")  # knows no languages
# What a person must never read: a value that is none, a key of ours, a placeholder nobody filled.
RAW = re.compile(r"\b(nan|NaN|NaT|None|inf|undefined|null)\b|\bb2[bc]\.[a-z_]+|\{[a-z_]+\}|<NA>")

SIDEWAYS = """() => {
  const main = document.querySelector('[data-testid="stMain"]')
  return Math.max(main.scrollWidth - main.clientWidth, document.documentElement.scrollWidth - window.innerWidth)
}"""
TOUCHED = """() => [...document.querySelectorAll('[title], [aria-label], [alt]')].flatMap(
  one => ['title', 'aria-label', 'alt'].map(name => one.getAttribute(name) ?? ''))"""


def titles(page: Page) -> list[str]:
    """The page's headings of the first level."""
    return page.locator('[data-testid="stMain"] h1').all_inner_texts()


def lines(page: Page) -> set[str]:
    """What a person reads on the page, line by line; code (SQL, formulas) is not language."""
    hidden = "all => all.forEach(one => { one.style.display = 'none' })"
    page.locator('[data-testid="stCode"], [data-testid="stHtml"] style').evaluate_all(hidden)
    return set(page.locator('[data-testid="stApp"]').inner_text().splitlines())


@EVERY_PAGE
def test_a_link_is_the_first_thing_a_fresh_server_is_asked(
    fresh_server: kit.Server, open_page: Opener, address: str
) -> None:
    """The page itself, in its frame, with the filters of the link; no "page not found"."""
    page = open_page(f"{address}?{VIEW}", server=fresh_server)
    assert len(titles(page)) == 1
    assert page.get_by_role("dialog").count() == 0
    assert len(kit.sections(page)) == len(ADDRESSES)
    assert urlsplit(page.url).path == address
    assert parse_qs(urlsplit(page.url).query) == parse_qs(VIEW)
    if address not in WITHOUT_FILTERS:
        under = page.get_by_test_id("stMain").get_by_test_id("stCaptionContainer").first.inner_text()
        assert "Email · mobile" in under


@EVERY_PAGE
def test_reads_well_in_both_languages_and_themes(open_page: Opener, address: str) -> None:
    """Nothing hangs over the side at any width, axe finds nothing, no raw value or key, nothing stays English."""
    read = []
    for language, theme in LOOKS:
        page = open_page(address, language=language, theme=theme, width=WIDTHS[0])
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            kit.ready(page)
            assert page.evaluate(SIDEWAYS) <= 0, f"{width} px, {language}"
            if width == 1280:
                assert kit.axe(page) == [], f"{language}, {theme}"
        read.append(lines(page))
        spoken = {text for text in page.evaluate(TOUCHED) if text}
        assert [line for line in sorted(read[-1] | spoken) if RAW.search(line)] == [], language
    same = [line for line in sorted(read[0] & read[1]) if len(PLAIN_WORD.findall(line)) > 1]
    assert [line for line in same if not STREAMLITS_OWN.fullmatch(line)] == []


def test_pages_have_titles_of_their_own(page: Page) -> None:
    """Walked by the links of the sidebar, in one visit."""
    found = []
    for place in range(len(ADDRESSES)):
        page.get_by_test_id("stSidebar").locator("a[href]").nth(place).click()
        kit.ready(page)
        found += titles(page)
    assert len(found) == len(set(found)) == len(ADDRESSES)
