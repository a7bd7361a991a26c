"""What has to fit a phone: whole heat maps, whole names, a definition's block that begins with its name."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opener

WIDER = "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.innerText)"


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("address", ["/retention", "/revenue"])
def test_a_heat_map_is_seen_whole(open_page: Opener, address: str, language: str) -> None:
    """Every column without scrolling, n below its cohort, and "Day 30" in full where there is room."""
    page = open_page(address, language=language, width=390)
    maps = page.locator(".tf-heat")
    assert maps.count() == (1 if address == "/retention" else 2)
    assert maps.evaluate_all(WIDER) == []
    pooled = maps.first.locator("tr.pooled th")
    expect(pooled.locator("small")).to_be_visible()
    expect(pooled).to_contain_text("n = ")
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(pooled.locator("small")).to_be_hidden()
    assert maps.first.locator("thead th").last.inner_text().split()[0] in ("Day", "Ngày", "Month", "Tháng")
    assert maps.first.locator("tr.pooled td").nth(1).inner_text().endswith("%")


@pytest.mark.parametrize("width", [390, 1280])
def test_no_name_of_the_distance_chart_is_cut(open_page: Opener, width: int) -> None:
    page = open_page("/", language="vi", width=width)
    names = page.locator(".tf-gaps .tf-open")
    expect(names.first).to_be_visible()
    assert names.evaluate_all(WIDER) == []


def test_a_definition_begins_with_its_name(open_page: Opener) -> None:
    page = open_page("/definitions", width=390)
    tops = (
        page.locator(".tf-stack tbody tr")
        .first.locator("td")
        .evaluate_all("cells => cells.map(cell => [cell.getBoundingClientRect().top, cell.innerText])")
    )
    assert "CTR of ads and content" in min(tops)[1]
