"""An upload is read the short way too: what the child is given lies in the one folder the database may read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from data import ingest, worker
from data.store import Workspace

EVENTS = ("visit", "product_view", "add_to_cart", "purchase")
COUNT = 30_000  # smaller files are read the careful way
ROWS = "".join(
    f"u{n * 7919 % 1000003},2026-05-{n % 28 + 1:02d} 10:00:{n % 60:02d},{EVENTS[n % 4]}\n" for n in range(COUNT)
)


@pytest.mark.parametrize("linked", [True, False])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_an_upload_takes_the_short_way(
    mark: str, linked: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where files cannot be linked (another device), and with a byte order mark."""

    def refused(*_: Any) -> None:
        raise OSError("Invalid cross-device link")

    if not linked:
        monkeypatch.setattr(worker.os, "link", refused)
    (tmp_path / "log.csv").write_text(mark + "user_id,ts,event\n" + ROWS, encoding="utf-8")
    raw = Workspace(tmp_path / "workspace").raw_put(tmp_path / "log.csv")
    folder = tmp_path / "work"
    folder.mkdir()
    taken: list[Any] = []
    short = ingest.swift

    def watched(*given: Any) -> Any:
        taken.append(short(*given))
        return taken[-1]

    monkeypatch.setattr(ingest, "swift", watched)
    path = worker._named(worker.Job(raw.path, raw.name, folder))
    found = ingest.ingest(path, folder, "events")
    assert (found.file, found.used) == ("log.csv", COUNT)
    assert [bool(way) for way in taken] == [True]
