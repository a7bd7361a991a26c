"""Questions and mapping on the Datasets page, answered from app.py: what is stored then."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data.mapping import parse_mapping
from data.store import Workspace
from data.words import Words
from tests.app.datasets_kit import ORDERS, PAGE, STORE, amounts, box, drop, press, shown
from tests.app.kit import board

MONEY = ["$12.50" if n % 4 == 0 else f"{n + 1}.000₫" for n in range(28)]
MIXED = "order_id,user_id,ts,amount\n" + "".join(f"o{n},u{n},2026-05-{n + 1:02d},{m}\n" for n, m in enumerate(MONEY))


@pytest.fixture
def place(workspace: Path) -> Workspace:
    """The workspace of this test's board."""
    return Workspace(workspace)


# questions


def test_several_sheets_are_asked_and_the_chosen_one_is_stored(place: Workspace, tmp_path: Path) -> None:
    import pandas as pd

    path = tmp_path / "book.xlsx"
    heads = ["order_id", "user_id", "ts", "amount"]
    with pd.ExcelWriter(path) as book:
        for month, sheet in ((4, "April"), (5, "May")):
            rows = [[f"{sheet}{n}", f"u{n}", f"2026-{month:02d}-{n + 1:02d}", n + month * 100] for n in range(10)]
            pd.DataFrame(rows, columns=heads).to_excel(book, sheet_name=sheet, index=False)
    visit = drop(board(PAGE), ("book.xlsx", path.read_bytes()))
    assert [b for b in visit.button if b.label == STORE] == []
    assert "Which sheet of the workbook is meant?" in [radio.label for radio in visit.radio]
    visit.radio[0].set_value(1).run()
    press(visit, STORE)
    assert amounts(place, "book") == [Decimal(n + 500) for n in range(10)]


def test_names_out_of_the_file_are_not_translated(tmp_path: Path) -> None:
    """Sheets called Leads and Orders, a column called Value: words that our own translations know."""
    import pandas as pd

    path = tmp_path / "book.xlsx"
    heads = ["order_id", "customer", "order date", "Value", ""]
    with pd.ExcelWriter(path) as book:
        for sheet in ("Leads", "Orders"):
            rows = [[f"{sheet}{n}", f"u{n}", f"2026-05-{n + 1:02d}", n + 100, ""] for n in range(10)]
            pd.DataFrame([["Lead", "", "", "", ""], heads, *rows]).to_excel(
                book, sheet_name=sheet, index=False, header=False
            )
    visit = drop(board(PAGE, lang="vi"), ("book.xlsx", path.read_bytes()))
    assert visit.radio[0].options == ["Leads", "Orders"]
    assert re.sub(r"[\\\u2060]", "", visit.radio[0].captions[0]) == "12 dòng; dòng đầu: Lead"
    assert "“Value” là tên thường dùng" in shown(visit)


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_one_of_several_currencies_can_be_kept(place: Workspace, lang: str) -> None:
    said = Words(lang)
    visit = drop(board(PAGE, lang=lang), ("shop.csv", MIXED))
    assert said.t("The amounts are in several currencies. What shall be done?") in shown(visit)
    assert said.t(STORE) not in [b.label for b in visit.button]
    box(visit, said.t("Keep one currency; rows in another one are set aside")).set_value("VND").run()
    press(visit, said.t(STORE))
    assert amounts(place, "shop") == [Decimal((n + 1) * 1000) for n in range(28) if n % 4]
    assert place.version("shop").currency == "VND"
    assert place.version("shop").uploads[0].ledger["set_aside"] == 7


def test_several_currencies_are_converted_at_the_rate_given(place: Workspace) -> None:
    visit = drop(board(PAGE), ("shop.csv", MIXED))
    box(visit, "One USD in VND").input("25.400")
    press(visit, "Convert")
    assert "two ways" in shown(visit)
    box(visit, "One USD in VND").input("25400")
    press(visit, "Convert")
    assert "converted from" in shown(visit)
    press(visit, STORE)
    wanted = [Decimal("12.5") * 25400 if n % 4 == 0 else Decimal((n + 1) * 1000) for n in range(28)]
    assert amounts(place, "shop") == wanted


def test_a_small_rate_is_not_rounded(place: Workspace) -> None:
    big = MIXED.replace(".000₫", ".000.000₫")
    visit = drop(board(PAGE), ("shop.csv", big))
    box(visit, "Into").set_value("USD").run()
    box(visit, "One VND in USD").input("0.00003937")
    press(press(visit, "Convert"), STORE)
    assert amounts(place, "shop")[1] == Decimal("78.74")  # 2 000 000 đồng; at six places it would be 78.00
    assert place.version("shop").currency == "USD"


def word(visit: AppTest, theirs: str) -> Any:
    return next(one for one in visit.selectbox if one.label.replace("\\", "") == f"“{theirs}”")


