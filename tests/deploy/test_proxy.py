"""docs/examples/nginx.conf keeps strangers out, sets its headers, bounds uploads, and lets the whole board through."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser import kit
from tests.deploy.nginx import PASSWORD, PERSON, Proxy, signed_in

HEADERS = {
    "strict-transport-security": "max-age",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'self'",
}


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    folder = tmp_path_factory.mktemp("nginx")
    with kit.Server(tmp_path_factory.mktemp("board")) as board, Proxy(folder, board.port) as started:
        yield started


@pytest.mark.parametrize("path", ["/", "/pipeline", "/_stcore/upload_file/x/y", "/media/x.csv", "/_stcore/stream"])
def test_without_the_password_nothing_answers(proxy: Proxy, path: str) -> None:
    status, headers, text = proxy.get(path)
    assert status == 401
    assert "streamlit" not in text.lower()
    assert all(word in headers[name] for name, word in HEADERS.items())
    assert proxy.get(path, {"Authorization": "Basic bGFuOndyb25n"})[0] == 401


def test_with_the_password_the_board_comes_with_its_headers(proxy: Proxy) -> None:
    status, headers, text = proxy.get("/", signed_in())
    assert status == 200
    assert "<html" in text
    assert all(word in headers[name] for name, word in HEADERS.items())
    assert "/" not in headers["server"]


def test_what_nobody_outside_needs_is_not_there(proxy: Proxy) -> None:
    assert proxy.get("/_stcore/metrics", signed_in())[0] == 404


def test_without_tls_one_is_sent_on(proxy: Proxy) -> None:
    status, headers, _ = proxy.get_plain("/pipeline?quarter=2026Q3")
    assert (status, headers["location"]) == (301, "https://127.0.0.1/pipeline?quarter=2026Q3")


def test_a_body_over_the_limit_is_refused_unread(proxy: Proxy) -> None:
    asked = {**signed_in(), "Content-Length": str(2001 * 1024 * 1024)}
    assert proxy.get("/_stcore/upload_file/x/y", asked)[0] == 413


@pytest.fixture
def page(proxy: Proxy) -> Iterator[Page]:
    with sync_playwright() as playwright, kit.launch(playwright, proxy.trust()) as browser:
        context = browser.new_context(http_credentials={"username": PERSON, "password": PASSWORD}, locale="en-US")
        yield context.new_page()


def test_the_whole_board_works_behind_it(proxy: Proxy, page: Page) -> None:
    """Websocket, charts, upload and download get through, and the content policy forbids nothing the board needs."""
    watch = kit.Watch(hosts={f"127.0.0.1:{proxy.port}"})
    watch.follow(page)
    kit.visit(page, f"{proxy.url}/?lang=en")
    expect(page.get_by_role("heading", name="Scorecard", level=1)).to_be_visible()
    kit.visit(page, f"{proxy.url}/retention?lang=en")
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    with page.expect_download() as started:
        page.get_by_role("button", name="CSV").first.click()
    assert started.value.path().stat().st_size > 0
    kit.visit(page, f"{proxy.url}/datasets?lang=en")
    rows = "".join(f"o{n},u{n},2026-05-{n % 28 + 1:02d},{n}.50\n" for n in range(99))
    orders = {"name": "orders.csv", "mimeType": "text/csv", "buffer": f"order_id,user_id,ts,amount\n{rows}".encode()}
    page.locator("input[type=file]").first.set_input_files([orders])
    expect(page.get_by_role("heading", name="orders.csv")).to_be_visible(timeout=kit.WAIT)
    assert watch.problems == []
