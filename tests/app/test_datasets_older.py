"""An older version on the board says so on every page, and one click leads back to the newest."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.store import Workspace
from data.words import Words
from tests.app.datasets_kit import ORDERS, shown, stored
from tests.app.kit import board

TEXT = "You are looking at version {n} of {name}, as it was stored then. The newest is version {newest}."


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_banner_and_the_way_back(workspace: Path, lang: str) -> None:
    stored(("shop.csv", ORDERS))
    stored(("shop.csv", ORDERS.replace("\no", "\np")))
    assert [version.number for version in Workspace(workspace).versions("shop")] == [2, 1]
    said = Words(lang)
    text = said.t(TEXT, n="1", name="shop", newest=2)
    for page in ("review/scorecard.py", "b2c/retention.py"):
        assert text in shown(board(page, data="shop", version="1", lang=lang))
        assert text not in shown(board(page, data="shop", lang=lang))
        assert text not in shown(board(page, data="shop", version="2", lang=lang))
    visit = board("b2c/retention.py", data="shop", version="1", lang=lang)
    next(b for b in visit.button if b.label == said.t("Open the newest version")).click().run()
    assert "version" not in visit.query_params
    assert text not in shown(visit)
