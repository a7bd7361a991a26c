"""What can be done with stored data sets on the Datasets page: what it does to the workspace, and what it then says."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from data.store import Workspace
from data.words import Words
from pages.parts import sign_in
from tests.app.datasets_kit import ORDERS, PAGE, STORE, amounts, box, drop, opened, press, shown, stored
from tests.app.kit import board, html


@pytest.fixture
def place(workspace: Path) -> Workspace:
    """The workspace of this test's board."""
    return Workspace(workspace)


# what is stored


def test_erase_for_good_asks_for_the_name_and_leaves_no_bytes(place: Workspace) -> None:
    stored(("shop.csv", ORDERS))
    place.delete("shop")
    visit = board(PAGE)
    erase = next(b for b in visit.button if b.label == "Erase for good")
    assert erase.disabled
    box(visit, "Write its name to confirm").input("sho").run()
    assert next(b for b in visit.button if b.label == "Erase for good").disabled
    box(visit, "Write its name to confirm").input("shop").run()
    press(visit, "Erase for good")
    assert place.datasets() == place.datasets(deleted=True) == []
    assert list(place.raw.iterdir()) == list(place.tables.iterdir()) == []
    assert "Bring back" not in [b.label for b in visit.button]


def test_purge_removes_the_bytes_and_keeps_the_numbers(place: Workspace) -> None:
    stored(("shop.csv", ORDERS + "o29,u1,someday,5\n"))
    assert [file for file in place.tables.iterdir() if b"someday" in file.read_bytes()]
    visit = opened("shop")
    assert next(b for b in visit.button if b.label == "Purge").disabled
    box(visit, "Yes, remove it for good").check().run()
    press(visit, "Purge")
    assert place.raws() == []
    assert not [file for file in place.tables.iterdir() if b"someday" in file.read_bytes()]
    assert len(amounts(place, "shop")) == 28
    assert "Purge" not in [b.label for b in visit.button]
    assert "Rows not used, with reasons" not in [b.label for b in visit.get("download_button")]


def test_a_purge_is_confirmed_for_each_file_anew(place: Workspace) -> None:
    stored(("may.csv", ORDERS), ("june.csv", ORDERS.replace("\no", "\np").replace("-05-", "-06-")))
    (name,) = [info.name for info in place.datasets()]
    visit = opened(name)
    box(visit, "Yes, remove it for good").check().run()
    box(visit, "File").select_index(1).run()
    assert not box(visit, "Yes, remove it for good").value
    assert next(b for b in visit.button if b.label == "Purge").disabled


@pytest.mark.parametrize(
    ("lang", "text"), [("en", "Stored: shop, version 1, 28 rows."), ("vi", "Đã lưu: shop, phiên bản 1, 28 dòng.")]
)
def test_what_was_stored_is_told_once_on_the_board(place: Workspace, lang: str, text: str) -> None:
    visit = drop(board(PAGE, lang=lang), ("shop.csv", ORDERS))
    visit = press(visit, Words(lang).t(STORE))
    assert [one.value.replace("\\", "").replace("\u2060", "") for one in visit.success] == [text]
    assert not visit.run().success


def test_bytes_that_nothing_rests_on_can_be_removed(place: Workspace) -> None:
    visit = press(drop(board(PAGE), ("shop.csv", ORDERS)), "Take back")
    assert len(place.raws(unused=True)) == 1
    press(visit, "Remove its bytes")
    assert place.raws() == []
    assert [one.value.replace("\\", "") for one in visit.success] == ["The bytes of shop.csv were removed."]


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_what_a_reload_left_behind_is_taken_up_again(place: Workspace, lang: str) -> None:
    drop(board(PAGE), ("shop.csv", ORDERS))
    visit = press(board(PAGE, lang=lang), Words(lang).t("Take up again"))
    assert "28 = 28 + 0 + 0 + 0" in shown(visit)
    press(visit, Words(lang).t(STORE))
    assert dict(place.version("shop").rows) == {"orders": 28}


def test_the_zip_holds_the_chosen_version(place: Workspace) -> None:
    stored(("shop.csv", ORDERS))
    stored(("shop.csv", ORDERS.replace("\no", "\np")))
    visit = opened("shop")
    box(visit, "Version to look into").set_value(1).run()
    assert not visit.exception
    assert "version=1" in str([link.proto.query_string for link in visit.get("page_link")])
    from pages.parts.datasets_actions import _zip

    with zipfile.ZipFile(io.BytesIO(_zip(place, "shop", 1)())) as packed:
        names = packed.namelist()
        table = next(name for name in names if name.endswith(".csv"))
        assert packed.read(table).count(b"\n") == 29
        assert any(name.endswith(".parquet") for name in names)
        assert any(name.endswith(".yaml") for name in names)


