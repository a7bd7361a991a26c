"""How long every page takes, on the server and in the browser: `python -m tests.browser.timings` prints a table.

For whoever makes pages faster. Nothing is asserted here: clock times hold for this machine at this load only, CPU
seconds are steadier. A page is ready when its script is done, nothing is stale or loading and every chart is drawn.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from pages.parts.navigation import SECTIONS, Listed
from tests.browser import kit

LISTED = [page for pages in SECTIONS.values() for page in pages]
DRAWN = """title => {
  const heading = document.querySelector('[data-testid="stMain"] h1')
  return heading !== null && heading.innerText.trim() === title && (RESTS)()
    && [...document.querySelectorAll('[data-testid="stPlotlyChart"]')].every(one => one.querySelector('.main-svg'))
}""".replace("RESTS", kit.RESTS)
UNSEEN = [  # filters that no test and no warming chooses: each is asked for once
    {"period": "range", "from": f"2026-{month:02}-{day:02}", "to": f"2026-06-{day + 12}"}
    for month in (3, 4, 5)
    for day in range(2, 16, 3)
]


def main() -> None:
    """Measure the pages named (default: all) and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("pages", nargs="*", help="addresses, such as b2b-funnel")
    asked = parser.parse_args()
    chosen = [page for page in LISTED if not asked.pages or page.address in asked.pages]
    with tempfile.TemporaryDirectory() as folder, kit.Server(Path(folder)) as server, _chromium() as browser:
        print(f"first scorecard, new server and browser: {_first(browser, server):.1f} s")
        for name, way in (("by address", _by_address), ("by click", _by_click), ("new filter", _by_filter)):
            print(f"\n{name:12}   p50 ms   p95 ms   browser busy ms   server CPU ms: p50   p95")
            for page in chosen:
                _row(page, list(way(browser, server, page, asked.rounds)))


@contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright, kit.launch(playwright) as browser:
        yield browser


Timing = tuple[float, float, float]  # seconds until ready, the page's own thread, the server's CPU


def _row(page: Listed, taken: list[Timing]) -> None:
    until, busy, cpu = ([value * 1000 for value in column] for column in zip(*taken, strict=True))
    middle = statistics.median
    print(
        f"{page.address:12} {middle(until):8.0f} {p95(until):8.0f} {middle(busy):17.0f}"
        f" {middle(cpu):20.0f} {p95(cpu):5.0f}"
    )


def p95(values: list[float]) -> float:
    """The value that a twentieth of them exceed."""
    return sorted(values)[min(len(values) - 1, round(0.95 * (len(values) - 1)))]


def _first(browser: Browser, server: kit.Server) -> float:
    page = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900}).new_page()
    started = time.perf_counter()
    page.goto(server.url, wait_until="commit")
    _wait(page, LISTED[0])
    took = time.perf_counter() - started
    page.context.close()
    return took


def _by_address(browser: Browser, server: kit.Server, listed: Listed, rounds: int) -> Iterator[Timing]:
    """The address typed into a browser that has seen the page once."""
    page, thread = _open(browser)
    for number in range(rounds + 1):
        taken = _timed(page, thread, server, listed, lambda: _go(page, server, listed))
        if number:
            yield taken
    page.context.close()


def _by_click(browser: Browser, server: kit.Server, listed: Listed, rounds: int) -> Iterator[Timing]:
    """Its link in the sidebar, from another page."""
    page, thread = _open(browser)
    other = LISTED[0] if listed is LISTED[-1] else LISTED[-1]
    _go(page, server, other)
    _wait(page, other)
    for number in range(rounds + 1):
        taken = _timed(page, thread, server, listed, lambda: _press(page, listed))
        if number:
            yield taken
        _press(page, other)
        _wait(page, other)
    page.context.close()


def _by_filter(browser: Browser, server: kit.Server, listed: Listed, rounds: int) -> Iterator[Timing]:
    """A view that nobody has looked at before, by address."""
    page, thread = _open(browser)
    _go(page, server, listed)
    _wait(page, listed)
    for chosen in UNSEEN[: rounds * 2]:
        yield _timed(page, thread, server, listed, lambda chosen=chosen: _go(page, server, listed, chosen))
    page.context.close()


def _open(browser: Browser) -> tuple[Page, CDPSession]:
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    thread = context.new_cdp_session(page)
    thread.send("Performance.enable")
    return page, thread


def _go(page: Page, server: kit.Server, listed: Listed, query: dict[str, str] | None = None) -> None:
    page.goto(f"{server.url}/{listed.address}?{urlencode(query or {})}", wait_until="commit")


def _press(page: Page, listed: Listed) -> None:
    page.locator('[data-testid="stSidebar"] a').nth(LISTED.index(listed)).click(no_wait_after=True)


def _wait(page: Page, listed: Listed) -> None:
    page.wait_for_function(DRAWN, arg=listed.title, timeout=kit.WAIT)


def _timed(page: Page, thread: CDPSession, server: kit.Server, listed: Listed, act: Callable[[], None]) -> Timing:
    busy, cpu, started = _busy(thread), spent(server), time.perf_counter()
    act()
    _wait(page, listed)
    until = time.perf_counter() - started
    page.wait_for_timeout(300)  # what is still under way belongs to this page, not to the next
    now = _busy(thread)  # starts anew with every load of the whole page
    return until, now - busy if now > busy else now, spent(server) - cpu


def _busy(thread: CDPSession) -> float:
    found = thread.send("Performance.getMetrics")["metrics"]
    return next(float(one["value"]) for one in found if one["name"] == "TaskDuration")


def spent(server: kit.Server) -> float:
    """CPU seconds of the server's process so far."""
    fields = Path(f"/proc/{server.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
