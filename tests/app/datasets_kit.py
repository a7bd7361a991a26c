"""The Datasets page for its tests: files dropped, buttons pressed, what is stored and what is said."""

from __future__ import annotations

from typing import Any

import pyarrow.parquet as pq
from streamlit.testing.v1 import AppTest

from data.store import Workspace
from tests.app.kit import board, words

PAGE = "data/datasets.py"
STORE = "Store and see it on the board"
ORDERS = "order_id,user_id,ts,amount\n" + "".join(f"o{n},u{n % 7},2026-05-{n + 1:02d},{n * 10}\n" for n in range(28))


def drop(visit: AppTest, *files: tuple[str, str | bytes]) -> AppTest:
    sent = [(name, text.encode() if isinstance(text, str) else text, "text/csv") for name, text in files]
    visit.file_uploader[0].set_value(sent).run()
    assert not visit.exception
    return visit


def press(visit: AppTest, label: str) -> AppTest:
    next(button for button in visit.button if button.label == label).click().run()
    assert not visit.exception
    return visit


def stored(*files: tuple[str, str | bytes]) -> AppTest:
    return press(drop(board(PAGE), *files), STORE)


def opened(name: str, **params: str) -> AppTest:
    visit = board(PAGE, **params)
    visit.session_state[f"set-{name}"] = True
    return visit.run()


def shown(visit: AppTest) -> str:
    assert not visit.exception
    return words(visit).replace("\\", "")


def box(visit: AppTest, label: str) -> Any:
    found = [*visit.selectbox, *visit.text_input, *visit.checkbox, *visit.toggle, *visit.radio]
    return next(one for one in found if one.label == label)


def amounts(place: Workspace, name: str, column: str = "amount", table: str = "orders") -> list[Any]:
    return [v for file in place.open(name).files[table] for v in pq.read_table(file)[column].to_pylist()]
