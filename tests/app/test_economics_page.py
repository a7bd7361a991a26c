"""The Economics page from app.py: both sides, the margin named, the guide's warning, no data, Vietnamese."""

from __future__ import annotations

from pathlib import Path

from data.figures import figure
from data.words import Words
from metrics.evaluate import default_query, score
from pages.parts import session
from tests.app.kit import board, html, words
from tests.app.test_scorecard import leads, store

PAGE = "b2c/economics.py"


def test_both_sides_say_what_the_scores_say() -> None:
    visit = board(PAGE, lang="en")
    assert not visit.exception
    opened = session.board(session.demo())
    shown, said = html(visit), Words("en")
    for key, side in (("cac", "b2c"), ("roas", "b2c"), ("ltv_cac", "b2b"), ("average_contract_value", "b2b")):
        found = score(opened, default_query(opened), key, side)
        assert found.value is not None
        assert f">{figure(said, found.unit, found.value)}</span>" in shown
    assert len(visit.get("plotly_chart")) == 2


def test_the_margin_and_the_warning_are_there() -> None:
    shown = words(board(PAGE, lang="en"))
    assert "gross margin of 60\\% \\(B2C\\) and 75\\% \\(B2B\\)" in shown
    assert "ROAS alone hides weak LTV" in shown


def test_channels_short_of_a_benchmark_are_named_before_the_table() -> None:
    shown = html(board(PAGE, lang="en"))
    first = shown.index("Short of the benchmark: Facebook Ads ROAS")
    assert first < shown.index("New buyers")


def test_by_segment() -> None:
    visit = board(PAGE, lang="en", by="segment")
    assert not visit.exception
    shown = html(visit)
    assert "Mid-market" in shown
    assert "LinkedIn Ads" not in shown


def test_without_money_it_says_what_to_upload(tmp_path: Path) -> None:
    leads(tmp_path)
    visit = board(PAGE, lang="en", data="small")
    assert not visit.exception
    assert "No orders, costs or contracts yet" in html(visit)


def test_a_channel_nobody_named_is_said_in_the_language(tmp_path: Path) -> None:
    """And a side without data has no table of dashes below its cards."""
    lines = [f"O{n},U{n},2026-06-{n % 28 + 1:02d} 09:00:00,{1000 + n}" for n in range(60)]
    store(tmp_path, "shop", "orders", "\n".join(["order_id,user_id,ts,amount", *lines]))
    visit = board(PAGE, lang="vi", data="shop", channel="Unknown")
    assert not visit.exception
    assert "<td>Không rõ" in html(visit) or ">Không rõ<" in html(visit)
    assert "Unknown" not in html(visit) + words(visit)
    assert [box.format_func("Unknown") for box in visit.selectbox if box.label == "Kênh"] == ["Không rõ"]
    assert "Khách hàng mới" not in html(visit)


def test_orders_without_costs_have_no_cac_and_no_payback(tmp_path: Path) -> None:
    lines = [f"O{n},U{n},2026-06-{n % 28 + 1:02d} 09:00:00,{1000 + n}" for n in range(60)]
    store(tmp_path, "shop", "orders", "\n".join(["order_id,user_id,ts,amount", *lines]))
    visit = board(PAGE, lang="en", data="shop")
    assert not visit.exception
    assert "what it cost”: not in the data, upload it to see this" in html(visit)
    assert len(visit.get("plotly_chart")) == 1


def test_vietnamese() -> None:
    visit = board(PAGE, lang="vi")
    assert not visit.exception
    assert "Khách mua mới" in html(visit)
    assert "Short of" not in html(visit)
