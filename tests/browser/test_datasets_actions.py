"""What an analyst does with data sets, click by click in a real browser: nothing is lost, and each step is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from data.store import Workspace
from data.words import Words
from tests.browser import kit
from tests.browser.conftest import Opener
from tests.browser.test_datasets import ORDERS
from tests.browser.test_upload import STORE, drop

MORE = ORDERS.replace("\no", "\np").replace("-05-", "-06-")
TALL = 2000
# Python runs this before anything else; the child that reads a file then waits until the test lets it go.
WAITING = """
import sys, time
from pathlib import Path
while "data.worker" in sys.orig_argv and not Path({go!r}).exists():
    time.sleep(0.05)
"""


@pytest.fixture
def place(fresh_server: kit.Server) -> Workspace:
    """The workspace of this test's board."""
    return Workspace(fresh_server.workspace)


def add(place: Workspace, file: Path, text: str, mode: str = "append") -> None:
    """Store `text` as the data set "shop" without the browser."""
    file.write_text(text, encoding="utf-8")
    found = place.prepare(place.raw_put(file.open("rb"), file.name))
    place.publish("shop", [found], mode)


def told(page: Page) -> Locator:
    """The line that says what was just done."""
    return page.get_by_test_id("stAlert").filter(has_text="shop")


def fold(page: Page, label: str) -> None:
    """Open the fold of that label; a click while the page is drawn anew may be lost, so it is made again then."""
    summary = page.locator("summary").filter(has_text=label)
    details = page.get_by_test_id("stMain").locator("details").filter(has=summary).last  # folds lie in folds
    for _ in range(9):
        if details.get_attribute("open") is None:
            details.locator("summary").first.click()
        kit.ready(page)
        if details.get_attribute("open") is not None and details.get_by_test_id("stElementContainer").count():
            return
    raise AssertionError(f"{label} does not open")


def choose(page: Page, label: str, option: str) -> None:
    """Take `option` from the list called `label`; in a window so tall that nothing scrolls, which closes lists."""
    box = page.get_by_test_id("stMain").get_by_role("combobox", name=label, exact=True)
    box.click()
    page.get_by_role("option", name=option, exact=True).click()
    kit.ready(page)
    expect(box).to_have_value(option)


def press(page: Page, label: str) -> None:
    page.get_by_test_id("stMain").get_by_role("button", name=label).last.click()
    kit.ready(page)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_second_file_is_added_or_takes_the_place_of_the_first(
    fresh_server: kit.Server, place: Workspace, open_page: Opener, tmp_path: Path, language: str
) -> None:
    add(place, tmp_path / "may.csv", ORDERS)
    said = Words(language)
    for number, mode, rows in ((2, "Add to it", 56), (3, "Replace its tables", 28)):
        page = open_page("/datasets", language=language, server=fresh_server, height=TALL)
        file = MORE if number == 2 else MORE.replace("-06-", "-07-")
        drop(page, (f"file {number}.csv", file))
        choose(page, said.t("Data set"), "shop")
        page.get_by_test_id("stMain").get_by_text(said.t(mode), exact=True).click()
        kit.ready(page)
        press(page, said.t("Store and see it on the board"))
        text = said.t("Stored: {name}, version {n}, {rows} {rows:row|rows}.", name="shop", n=number, rows=rows)
        expect(told(page)).to_contain_text(text.split(": ")[1], timeout=kit.WAIT)
        assert dict(place.version("shop").rows) == {"orders": rows}


def test_deleted_and_brought_back(
    fresh_server: kit.Server, place: Workspace, open_page: Opener, tmp_path: Path
) -> None:
    add(place, tmp_path / "may.csv", ORDERS)
    page = open_page("/datasets?data=shop&lang=vi", server=fresh_server)
    fold(page, "shop · ")
    page.get_by_role("button", name="Xóa", exact=True).click()
    page.get_by_text("Đúng, xóa mọi phiên bản").click()
    kit.ready(page)
    page.get_by_role("button", name="Xóa shop").click()
    expect(told(page)).to_contain_text("Đã xóa shop", timeout=kit.WAIT)
    kit.ready(page)
    assert "data=shop" not in page.url
    fold(page, "Đã xóa (1)")
    press(page, "Khôi phục")
    expect(told(page)).to_contain_text("shop đã trở lại", timeout=kit.WAIT)
    assert dict(place.version("shop").rows) == {"orders": 28}


