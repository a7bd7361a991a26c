"""The product's own answers and builds, for the benchmark: cubes, raw logs, store."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bench.others import DAYS, Funnels, Kept
from data.dataset import DataSet
from metrics import funnel_cube, retention_cube, store
from metrics.board import Board, open_board
from metrics.evaluate import default_query, scores
from metrics.frame import Frame, open_frame
from metrics.funnel import Funnel, funnel, raw_funnel
from metrics.funnel import default_query as funnel_query
from metrics.result import Period
from metrics.retention import Retention, RetentionQuery, raw_retention, retention


def dataset(log: Path, version: str = "bench") -> DataSet:
    """The log as a data set."""
    return DataSet("bench", version, {"events": (log,)})


def build(log: Path) -> Frame:
    """A fresh frame with everything a person's first screens need: store, funnel and retention cubes."""
    frame = open_frame(dataset(log))
    people = store.open_log(frame, "person")
    people.ensure()
    funnel_cube.ensure_cube(frame, people, "person", funnel_cube.WINDOWS["person"][1])
    retention_cube.ensure_cube(frame, "purchase", "any")
    return frame


def build_board(log: Path) -> Board:
    """A fresh board: persons, sessions, purchases and the scorecard's cubes."""
    return open_board(dataset(log))


def cube_funnel(frame: Frame) -> Funnels:
    """The standard funnel by channel, from its cube, median times included."""
    return _funnels(funnel(frame, replace(funnel_query(frame, "b2c"), by="channel")), "cube")


def log_funnel(frame: Frame) -> Funnels:
    """The same from the log, as a custom funnel is."""
    return _funnels(raw_funnel(frame, replace(funnel_query(frame, "b2c"), by="channel")), "raw")


def _funnels(found: list[Funnel], source: str) -> Funnels:
    assert all(one.source == source for one in found)
    return {str(one.group): [step.entities for step in one.steps] for one in found}


def cube_retention(frame: Frame) -> Kept:
    """Retention of all buyers from its cube."""
    return _kept(frame, retention)


def log_retention(frame: Frame) -> Kept:
    """The same from the log."""
    return _kept(frame, raw_retention)


def _kept(frame: Frame, table: Callable[[Frame, RetentionQuery], Retention]) -> Kept:
    found: Kept = {}
    for mode in ("exact", "on_or_after"):
        query = RetentionQuery(Period(frame.first, frame.last), mode=mode, days=DAYS, cohort="all")
        found |= {(mode, cell.day): cell.retained or 0 for cell in table(frame, query).pooled.cells}
    return found


def next_scorecard(board: Board) -> int:
    """The whole scorecard under the next of the filters a person might click through; the number of KPIs."""
    query = default_query(board)
    filters = [
        *(replace(query, channel=value) for value in board.values("channel")),
        *(replace(query, segment=value) for value in board.values("segment")),
    ]
    chosen = filters[next(_clicks) % len(filters)]
    board._kept.clear()  # a filter nobody asked for yet
    return len(scores(board, chosen))


_clicks = itertools.count()