def test_an_older_version_opens_on_the_board_with_its_own_numbers(place: Workspace) -> None:
    stored(("shop.csv", ORDERS))
    stored(("shop.csv", ORDERS.replace("\no", "\np")))
    assert len(amounts(place, "shop")) == 56
    visit = board(data="shop", version="1")
    assert not visit.exception
    assert box(visit, "Version").value == "1"
    assert html(visit) != html(board(data="shop"))


def test_only_the_owner_shares_and_the_others_then_see_it(place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "asked", lambda: True)
    monkeypatch.setattr(sign_in, "person", lambda: "an@example.com")
    stored(("shop.csv", ORDERS))
    mine, others = Workspace(place.folder, "an@example.com"), Workspace(place.folder, "binh@example.com")
    assert [info.owner for info in mine.datasets()] == ["an@example.com"]
    assert others.datasets() == []
    visit = opened("shop")
    box(visit, "Shared with everybody here").set_value(True).run()
    assert [info.name for info in others.datasets()] == ["shop"]
    box(visit, "Shared with everybody here").set_value(False).run()
    assert others.datasets() == []
    box(visit, "Shared with everybody here").set_value(True).run()
    monkeypatch.setattr(sign_in, "person", lambda: "binh@example.com")
    visit = opened("shop")
    assert "shared" in "".join(fold.label for fold in visit.expander)
    assert "Shared with everybody here" not in [toggle.label for toggle in visit.toggle]


# storing


def test_append_adds_and_replace_takes_the_place(place: Workspace) -> None:
    stored(("shop.csv", ORDERS))
    more = ORDERS.replace("\no", "\np")
    stored(("shop.csv", more))
    assert len(amounts(place, "shop")) == 56
    visit = drop(board(PAGE), ("shop.csv", ORDERS.replace("\no", "\nq")))
    visit.segmented_control[0].set_value("replace").run()
    press(visit, STORE)
    assert len(amounts(place, "shop")) == 28
    assert place.version("shop").mode == "replace"
    assert len(place.versions("shop")) == 3


def test_corrected_rows_merge_and_the_same_file_adds_nothing(place: Workspace) -> None:
    broken = ORDERS.replace("2026-05-03,20", "someday,20")
    stored(("shop.csv", broken))
    assert len(amounts(place, "shop")) == 27
    stored(("corrected.csv", "order_id,user_id,ts,amount\no2,u2,2026-05-03,20\n"))
    assert sorted(amounts(place, "shop")) == [Decimal(n * 10) for n in range(28)]
    again = stored(("shop.csv", broken))
    assert "Nothing new" in shown(again)
    assert len(place.versions("shop")) == 2


def test_tables_that_do_not_fit_each_other_are_told_before_storing(place: Workspace) -> None:
    deals = "deal_id,account_id,created_at,amount,status\n" + "".join(
        f"d{n},a{n},2026-04-{n + 1:02d},{n * 100},open\n" for n in range(20)
    )
    changes = "deal_id,stage,entered_at\n" + "".join(f"z{n},sql,2026-04-{n + 1:02d}\n" for n in range(20))
    visit = drop(board(PAGE), ("deals.csv", deals), ("stage_changes.csv", changes))
    assert "Beside the other data" in shown(visit)
    assert any("deal_id" in warning.value.replace("\\", "") for warning in visit.warning)
    assert STORE in [b.label for b in visit.button]  # a warning: they may still be stored
    visit = drop(board(PAGE), ("deals.csv", deals), ("stage_changes.csv", changes.replace("\nz", "\nd")))
    assert "Beside the other data" not in shown(visit)


def test_files_in_two_currencies_cannot_be_stored_together_or_one_after_the_other(place: Workspace) -> None:
    dong = ORDERS.replace("0\n", "0 VND\n")
    dollars = ORDERS.replace("\no", "\np").replace("0\n", "0 USD\n")
    visit = drop(board(PAGE), ("shop.csv", dong), ("abroad.csv", dollars))
    assert len(visit.error) == 1
    assert STORE not in [b.label for b in visit.button]
    stored(("shop.csv", dong))
    visit = press(drop(board(PAGE), ("shop.csv", dollars)), STORE)
    assert len(visit.error) == 1, shown(visit)
    assert "USD" in visit.error[0].value
    assert len(amounts(place, "shop")) == 28
