"""The scorecard in a real browser: opened by keyboard, readable by everyone, and deaf to hostile data."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import expect

from data.store import Workspace
from tests.browser import kit
from tests.browser.conftest import Opener

HOSTILE = [
    "[x](http://evil.example/a)",
    "![p](http://evil.example/p.png)",
    "<img src=http://evil.example/i.png onerror=document.title='owned'>",
    "<a href='http://evil.example/l'>link</a>",
    ":red[x]",
    "$x^2$",
    "www.evil.example",
    "=1+1",
]


def hostile_board(server: kit.Server, folder: Path) -> None:
    """A data set `hostile` whose channels are HOSTILE, in the server's workspace."""
    lines = ["lead_id,created_at,channel,segment,mql_at,sql_at"]
    days = [date(2026, 5, 1) + timedelta(days=n) for n in range(120)]
    for n, (day, channel) in enumerate(product(days, HOSTILE)):
        lines.append(f'L{n},{day} 10:00:00,"{channel}","{channel}",{day} 10:00:00,')
    file = folder / "leads.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    place = Workspace(server.workspace)
    place.publish("hostile", [place.prepare(place.raw_put(file), "leads")])


def test_a_kpi_opens_and_closes_by_keyboard(open_page: Opener) -> None:
    page = open_page("/?lang=en")
    button = page.get_by_role("table").get_by_role("button", name="Repurchase rate", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Repurchase rate")).to_be_visible()
    kit.ready(page)
    assert "kpi=b2c.repurchase_rate" in page.url
    for part in ("Definition", "Trend", "By channel", "By segment"):
        expect(dialog.get_by_role("heading", name=part, exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    kit.ready(page)
    assert "kpi=" not in page.url


def test_rows_and_sql_behind_a_kpi(open_page: Opener) -> None:
    page = open_page("/?lang=en&kpi=b2b.win_rate")
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Rows behind it").click()
    kit.ready(page)
    expect(dialog.get_by_test_id("stDataFrame")).to_be_visible()
    dialog.get_by_text("SQL", exact=True).click()
    kit.ready(page)
    expect(dialog.locator("code", has_text="select").last).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/?lang=en", "/?lang=vi&kpi=b2c.repurchase_rate"])
def test_everyone_can_read_it(open_page: Opener, theme: str, path: str) -> None:
    page = open_page(path, theme=theme)
    assert kit.axe(page) == []


@pytest.mark.parametrize("width", [390, 1280, 1920])
@pytest.mark.parametrize("language", ["en", "vi"])
def test_nothing_is_cut_off(open_page: Opener, width: int, language: str) -> None:
    page = open_page(f"/?lang={language}", language=language, width=width)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("box => box.scrollWidth - box.clientWidth") == 0
    wide = page.locator(".tf-board *, .tf-side, .tf-hints *").evaluate_all(
        "all => all.filter(one => !one.closest('svg') && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)"
        ".map(one => one.className + ' ' + one.textContent.slice(0, 40))"
    )
    assert wide == []


def test_status_and_figures_are_legible_from_the_back_of_the_room(open_page: Opener) -> None:
    page = open_page("/?lang=en", width=1920)
    size = "one => parseFloat(getComputedStyle(one).fontSize)"
    assert page.locator(".tf-row .tf-value").first.evaluate(size) >= 30
    assert page.locator(".tf-row .tf-status").first.evaluate(size) >= 16
    assert page.locator(".tf-row .tf-open").first.evaluate(size) >= 18


def test_hostile_channel_names_stay_text(fresh_server: kit.Server, open_page: Opener, tmp_path: Path) -> None:
    hostile_board(fresh_server, tmp_path)
    page = open_page("/?lang=en&data=hostile&kpi=b2b.mql_to_sql", server=fresh_server)
    dialog = page.get_by_role("dialog")
    for name in HOSTILE:
        expect(dialog.get_by_role("cell", name=name, exact=True).first).to_be_visible()
    links = page.locator("a[href]").evaluate_all("all => all.map(one => one.href)")
    assert [link for link in links if "evil" in link] == []
    assert page.title() != "owned"
    for name in HOSTILE[:4]:
        page.goto(f"{fresh_server.url}/")
        kit.visit(
            page, f"{fresh_server.url}/?lang=en&data=hostile&channel={name.replace(' ', '%20').replace('&', '%26')}"
        )
        expect(page.get_by_test_id("stMain").get_by_test_id("stCaptionContainer").first).to_contain_text(
            name.split("(")[0][:5]
        )
        links = page.locator("a[href]").evaluate_all("all => all.map(one => one.href)")
        assert [link for link in links if "evil.example" in link.split("?")[0]] == []
    assert page.title() != "owned"