def test_an_older_version_is_compared_and_opened_and_the_way_back(
    fresh_server: kit.Server, place: Workspace, open_page: Opener, tmp_path: Path
) -> None:
    add(place, tmp_path / "may.csv", ORDERS)
    add(place, tmp_path / "june.csv", MORE)
    page = open_page("/datasets", server=fresh_server, height=TALL)
    fold(page, "shop · ")
    fold(page, "Compare two versions")
    cells = page.get_by_role("region", name="Rows per table").get_by_role("cell")
    expect(cells).to_have_text(["orders", "28", "56", "+28"], timeout=kit.WAIT)
    choose(page, "Version to look into", "1")
    page.get_by_role("link", name="Open version 1 on the board").click()
    expect(page.get_by_role("heading", name="Scorecard", level=1)).to_be_visible(timeout=kit.WAIT)
    kit.ready(page)
    assert "version=1" in page.url
    page.go_back()
    expect(page.get_by_role("heading", name="Datasets", level=1)).to_be_visible(timeout=kit.WAIT)
    kit.ready(page)
    page.go_forward()
    expect(page.get_by_role("heading", name="Scorecard", level=1)).to_be_visible(timeout=kit.WAIT)
    kit.ready(page)
    assert "version=1" in page.url


def test_a_raw_file_is_purged_and_its_numbers_stay(
    fresh_server: kit.Server, place: Workspace, open_page: Opener, tmp_path: Path
) -> None:
    add(place, tmp_path / "shop may.csv", ORDERS)
    page = open_page("/datasets", server=fresh_server, height=TALL)
    fold(page, "shop · ")
    page.get_by_role("button", name="Purge a raw file").click()
    assert kit.axe(page) == []
    page.get_by_text("Yes, remove it for good").click()
    kit.ready(page)
    page.get_by_role("button", name="Purge", exact=True).click()
    expect(told(page)).to_contain_text("The bytes of shop may.csv were removed", timeout=kit.WAIT)
    assert place.raws() == []
    assert dict(place.version("shop").rows) == {"orders": 28}


def test_reading_is_stopped_and_taken_up_and_a_reload_loses_no_file(tmp_path: Path, open_page: Opener) -> None:
    go = tmp_path / "go"
    (tmp_path / "sitecustomize.py").write_text(WAITING.format(go=str(go)), encoding="utf-8")
    with kit.Server(tmp_path, environment={"PYTHONPATH": str(tmp_path)}) as server:
        page = open_page("/datasets", server=server, height=TALL)
        main = page.get_by_test_id("stMain")
        payload = {"name": "shop.csv", "mimeType": "text/csv", "buffer": ORDERS.encode()}
        page.locator("input[type=file]").first.set_input_files([payload])
        main.get_by_role("button", name="Stop").click(timeout=kit.WAIT)
        expect(page.get_by_text("Reading was stopped; nothing was stored.")).to_be_visible(timeout=kit.WAIT)
        main.get_by_role("button", name="Read it").click()
        main.get_by_role("button", name="Stop").wait_for(timeout=kit.WAIT)
        page.reload()  # in the middle of it
        kit.ready(page)
        go.touch()
        fold(page, "Uploads that nothing rests on (1)")
        press(page, "Take up again")
        expect(page.get_by_text("28 rows as orders")).to_be_visible(timeout=kit.WAIT)
        assert len(Workspace(server.workspace).raws()) == 1


def test_two_files_at_once_one_of_them_bad(fresh_server: kit.Server, place: Workspace, open_page: Opener) -> None:
    page = open_page("/datasets", server=fresh_server, height=TALL)
    drop(page, ("shop.csv", ORDERS), ("report.csv", b"%PDF-1.7 \x00\x01\x02"))
    expect(page.get_by_text("report.csv is a PDF document")).to_be_visible(timeout=kit.WAIT)
    expect(page.get_by_text("Files that are not ready are left out when you store.")).to_be_visible()
    press(page, STORE)
    expect(told(page)).to_contain_text("shop, version 1, 28 rows.", timeout=kit.WAIT)
    assert [upload.name for upload in place.version("shop").uploads] == ["shop.csv"]


def test_a_column_is_mapped_by_hand(fresh_server: kit.Server, place: Workspace, open_page: Opener) -> None:
    page = open_page("/datasets", server=fresh_server, height=TALL)
    header, *rows = ORDERS.splitlines()
    wider = [f"{header},zzz", *(f"{row},{int(row.rpartition(',')[2]) * 2}" for row in rows)]
    drop(page, ("shop.csv", "\n".join(wider) + "\n"))
    fold(page, "Mapping: whose column is which")
    choose(page, "✱ amount", "zzz")
    press(page, "Apply and read again")
    expect(page.get_by_text("7,560").first).to_be_visible(timeout=kit.WAIT)  # twice the money of the other column
    press(page, STORE)
    expect(told(page)).to_contain_text("shop, version 1, 28 rows.", timeout=kit.WAIT)
    assert "amount: zzz" in place.version("shop").uploads[0].mapping


def test_an_impatient_second_click_stores_once(fresh_server: kit.Server, place: Workspace, open_page: Opener) -> None:
    page = open_page("/datasets", server=fresh_server, height=TALL)
    drop(page, ("shop.csv", ORDERS))
    page.get_by_test_id("stMain").get_by_role("button", name=STORE).dblclick()
    expect(told(page)).to_contain_text("shop, version 1, 28 rows.", timeout=kit.WAIT)
    assert [version.number for version in place.versions("shop")] == [1]
