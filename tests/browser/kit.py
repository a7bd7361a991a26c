"""A board of its own and a real browser to look at it, for the browser tests and the screenshots."""

from __future__ import annotations

import http.client
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, expect

from tests.browser import chromium

ROOT = Path(__file__).resolve().parents[2]
LOCALES = {"en": "en-US", "vi": "vi-VN"}
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WAIT = 150_000  # ms; a busy machine with two cores is slow, not broken
STARTS = 240  # s until a board answers, everything read from a cold disk
expect.set_options(timeout=WAIT)

# Run before anything else in a page: notes which runs of the script were asked for and not answered yet (fields 11 of
# BackMsg, 4 and 6 of ForwardMsg: rerun, new session, script finished), and when the page last changed.
LISTEN = """(() => {
  if (window.board) return
  const board = window.board = { due: false, begun: false, still: 0, since: 0 }
  const fields = (data) => {
    const bytes = new Uint8Array(data.buffer ?? data, data.byteOffset ?? 0, data.byteLength)
    const found = []
    let at = 0
    const number = () => {
      for (let value = 0, scale = 1; ; scale *= 128) {
        const byte = bytes[at++]
        value += (byte & 127) * scale
        if (!(byte > 127)) return value
      }
    }
    while (at < bytes.length) {
      const tag = number(), value = number()
      if (tag % 8 !== 0 && tag % 8 !== 2) break
      found.push([Math.floor(tag / 8), value])
      if (tag % 8 === 2) at += value
    }
    return found
  }
  const heard = ({ data }) => {
    for (const [field, value] of data instanceof ArrayBuffer ? fields(data) : []) {
      if (field === 4) board.begun = true
      if (field === 6 && value !== 2 && board.begun) board.due = false  // 2: ended early to begin anew
    }
  }
  const send = WebSocket.prototype.send
  WebSocket.prototype.send = function (data) {
    if (!this.heard) this.addEventListener('message', heard)
    this.heard = true
    if (ArrayBuffer.isView(data) && fields(data).some(([field]) => field === 11)) {
      board.due = true
      board.begun = false
    }
    return send.call(this, data)
  }
  new MutationObserver(() => { board.still = 0 }).observe(
    document, { attributes: true, characterData: true, childList: true, subtree: true })
})()"""

# Streamlit's own marks of a page at rest: connected, script done, nothing stale, nothing loading; every run asked for
# has come to its end, letters are there, nothing moves, and nothing has changed for some pictures of the screen.
RESTS = """() => {
  const app = document.querySelector('[data-testid="stApp"]'), board = window.board
  const calm = app !== null && !board.due
    && app.getAttribute('data-test-script-state') === 'notRunning'
    && app.getAttribute('data-test-connection-state') === 'CONNECTED'
    && document.querySelector('[data-testid="stMain"] [data-testid="stElementContainer"]') !== null
    && document.querySelector('[data-stale="true"], [data-testid="stSkeleton"], [data-testid="stSpinner"]') === null
    && document.fonts.status === 'loaded'
    && document.getAnimations().every(
      (one) => one.playState !== 'running' || one.effect?.getComputedTiming().iterations === Infinity)
  if (!calm || board.still === 0) board.since = performance.now()
  board.still = calm ? board.still + 1 : 0
  return board.still > 6 && performance.now() - board.since > 150
}"""


