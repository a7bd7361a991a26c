"""The product's own answers and builds, for the benchmark: cubes, raw logs, store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bench.others import DAYS, Funnels, Kept
from data.dataset import DataSet
from metrics import funnel_cube, retention_cube, store
from metrics.board import Board, open_board
from metrics.evaluate import Query, default_query, scores
from metrics.frame import Frame
from metrics.funnel import Funnel, FunnelQuery, funnel, raw_funnel
from metrics.funnel import default_query as funnel_query
from metrics.result import Period
from metrics.retention import Retention, RetentionQuery, raw_retention, retention


def dataset(log: Path, version: str = "bench") -> DataSet:
    """The log as a data set."""
    return DataSet("bench", version, {"events": (log,)})


def build(log: Path) -> Board:
    """A fresh board with everything its first screens need: scorecard cubes, store, funnel and retention cubes.

    One funnel is asked for, so that the median times lie in memory as they do from the second question on.
    """
    board = open_board(dataset(log))
    people = store.open_log(board.frame, "person")
    funnel_cube.ensure_cube(board.frame, people, "person", funnel_cube.WINDOWS["person"][1])
    retention_cube.ensure_cube(board.frame, "purchase", "any")
    cube_funnel(board)
    return board


def cube_funnel(board: Board) -> Funnels:
    """The standard funnel by channel, from its cube, median times included."""
    return _funnels(funnel(board.frame, replace(funnel_query(board.frame, "b2c"), by="channel")), "cube")


def log_funnel(board: Board) -> Funnels:
    """The same from the log, as a custom funnel is."""
    return _funnels(raw_funnel(board.frame, replace(funnel_query(board.frame, "b2c"), by="channel")), "raw")


def cube_times(board: Board) -> list[object]:
    """All figures of the funnel from its cube, medians and open ones too, without and with a split."""
    return _whole(board, funnel)


def log_times(board: Board) -> list[object]:
    """The same from the log."""
    return _whole(board, raw_funnel)


def _whole(board: Board, ask: Callable[[Frame, FunnelQuery], list[Funnel]]) -> list[object]:
    query = funnel_query(board.frame, "b2c")
    return [(one.group, one.steps) for by in (None, "channel") for one in ask(board.frame, replace(query, by=by))]


def _funnels(found: list[Funnel], source: str) -> Funnels:
    assert all(one.source == source for one in found)
    return {str(one.group): [step.entities for step in one.steps] for one in found}


def cube_retention(board: Board) -> Kept:
    """Retention of all buyers from its cube."""
    return _kept(board.frame, retention)


def log_retention(board: Board) -> Kept:
    """The same from the log."""
    return _kept(board.frame, raw_retention)


def _kept(frame: Frame, table: Callable[[Frame, RetentionQuery], Retention]) -> Kept:
    found: Kept = {}
    for mode in ("exact", "on_or_after"):
        query = RetentionQuery(Period(frame.first, frame.last), mode=mode, days=DAYS, cohort="all")
        found |= {(mode, cell.day): cell.retained or 0 for cell in table(frame, query).pooled.cells}
    return found


def filters(board: Board) -> list[Query]:
    """What a person might click through: every channel, every segment, other weeks."""
    query = default_query(board)
    by_channel = [replace(query, channel=value) for value in board.values("channel")]
    return [*by_channel, *(replace(query, segment=value) for value in board.values("segment"))]


def scorecard(board: Board, query: Query) -> int:
    """The whole scorecard under a filter nobody asked for yet; the number of KPIs."""
    board._kept.clear()
    return len(scores(board, query))
