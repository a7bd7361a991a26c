"""Two processes on one workspace: whatever one does, the other may erase or clean up at any moment of it."""

from __future__ import annotations

import os
import pathlib
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

from data import cleaning, commit, files, kept, packing, publishing, store
from data.dataset import DataSet
from data.errors import StoreError
from data.store import Workspace
from metrics import cube
from metrics.frame import Frame
from tests.unit.moments import Moment, moments
from tests.unit.store_kit import staged
from tests.unit.test_store_erase import DEALS, build, left

PATIENCE_S = 0.01  # who waits for a lock that the halted process holds would wait in vain
NONE: frozenset[str] = frozenset()
LIBRARY = (pathlib, shutil)
FEWEST = 10  # moments; fewer would mean that nothing was halted

Act = Callable[[], object]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace to be copied for every moment."""
    for module in ("data.cleaning", "data.store", "data.catalog_db"):
        monkeypatch.setattr(f"{module}.PATIENCE_S", PATIENCE_S)
    return Workspace(tmp_path / "workspace")


def stored(workspace: Workspace, name: str = "crm", status: str = "open") -> DataSet:
    workspace.publish(name, [staged(workspace, "deals", DEALS.replace("open", status))])
    return workspace.open(name)


def frame(dataset: DataSet) -> Frame:
    """Just enough of one for a cube to be kept."""
    day = datetime(2026, 5, 1)
    return Frame(dataset, duckdb.connect(), day, day.date(), NONE, NONE, NONE, NONE, dataset.cubes)


def at_every_moment(
    place: Workspace, *watched: ModuleType
) -> Iterator[tuple[Workspace, Workspace, Callable[[Act], Moment]]]:
    """A copy of `place` as two processes see it, and what halts the first for the second, moment after moment."""
    number = 0
    for number, moment in enumerate(moments(watched)):
        folder = place.folder.with_name(f"copy-{number}")
        shutil.copytree(place.folder, folder)
        yield Workspace(folder), Workspace(folder), moment
        shutil.rmtree(folder)
    assert number > FEWEST


def allowing(title: str, act: Act) -> Act:
    """Do it; an error of that title is all that may come of it."""

    def acting() -> None:
        try:
            act()
        except StoreError as error:
            if error.title != title:
                raise

    return acting


def erasing(workspace: Workspace, name: str = "crm") -> Act:
    """Erase it, unless the halted process holds what is needed for that."""
    return allowing("Workspace busy", lambda: workspace.erase(name))


@pytest.mark.parametrize("kept_before", [False, True], ids=["built", "taken from what is kept"])
def test_a_cube_is_there_whenever_its_data_set_is_erased(place: Workspace, kept_before: bool) -> None:
    dataset = stored(place)
    if kept_before:
        build(frame(dataset), "one")
    for mine, theirs, moment in at_every_moment(place, cube, kept, files, *LIBRARY):
        asked = frame(mine.open("crm"))
        with moment(erasing(theirs)) as now:
            build(asked, "one")
        assert asked.cursor().execute("select count(*) from one").fetchone() == (20,), now.where
        assert left(mine) == [] or not now.where, now.where


def test_a_data_set_erased_while_it_is_opened_opens_or_is_said_to_be_gone(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "MANY", 1)
    stored(place)
    stored(place, status="won")
    shutil.rmtree(place.cubes)
    for mine, theirs, moment in at_every_moment(place, store, cleaning, files, packing, kept, *LIBRARY):
        with moment(erasing(theirs)) as now:
            allowing("No such data set", lambda mine=mine: mine.open("crm"))()
        mine.sweep()
        assert left(mine) == [] or not now.where, now.where


def test_cleaning_up_beside_an_erasure_ends_quietly(place: Workspace) -> None:
    build(frame(stored(place)), "one")
    old = time.time() - cleaning.UNUSED_S - 60
    for path in left(place):
        os.utime(path, (old, old))
    for mine, theirs, moment in at_every_moment(place, cleaning, files, *LIBRARY):
        with moment(erasing(theirs)) as now:
            mine.sweep()
        assert [left(mine), mine.verify()] == [[], []], now.where


def test_erasing_beside_an_erasure_removes_both(place: Workspace) -> None:
    for name in ("crm", "shop"):
        build(frame(stored(place, name, name)), "one")
    for mine, theirs, moment in at_every_moment(place, cleaning, files, *LIBRARY):
        with moment(erasing(theirs, "shop")) as now:
            mine.erase("crm")
        for info in mine.datasets():  # where the other found the workspace busy
            mine.erase(info.name)
        mine.sweep()
        assert [left(mine), list(mine.raw.iterdir()), list(mine.tables.iterdir())] == [[], [], []], now.where


def test_storing_beside_an_erasure_stores_all_or_says_why(place: Workspace) -> None:
    stored(place)
    for mine, theirs, moment in at_every_moment(place, publishing):
        upload = staged(mine, "deals", DEALS.replace("open", "won"))
        with moment(erasing(theirs)) as now:
            allowing("Data set changed meanwhile", lambda mine=mine, upload=upload: mine.publish("crm", [upload]))()
        assert mine.verify() == [], now.where
        for info in mine.datasets():
            assert mine.open(info.name).files["deals"], now.where


def test_nothing_that_is_being_stored_is_swept(place: Workspace) -> None:
    for mine, theirs, moment in at_every_moment(place, commit, files):
        upload = staged(mine, "deals", DEALS)
        with moment(lambda theirs=theirs: cleaning.sweep(theirs, PATIENCE_S)) as now:
            mine.publish("crm", [upload])
        assert mine.verify() == [], now.where
        assert mine.open("crm").files["deals"], now.where
