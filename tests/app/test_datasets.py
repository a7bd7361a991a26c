"""The Datasets page from app.py, without a browser: empty, with files of every kind, stored, compared, deleted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.store import Workspace
from data.words import Words
from tests.app.kit import board, html, words

PAGE = "data/datasets.py"
ORDERS = "order_id,user_id,ts,amount\n" + "".join(f"o{n},u{n % 7},2026-05-{n + 1:02d},{n * 10}\n" for n in range(28))
AMBIGUOUS = "order_id,user_id,ts,amount\n" + "".join(f"o{n},u{n},{n % 12 + 1:02d}/03/2026,5\n" for n in range(12))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """The workspace of this test's board."""
    monkeypatch.setenv("TWO_FUNNELS_WORKSPACE", str(tmp_path / "workspace"))
    return Workspace()


def drop(visit: AppTest, name: str, text: str | bytes) -> AppTest:
    """A file dropped on the page, read, and the page at rest."""
    content = text.encode() if isinstance(text, str) else text
    visit.file_uploader[0].set_value([(name, content, "text/csv")]).run()
    return visit


def press(visit: AppTest, label: str) -> AppTest:
    """The first button of that label, pressed."""
    return next(button for button in visit.button if button.label == label).click().run()


def shown(visit: AppTest) -> str:
    assert not visit.exception
    return words(visit)


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_without_data(place: Workspace, lang: str) -> None:
    visit = board(PAGE, lang=lang)
    text, said = shown(visit), Words(lang)
    assert said.t("Nothing is stored yet. The demo data set is always there.") in text
    labels = [button.label for button in visit.get("download_button")]
    assert len(labels) == 10
    assert said.t("Template: {table}", table="orders.csv") in labels


def test_a_file_that_explains_itself_is_reconciled_before_it_is_stored(place: Workspace) -> None:
    visit = drop(board(PAGE), "shop.csv", ORDERS + "o29,u1,someday,5\n")
    text = shown(visit)
    assert "29 \\= 28 \\+ 0 \\+ 1 \\+ 0" in text  # one row is rejected
    assert "3,780" in html(visit)  # the money of the 28 used rows
    assert place.datasets() == []


def test_stored_and_opened(place: Workspace) -> None:
    visit = press(drop(board(PAGE), "shop.csv", ORDERS), "Store and see it on the board")
    assert not visit.exception
    stored = place.version("shop")
    assert dict(stored.rows) == {"orders": 28}
    assert visit.query_params["data"] in ("shop", ["shop"])


def test_the_same_file_adds_nothing_and_says_so(place: Workspace) -> None:
    press(drop(board(PAGE), "shop.csv", ORDERS), "Store and see it on the board")
    again = press(drop(board(PAGE), "shop.csv", ORDERS), "Store and see it on the board")
    assert "Nothing new" in shown(again)
    assert len(place.versions("shop")) == 1


def test_an_ambiguous_date_is_asked_and_the_answer_counts(place: Workspace) -> None:
    visit = drop(board(PAGE), "orders.csv", AMBIGUOUS)
    question = visit.radio[0]
    assert question.value is None
    assert not [button for button in visit.button if button.label.startswith("Store and")]
    question.set_value(1).run()
    press(visit, "Store and see it on the board")
    mapping = place.version("orders").uploads[0].mapping
    assert "mdy" in mapping
    ledger = place.version("orders").uploads[0].ledger
    assert (ledger["first"], ledger["last"]) == ("2026-01-03", "2026-12-03")  # month first, not day first


def test_the_answer_is_remembered_for_the_same_columns(place: Workspace) -> None:
    visit = drop(board(PAGE), "orders.csv", AMBIGUOUS)
    visit.radio[0].set_value(1).run()
    press(visit, "Store and see it on the board")
    again = drop(board(PAGE), "next.csv", AMBIGUOUS.replace("\no", "\np"))
    assert not again.radio
    again = drop(board(PAGE), "next.csv", AMBIGUOUS.replace(",5\n", ",6\n"))
    assert not again.radio
    assert "Read as the last file with these columns was" in shown(again)
    press(again, "Store and see it on the board")
    assert len(place.versions("orders")) == 2  # it went where the last one went


def test_what_is_lacking_is_asked(place: Workspace) -> None:
    visit = drop(board(PAGE), "orders.csv", ORDERS.replace("user_id", "zzz"))
    assert "it lacks" in shown(visit)
    visit.pills[0].select("zzz").run()
    assert "28 \\= 28 \\+ 0 \\+ 0 \\+ 0" in shown(visit)
    press(visit, "Store and see it on the board")
    assert "user_id: zzz" in place.version("orders").uploads[0].mapping


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_a_file_that_is_no_table_gives_one_box(place: Workspace, lang: str) -> None:
    visit = drop(board(PAGE, lang=lang), "report.csv", b"%PDF-1.7 nothing here")
    assert not visit.exception
    assert len(visit.error) == 1
    assert Words(lang).t("Not a table") in visit.error[0].value.replace("\\", "")
    assert place.datasets() == []


def test_delete_asks_twice_and_can_be_undone(place: Workspace) -> None:
    press(drop(board(PAGE), "shop.csv", ORDERS), "Store and see it on the board")
    visit = board(PAGE)
    visit.session_state["set-shop"] = True
    visit.run()
    labels = [button.label for button in visit.button]
    assert "Delete shop" in labels
    delete = next(button for button in visit.button if button.label == "Delete shop")
    assert delete.disabled
    next(box for box in visit.checkbox if box.label == "Yes, delete all its versions").check().run()
    press(visit, "Delete shop")
    assert place.datasets() == []
    press(visit, "Bring back")
    assert [info.name for info in place.datasets()] == ["shop"]


def test_session_holds_no_classes_of_ours(place: Workspace) -> None:
    visit = drop(board(PAGE), "shop.csv", ORDERS)
    for item in visit.session_state["upload-items"]:
        assert all(isinstance(value, str | int | bool | bytes | list | None) for value in item.values())
        json.dumps({key: value for key, value in item.items() if not isinstance(value, bytes)})


def test_data_sets_of_one_content_keep_their_names(workspace: Path) -> None:
    place, file = Workspace(workspace), workspace.with_name("orders.csv")
    file.write_text(ORDERS, encoding="utf-8")
    for name in ("first", "second"):
        place.publish(name, [place.prepare(place.raw_put(file), "orders")])
        assert board(data=name, lang="en").caption[0].value.startswith(f"{name} · ")
    assert place.open("first").version == place.open("second").version
