"""Rows not used, downloaded from the Datasets page, corrected and dropped again: every one of them arrives."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest

from data.rejects import in_words
from data.store import Workspace
from data.words import Words
from tests.app.datasets_kit import PAGE, STORE, amounts, box, drop, press, shown, stored
from tests.app.kit import board

CELLS = [f"o{n};u{n % 7};{n % 12 + 1:02d}/03/2026;{n + 1},50" for n in range(24)]
BROKEN = [row.replace("04/03/2026", "someday") for row in CELLS] + ["=1+2;u1;05/03/2026;", ";u5;05/03/2026;9,50"]
SHOP = "order_id;user_id;order date;amount\n" + "\n".join(BROKEN) + "\n"


@pytest.fixture
def place(workspace: Path) -> Workspace:
    """The workspace of this test's board."""
    return Workspace(workspace)


def rejects(place: Workspace, lang: str = "en") -> list[dict[str, str]]:
    path = place.version("shop").uploads[0].rejects
    assert path is not None
    return [*csv.DictReader(io.StringIO(in_words(path, Words(lang)).decode("utf-8-sig")))]


def corrected(rows: list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    for row in rows:
        writer.writerow({**row, "order date": row["order date"].replace("someday", "04/03/2026")})
    return out.getvalue()


def test_the_corrected_rows_go_where_the_first_file_went_and_are_read_like_it(place: Workspace) -> None:
    visit = drop(board(PAGE), ("shop.csv", SHOP))
    visit.radio[0].set_value(1).run()  # month first
    press(visit, STORE)
    used = len(amounts(place, "shop"))
    rows = rejects(place)
    again = drop(board(PAGE), ("shop.not-used.csv", corrected(rows)))
    assert not again.radio  # month first holds for them too
    assert box(again, "Data set").value == "shop"
    assert "fewer" not in shown(again)
    press(again, STORE)
    assert [info.name for info in place.datasets()] == ["shop"]
    assert place.version("shop").number == 2
    fixed = [row for row in rows if row["order date"] == "someday"]
    assert len(fixed) == 2
    assert len(amounts(place, "shop")) >= used + 2
    kept = dict(zip(amounts(place, "shop", "order_id"), amounts(place, "shop"), strict=True))
    assert (kept["o3"], kept["o15"]) == (Decimal("4.50"), Decimal("16.50"))
    days = dict(zip(amounts(place, "shop", "order_id"), amounts(place, "shop", "ts"), strict=True))
    assert str(days["o3"])[:10] == "2026-04-03"  # month first, as in the first file


def test_the_reasons_are_in_the_language_and_the_head_stays(place: Workspace) -> None:
    visit = drop(board(PAGE), ("shop.csv", SHOP))
    visit.radio[0].set_value(1).run()
    press(visit, STORE)
    english, vietnamese = rejects(place), rejects(place, "vi")
    assert english[0]["reason"] == "expected a date or a date with a time"
    assert vietnamese[0]["reason"] == "cần ngày hoặc ngày kèm giờ"
    strip = [{name: cell for name, cell in row.items() if name != "reason"} for row in vietnamese]
    assert strip == [{name: cell for name, cell in row.items() if name != "reason"} for row in english]


def test_a_formula_given_an_apostrophe_comes_back_as_it_was(place: Workspace) -> None:
    text = "order_id,user_id,ts,amount\n" + "".join(f"o{n},u{n},2026-05-{n + 1:02d},{n}\n" for n in range(20))
    stored(("shop.csv", text + "=A1,u1,someday,7\n@B2,u2,2026-05-09,8\n"))
    (row,) = rejects(place)
    assert row["order_id"] == "'=A1"
    row["ts"] = "2026-05-10"
    stored(("fixed.csv", ",".join(row) + "\n" + ",".join(row.values()) + "\n"))
    ids = amounts(place, "shop", "order_id")
    assert "=A1" in ids
    assert "'=A1" not in ids
    assert "@B2" in ids