class Server:
    """`streamlit run app.py` on a free local port with a workspace of its own; use it in a `with`."""

    def __init__(self, folder: Path, app: Path = ROOT / "app.py", environment: dict[str, str] | None = None) -> None:
        self.workspace = folder / "workspace"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._app = app
        self._log = folder / f"server-{self.port}.log"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")},
            "TWO_FUNNELS_WORKSPACE": str(self.workspace),
            **(environment or {}),
        }
        self.guests: list[Callable[[], None]] = []  # who has pages open here: asked to close them before the board ends
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        options = {"address": "127.0.0.1", "port": str(self.port), "headless": "true", "fileWatcherType": "none"}
        command = [sys.executable, "-m", "streamlit", "run", str(self._app)]
        command += [f"--server.{name}={value}" for name, value in options.items()]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """End the server, its pages first: they would complain of a board that is gone. May be called twice."""
        for leave in self.guests:
            leave()
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def log(self) -> str:
        """What the server wrote so far."""
        return self._log.read_text(errors="replace")

    @property
    def pid(self) -> int:
        """The process id, for tests that kill or measure the server."""
        assert self._process is not None
        return self._process.pid

    def _wait_until_it_answers(self, seconds: float = STARTS) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            assert self._process is not None
            if self._process.poll() is not None:
                raise RuntimeError(f"the board ended with {self._process.returncode}:\n{self.log()}")
            if self._answers():
                return
            time.sleep(0.05)
        raise RuntimeError(f"the board did not answer within {seconds} s:\n{self.log()}")

    def _answers(self) -> bool:
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
                connection.request("GET", "/_stcore/health")
                return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False


FIRST_PORT, PORTS = 12_000, 1_000  # below those the system hands out itself
_tried = count(secrets.randbelow(PORTS))


def free_port() -> int:
    """A port of this machine nobody listens on, and no other process of this run of the tests will try.

    Between looking at it and listening on it somebody else might take one that the system chose.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    while True:
        port = FIRST_PORT + PORTS * worker + next(_tried) % PORTS
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@dataclass
class Watch:
    """What a page did that it must not: errors in its console, uncaught exceptions, calls to other machines."""

    hosts: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Listen to `page` from now on."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"uncaught in the page: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not _is_probe(message):
            self.problems.append(f"console error: {message.text} {message.location.get('url', '')}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc not in self.hosts:
            self.problems.append(f"request to another machine: {request.url}")


def _is_probe(message: ConsoleMessage) -> bool:
    """Streamlit looks for its server below the path of a deep link first; those 404 are its way, not an error."""
    path = urlsplit(str(message.location.get("url", ""))).path
    return "404" in message.text and path.endswith(("/_stcore/health", "/_stcore/host-config"))


@contextmanager
def launch(playwright: Playwright, *more: str) -> Iterator[Browser]:
    """The system's Chromium, started without calls home; `more` are arguments of one test alone."""
    browser = playwright.chromium.launch(executable_path=chromium.require(), args=[*ARGUMENTS, *more])
    try:
        yield browser
    finally:
        browser.close()


def visit(page: Page, url: str) -> Page:
    """Go to `url` and wait until it rests."""
    page.set_default_timeout(WAIT)
    page.add_init_script(LISTEN)
    page.goto(url, wait_until="domcontentloaded", timeout=WAIT)
    return ready(page)


def ready(page: Page) -> Page:
    """Wait until the page rests, and what was last done in it has had its effect."""
    page.evaluate("window.board.still = 0")
    page.wait_for_function(RESTS, timeout=WAIT)
    return page


def exceptions(page: Page) -> list[str]:
    """The exception boxes on the page; there should be none."""
    return page.get_by_test_id("stException").all_inner_texts()


def sections(page: Page) -> list[str]:
    """The paths of all pages in the board's navigation, in its order, home first ("/", "/brief", …)."""
    paths = page.locator('[data-testid="stSidebar"] a[href]').evaluate_all(
        # Streamlit's link home has an empty address, which a browser takes for the page it is on; a click goes home
        "links => links.map(link => new URL(link.getAttribute('href'), location.origin + '/').pathname)"
    )
    return list(dict.fromkeys(paths))


def axe(page: Page) -> list[str]:
    """Serious and critical accessibility violations of the page, one line each."""
    return [
        f"{violation['id']}: {violation['help']}: {_where(violation['nodes'])}"
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in {"serious", "critical"}
    ]


def _where(nodes: list[dict[str, list[object]]]) -> str:
    return ", ".join(str(node["target"][0]) for node in nodes[:5])
