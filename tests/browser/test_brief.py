"""The Brief in real browsers: figures lead to their place, two people write at once, downloads are whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import kit
from tests.browser.conftest import Opener


def write(page: Page, what: str, owner: str = "") -> None:
    """Fill the open editor and save."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What is to be done").fill(what)
    if owner:
        dialog.get_by_label("Owner").fill(owner)
    dialog.get_by_role("button", name="Save").click()
    kit.ready(page)


def test_a_figure_leads_to_its_place_and_keeps_the_filters(open_page: Opener) -> None:
    page = open_page("/brief?compare=year")
    page.locator(".st-key-brief-off a.tf-figure").first.click()
    expect(page.get_by_role("dialog")).to_be_visible(timeout=kit.WAIT)
    assert "compare=year" in page.url
    assert "kpi=" in page.url
    assert "/brief" not in page.url


def test_two_people_writing_at_once_lose_nothing(fresh_server: kit.Server, open_page: Opener) -> None:
    lan = open_page("/brief", server=fresh_server)
    lan.get_by_role("button", name="New action").click()
    kit.ready(lan)
    write(lan, "Fix it")
    minh = open_page("/brief", server=fresh_server)
    for page in (lan, minh):
        page.get_by_role("button", name="Edit").click()
        kit.ready(page)
    write(lan, "Fix the cart", "Lan")
    write(minh, "Fix the payment")
    warned = minh.get_by_role("dialog")
    expect(warned).to_contain_text("Fix the cart", timeout=kit.WAIT)
    expect(warned).to_contain_text("Fix the payment")
    warned.get_by_role("button", name="Save").click()
    kit.ready(minh)
    after = open_page("/brief", server=fresh_server)
    expect(after.get_by_text("Fix the payment")).to_be_visible()
    expect(after.get_by_text("Lan", exact=True)).to_be_visible()  # the other's owner stayed


@pytest.mark.parametrize("kind", ["pptx", "html"])
def test_the_report_can_be_taken_along(open_page: Opener, tmp_path: Path, kind: str) -> None:
    page = open_page("/brief")
    with page.expect_download(timeout=kit.WAIT) as waiting:
        page.locator(f".st-key-brief-{kind} button").click()
    download = waiting.value
    assert download.suggested_filename == f"monday-demo-2026-09-27.{kind}"
    path = tmp_path / download.suggested_filename
    download.save_as(path)
    assert path.read_bytes()[:2] == (b"PK" if kind == "pptx" else b"<!")
    if kind == "html":
        asked: list[str] = []
        context = page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
        alone = context.new_page()
        alone.on("request", lambda request: asked.append(request.url))
        alone.goto(path.as_uri())
        expect(alone.get_by_role("heading", level=1)).to_have_text("Monday funnel review")
        assert asked == [path.as_uri()]
        context.close()


def test_closing_a_review(fresh_server: kit.Server, open_page: Opener) -> None:
    page = open_page("/brief", server=fresh_server)
    page.get_by_role("button", name="Close this review").click()
    page.get_by_role("button", name="Close and keep").click()
    expect(page.get_by_text("closed as review 1")).to_be_visible(timeout=kit.WAIT)
    page.get_by_text("Older reviews", exact=True).click()
    expect(page.get_by_text("Benchmarks of that day")).to_be_visible(timeout=kit.WAIT)
