"""Caches and open data sets, shared by all visits of this process: keyed by opaque versions and strings only."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

import streamlit as st

from data.dataset import DataSet
from data.errors import SourceError, did_you_mean
from data.sample import demo_dataset
from data.store import Workspace
from metrics.benchmarks import Benchmarks, load_benchmarks
from metrics.board import Board, open_board
from pages.parts import sign_in

DEMO = "demo"
T = TypeVar("T")
MAX_DIGESTS = 32
LONGEST = 60  # characters of a name that is none, out of a link
_digests: dict[int, tuple[Benchmarks, str]] = {}  # the object is kept with its digest, so that no id is used twice


def workspace() -> Workspace | None:
    """The workspace as this visit's person sees it, if something was ever stored in it; `own_workspace` makes it."""
    return Workspace.existing(person=sign_in.person())


def own_workspace() -> Workspace:
    """The workspace for someone about to store something: made where there is none."""
    return Workspace(person=sign_in.person())


def names() -> list[str]:
    """The data sets one can open here, the demo first."""
    place = workspace()
    return [DEMO, *(info.name for info in place.datasets())] if place else [DEMO]


def versions(name: str) -> list[int]:
    """The versions of data set `name`, newest first; none for the demo and for names unknown here."""
    place = workspace()
    if name == DEMO or place is None or name not in names():
        return []
    return sorted((version.number for version in place.versions(name)), reverse=True)


def dataset(name: str, version: str = "") -> DataSet:
    """Data set `name`, its newest version or the one asked for. FunnelError when there is none."""
    if name == DEMO:
        return demo()
    place = workspace()
    known = names()
    if place is None or name.casefold() not in {one.casefold() for one in known}:
        short = name if len(name) <= LONGEST else f"{name[:LONGEST]}…"
        raise SourceError("No such data set", f"“{short}” is not in this workspace{did_you_mean(name, known)}")
    return place.open(name, int(version) if version else None)


def board(opened: DataSet, as_of: date | None = None) -> Board:
    """The board on `opened` as it was on `as_of` (default: its end); opened once, used by every visit.

    Data sets of other names may hold the very same content; each has a board that says its own name.
    """
    place = workspace()
    team = place.benchmarks if place and place.benchmarks.exists() else None
    changed = f"{team}{team.stat().st_mtime_ns}" if team else ""
    key = f"{opened.version}\x1f{opened.name}"
    return _board(key, as_of.isoformat() if as_of else "", changed, opened, as_of, team)


def kept(key: tuple[str, ...], compute: Callable[[], T]) -> T:
    """What `compute` gives, remembered under `key` (version, as-of, filters, what). Nobody may change it afterwards."""
    return _kept("\x1f".join(key), compute)


def bands(board: Board) -> str:
    """What tells the benchmarks of `board` from others, for cache keys: a team's new target gives new grades."""
    found = _digests.get(id(board.benchmarks))
    if found is None or found[0] is not board.benchmarks:
        if len(_digests) >= MAX_DIGESTS:
            _digests.clear()
        found = (board.benchmarks, hashlib.sha256(repr(board.benchmarks).encode()).hexdigest())
        _digests[id(board.benchmarks)] = found
    return found[1]


@st.cache_resource(max_entries=1, show_spinner=False)
def demo() -> DataSet:
    """The demo data set; made once per process."""
    return demo_dataset()


@st.cache_resource(max_entries=8, show_spinner=False)
def _board(key: str, day: str, bands: str, _opened: DataSet, _as_of: date | None, _team: Path | None) -> Board:
    return open_board(_opened, _as_of, load_benchmarks(team=_team))


@st.cache_resource(max_entries=512, show_spinner=False)
def _kept(key: str, _compute: Callable[[], T]) -> T:
    return _compute()
