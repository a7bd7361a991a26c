"""Fixtures of the browser tests: a running board, and pages that must not show, log or call what they should not.

    def test_funnel(open_page):
        page = open_page("/b2c", language="vi", theme="dark")
        assert page.get_by_role("heading", name="Phễu").is_visible()

Every page opened through `open_page` is checked at the end of its test; `open_page.watch.problems.clear()` forgives
what a test provokes on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import kit


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests; closed after the last of them, as its event loop disturbs other tests."""
    with sync_playwright() as playwright, kit.launch(playwright) as started:
        yield started


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[kit.Server]:
    """A board with an empty workspace, shared by the tests that leave it as it was."""
    with kit.Server(tmp_path_factory.mktemp("board")) as started:
        yield started


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[kit.Server]:
    """A board of this test's own: nothing asked of it yet, nothing in its workspace."""
    with kit.Server(tmp_path) as started:
        yield started


class Opener:
    """Opens pages: `open_page(path, language=, theme=, width=, height=, server=)` gives a page at rest."""

    def __init__(self, browser: Browser, board: Callable[[], kit.Server]) -> None:
        self.watch = kit.Watch()
        self._pages: list[tuple[kit.Server, Page]] = []
        self._browser = browser
        self._board = board
        self._used: dict[kit.Server, int] = {}
        self._leave: dict[kit.Server, Callable[[], None]] = {}

    def __call__(
        self,
        path: str = "/",
        *,
        language: str = "en",
        theme: str = "light",
        width: int = 1280,
        height: int = 900,
        server: kit.Server | None = None,
    ) -> Page:
        """A new browser with no history, at `path` of the board."""
        board = server or self._board()
        if board not in self._used:
            self._used[board] = len(board.log())
            self._leave[board] = partial(self._close, board)
            board.guests.append(self._leave[board])
        context = self._browser.new_context(
            locale=kit.LOCALES[language],
            color_scheme="dark" if theme == "dark" else "light",
            viewport={"width": width, "height": height},
            accept_downloads=True,
            reduced_motion="reduce",
        )
        page = context.new_page()
        self.watch.hosts.add(f"127.0.0.1:{board.port}")
        self.watch.follow(page)
        self._pages.append((board, page))
        return kit.visit(page, f"{board.url}{path}")

    def verdict(self) -> list[str]:
        """Everything that went wrong in the pages, and every traceback in the log of their server; closes them."""
        for board in self._used:
            self._close(board)
            board.guests.remove(self._leave[board])
        logged = [
            f"traceback in the log:\n{log}" for log in self._new_logs() if "Traceback (most recent call last)" in log
        ]
        return [*self.watch.problems, *logged]

    def _close(self, board: kit.Server) -> None:
        """Close the pages opened on `board`, with a last look at each."""
        for page in [page for where, page in self._pages if where is board]:
            if not page.is_closed():
                self.watch.problems += [f"exception on screen: {text}" for text in kit.exceptions(page)]
            page.context.close()
        self._pages = [one for one in self._pages if one[0] is not board]

    def _new_logs(self) -> list[str]:
        return [board.log()[start:] for board, start in self._used.items()]


@pytest.fixture
def open_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Opener]:
    """An Opener on the shared board; fails the test when a page misbehaved."""
    opener = Opener(browser, lambda: request.getfixturevalue("server"))
    yield opener
    problems = opener.verdict()
    assert not problems, "\n".join(problems)


@pytest.fixture
def page(open_page: Opener) -> Page:
    """The board's home in English, light, 1280 px wide."""
    return open_page()
