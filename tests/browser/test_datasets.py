"""What the Datasets page hands out, in a real browser: mapping, rows not used, zip; and several currencies asked."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import kit
from tests.browser.conftest import Opener
from tests.browser.test_upload import STORE, drop

ORDERS = "order_id,user_id,ts,amount\n" + "".join(f"o{n},u{n % 7},2026-05-{n + 1:02d},{n * 10}\n" for n in range(28))


def fetched(page: Page, label: str) -> bytes:
    """What a click on the download button of that label gives."""
    with page.expect_download(timeout=kit.WAIT) as waiting:
        page.get_by_role("button", name=label).first.click()
    return Path(waiting.value.path()).read_bytes()


def test_downloads_hold_what_they_say(fresh_server: kit.Server, open_page: Opener) -> None:
    page = open_page("/datasets", server=fresh_server)
    drop(page, ("shop.csv", ORDERS + "o99,u1,someday,5\n"))
    assert b"table: orders" in fetched(page, "Mapping file")
    assert b"someday" in fetched(page, "Rows not used, with reasons")
    page.get_by_role("button", name=STORE).click()
    expect(page.get_by_role("heading", name="Scorecard", level=1)).to_be_visible(timeout=kit.WAIT)
    page = open_page("/datasets", server=fresh_server)
    page.get_by_text("shop · version 1").click()
    kit.ready(page)
    with zipfile.ZipFile(io.BytesIO(fetched(page, "Export as zip"))) as packed:
        tables = [name for name in packed.namelist() if name.endswith(".csv")]
        assert [packed.read(name).count(b"\n") for name in tables] == [29]
        assert any(name.endswith(".yaml") for name in packed.namelist())


def test_several_currencies_are_converted_on_screen(fresh_server: kit.Server, open_page: Opener) -> None:
    page = open_page("/datasets", server=fresh_server)
    money = ["$12.50" if n % 4 == 0 else f"{n + 1}.000₫" for n in range(28)]
    rows = "".join(f"o{n},u{n},2026-05-{n + 1:02d},{amount}\n" for n, amount in enumerate(money))
    drop(page, ("mixed.csv", "order_id,user_id,ts,amount\n" + rows))
    expect(page.get_by_text("The amounts are in several currencies")).to_be_visible()
    page.get_by_text("Or convert all amounts into one currency").click()
    page.get_by_label("One USD in VND").fill("25400")
    page.get_by_role("button", name="Convert").click()
    expect(page.get_by_text("Ready:")).to_be_visible(timeout=kit.WAIT)
    expect(page.get_by_text("at 25400")).to_be_visible()


def test_the_drop_zone_speaks_the_language_of_the_visit(fresh_server: kit.Server, open_page: Opener) -> None:
    page = open_page("/datasets?lang=vi", server=fresh_server)
    zone = page.get_by_test_id("stFileUploaderDropzone").first
    assert zone.get_by_role("button", name="Chọn tệp").count() == 1  # as a screen reader says it
    own = zone.get_by_role("button").get_by_text("Upload", exact=True)
    assert own.evaluate("word => getComputedStyle(word).fontSize") == "0px"
    assert not zone.get_by_text("per file").first.is_visible()
    said = zone.get_by_test_id("stFileUploaderDropzoneInstructions").locator("div").first
    assert "tối đa 2 GB" in str(said.evaluate("box => getComputedStyle(box, '::after').content"))
    assert kit.axe(page) == []
