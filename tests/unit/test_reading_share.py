"""The share of a file that has been read only grows, and is told on the short way and on the careful one."""

from __future__ import annotations

import pytest

from data import ingest as reading
from data.read import bulk, share, text
from tests.unit.reading_kit import orders, read
from tests.unit.reading_kit import text as csv_text


@pytest.mark.parametrize("careful", [False, True])
def test_shares_grow(careful: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[float] = []
    monkeypatch.setattr(share, "_listeners", [told.append])
    monkeypatch.setattr(share, "_told", [0.0])
    monkeypatch.setattr(text, "TELL_EVERY", 10)
    if careful:
        monkeypatch.setattr(reading, "swift", lambda *_: None)
    else:
        monkeypatch.setattr(bulk, "WORTH_IT", 0)
    read(csv_text(orders(500)))
    assert told == sorted(set(told))
    assert all(0 < one <= 1 for one in told)
    assert (len(told) > 5) if careful else told[-1] == 0.85


def test_nobody_listens_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(share, "_told", [0.0])
    share.done(0.5)
    assert share._told == [0.0]