def test_words_for_events_are_suggested_and_a_choice_counts(place: Workspace) -> None:
    names = ["view_item", "add_to_cart", "purchase", "Lướt"]
    rows = "".join(f"u{n},{names[n % 4]},2026-05-{n % 28 + 1:02d}T08:00:00\n" for n in range(40))
    visit = drop(board(PAGE), ("events.csv", "user_id,event,ts\n" + rows))
    assert [word(visit, name).value for name in names] == ["product_view", "add_to_cart", "purchase", ""]
    word(visit, "Lướt").set_value("visit")
    press(visit, "Apply and read again")
    assert "40 = 40 + 0 + 0 + 0" in shown(visit)
    press(visit, STORE)
    kept = amounts(place, "events", "event", "events")
    assert [kept.count(ours) for ours in ("product_view", "add_to_cart", "purchase", "visit")] == [10] * 4


def test_words_for_a_status_are_suggested_and_can_be_corrected(place: Workspace) -> None:
    names = ["Đang mở", "Thắng", "Hủy"]
    rows = "".join(f"d{n},a{n},2026-04-{n % 28 + 1:02d},{n * 100},{names[n % 3]}\n" for n in range(30))
    visit = drop(board(PAGE), ("deals.csv", "deal_id,account_id,created_at,amount,status\n" + rows))
    assert [word(visit, name).value for name in names] == ["open", "won", "lost"]
    word(visit, "Hủy").set_value("open")
    press(press(visit, "Apply and read again"), STORE)
    kept = amounts(place, "deals", "status", "deals")
    assert [kept.count(ours) for ours in ("open", "won", "lost")] == [20, 10, 0]


def test_google_ads_is_taken_for_one_side_and_stored_as_b2c(place: Workspace) -> None:
    rows = [f"2026-05-{n + 1:02d},Brand,VND,{1000 + n},{50 + n},{9000 + n}\n" for n in range(20)]
    text = "Day,Campaign,Currency code,Impr.,Clicks,Cost\n" + "".join(rows)
    visit = drop(board(PAGE), ("google ads.csv", text))
    side = next((radio for radio in visit.radio if "B2C" in radio.options), None)
    assert side is not None, shown(visit)
    side.set_value(side.options.index("B2C")).run()
    press(visit, STORE)
    name = place.datasets()[0].name
    assert set(amounts(place, name, "side", "marketing")) == {"b2c"}
    assert sum(amounts(place, name, "cost", "marketing")) == sum(9000 + n for n in range(20))


def test_leads_without_a_header_are_asked_about_and_none_is_lost(place: Workspace) -> None:
    rows = [f"L{n},Công ty {n},2026-05-{n % 28 + 1:02d}\n" for n in range(30)]
    visit = drop(board(PAGE), ("leads.csv", "".join(rows)))
    box(visit, "One row of this file is").set_value("leads").run()
    assert "No header line was found" in shown(visit)
    assert STORE not in [b.label for b in visit.button]
    next(radio for radio in visit.radio if "created" in radio.label).set_value(0).run()
    next(pills for pills in visit.pills if "column 1" in pills.options).select("column 1").run()
    press(visit, STORE)
    name = place.datasets()[0].name
    assert amounts(place, name, "lead_id", "leads") == [f"L{n}" for n in range(30)]  # the first line is a lead too


# the mapping as a file


def test_the_mapping_file_given_back_reads_another_export_the_same_way(place: Workspace) -> None:
    odd = ORDERS.replace("order_id,user_id,ts,amount", "a,b,c,d")
    visit = drop(board(PAGE), ("odd.csv", odd))
    given = "table: orders\ncolumns: {order_id: a, user_id: b, ts: c, amount: d}\n"
    visit.file_uploader[-1].set_value([("shop.yaml", given.encode(), "application/yaml")]).run()
    assert "28 = 28 + 0 + 0 + 0" in shown(visit)
    press(visit, STORE)
    kept = parse_mapping(place.version("odd").uploads[0].mapping)
    assert kept.columns == {"order_id": "a", "user_id": "b", "ts": "c", "amount": "d"}


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_a_bad_mapping_file_gives_one_box(place: Workspace, lang: str) -> None:
    visit = drop(board(PAGE, lang=lang), ("shop.csv", ORDERS))
    visit.file_uploader[-1].set_value([("shop.yaml", b"table: ordes\ncolums: 3\n", "application/yaml")]).run()
    assert len(visit.error) == 1, shown(visit)
    assert "ordes" in visit.error[0].value


def test_words_of_our_lists_carry_their_meaning_in_vietnamese() -> None:
    lines = [f"D{n},{'Thắng' if n % 2 else 'Thua'},2026-05-{n + 1:02d},{n}\n" for n in range(20)]
    visit = drop(board(PAGE, lang="vi"), ("deals.csv", "deal_id,status,created_at,amount\n" + "".join(lines)))
    chosen = next(box for box in visit.selectbox if box.label == "“Thua”")
    assert chosen.options[1:] == ["open (đang mở)", "won (thắng)", "lost (thua)"]
    assert "“Thua” thường có nghĩa là lost (thua)" in shown(visit)
