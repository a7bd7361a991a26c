"""An analyst's upload in a real browser: drop, answer, store, the coloured board; a restart loses nothing."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import kit
from tests.browser.conftest import Opener

STORE = "Store and see it on the board"
LEADS = 160


def drop(page: Page, *files: tuple[str, str | bytes]) -> None:
    """Drop files on the page and wait until it has read them."""
    payload = [
        {"name": name, "mimeType": "text/csv", "buffer": text.encode() if isinstance(text, str) else text}
        for name, text in files
    ]
    page.locator("input[type=file]").first.set_input_files(payload)
    for name, _ in files:
        expect(page.get_by_role("heading", name=name)).to_be_visible(timeout=kit.WAIT)
    expect(page.get_by_role("button", name="Stop")).to_have_count(0, timeout=kit.WAIT)
    kit.ready(page)


def orders(header: str = "order_id,customer_id,order_date,amount") -> str:
    """A shop's orders whose days are all at most 12: which is the month, nobody can know. Every buyer buys twice."""
    lines = [header]
    for n in range(240):
        month, day = n // 40 + 1, n % 12 + 1
        lines.append(f"A{n},c{n % 40},{day:02d}/{month:02d}/2026,{100_000 + n}")
    return "\n".join(lines) + "\n"


def test_from_an_unknown_file_to_the_coloured_board(fresh_server: kit.Server, open_page: Opener) -> None:
    page = open_page("/datasets", server=fresh_server)
    drop(page, ("my shop.csv", orders()))
    question = page.get_by_test_id("stMain").get_by_role("radiogroup")
    expect(question).to_be_visible()
    assert page.get_by_role("button", name=STORE).count() == 0
    question.locator("label").filter(has_text="day first").click()
    expect(page.get_by_text("Ready:")).to_be_visible(timeout=kit.WAIT)
    assert "240 = 240 + 0 + 0 + 0" in page.locator('[data-testid="stMain"]').inner_text().replace("\u2060", "")
    page.get_by_role("button", name=STORE).click()
    expect(page.get_by_role("heading", name="Scorecard", level=1)).to_be_visible(timeout=kit.WAIT)
    kit.ready(page)
    assert "data=my+shop" in page.url or "data=my%20shop" in page.url
    assert page.locator(".tf-status.tf-green, .tf-status.tf-amber, .tf-status.tf-red").count() > 3  # beyond the hints
    address = page.url.removeprefix(fresh_server.url)

    fresh_server.stop()
    with fresh_server as again:
        reopened = open_page(address, server=again)
        expect(reopened.get_by_text("my shop").first).to_be_visible()
        assert reopened.locator(".tf-status.tf-green, .tf-status.tf-amber, .tf-status.tf-red").count() > 3


def test_a_known_header_needs_two_clicks(fresh_server: kit.Server, open_page: Opener) -> None:
    page = open_page("/datasets", server=fresh_server)
    drop(page, ("first.csv", orders()))
    page.get_by_test_id("stMain").get_by_role("radiogroup").locator("label").filter(has_text="month first").click()
    page.get_by_role("button", name=STORE).click(timeout=kit.WAIT)
    expect(page.get_by_role("heading", name="Scorecard", level=1)).to_be_visible(timeout=kit.WAIT)
    kit.visit(page, f"{fresh_server.url}/datasets")
    drop(page, ("second.csv", orders().replace("\nA", "\nB")))  # click 1
    assert (
        page.get_by_test_id("stMain").get_by_role("radiogroup").locator("label").filter(has_text="first").count() == 0
    )
    page.get_by_role("button", name=STORE).click()  # click 2
    expect(page.get_by_role("heading", name="Scorecard", level=1)).to_be_visible(timeout=kit.WAIT)
    assert "data=first" in page.url


def test_a_bad_file_gives_one_clear_box(fresh_server: kit.Server, open_page: Opener) -> None:
    page = open_page("/datasets", server=fresh_server)
    drop(page, ("report.csv", b"%PDF-1.7 \x00\x01\x02"))
    boxes = page.get_by_test_id("stAlert").all_inner_texts()
    assert len(boxes) == 1
    assert "Not a table" in boxes[0]
    assert "report.csv is a PDF document" in boxes[0]
    assert page.get_by_role("button", name=STORE).count() == 0


def test_mapping_and_store_are_accessible_and_fit_a_phone(fresh_server: kit.Server, open_page: Opener) -> None:
    page = open_page("/datasets", server=fresh_server, width=390)
    drop(page, ("orders.csv", orders("order_id,zzz,order_date,amount")))
    assert kit.axe(page) == []
    main = page.locator('[data-testid="stMain"]')
    assert main.evaluate("box => box.scrollWidth - box.clientWidth") <= 0
