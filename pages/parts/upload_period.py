"""The period a new data set opens with: the shortest one in which its board has a colour at all."""

from __future__ import annotations

from dataclasses import replace

from data.dataset import DataSet
from metrics.evaluate import Query, scores
from metrics.result import Grade
from metrics.window import resolve
from pages.parts import session
from pages.parts.filters import Filters

TRIED = ("week", "4w", "qtd", "range")


def first_coloured(opened: DataSet, view: Filters) -> Filters:
    """`view` with the first period that colours something; the last week where none does."""
    board = session.board(opened)
    for name in TRIED:
        first, last = (board.frame.first, board.frame.last) if name == "range" else (None, None)
        code = None if name == "range" else name
        period = resolve(board.frame.last, board.frame.first, code, first, last)
        if any(_coloured(one.grade) for one in scores(board, Query(period, name=code))):
            return replace(view, period=name, first=first, last=last)
    return replace(view, period="week", first=None, last=None)


def _coloured(grade: Grade) -> bool:
    return grade.status in ("green", "amber", "red")
