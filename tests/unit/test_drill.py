"""An opened number: the rows listed are those it rests on, and the SQL shown computes it."""

from __future__ import annotations

import pytest

from data.sample import demo_dataset
from metrics import drill
from metrics.board import Board, open_board
from metrics.catalog import BY_KEY, KPIS
from metrics.evaluate import Query, default_query, score
from metrics.facts import ensure_fact

RATIOS = [(kpi.key, kpi.side) for kpi in KPIS if kpi.kind == "ratio"]
MEDIANS = [(kpi.key, kpi.side) for kpi in KPIS if kpi.kind == "median"]
SUMS = {"ctr", "mql_rate", "email_open_rate", "crm_fields_filled"}  # their denominators add up more than one a row


@pytest.fixture(scope="module")
def board() -> Board:
    """The demo, with the facts that the shown statements read."""
    opened = open_board(demo_dataset())
    for fact in ("sessions", "people", "purchases"):
        ensure_fact(opened.frame, opened.benchmarks, fact)
    return opened


@pytest.fixture(scope="module")
def query(board: Board) -> Query:
    """The last week, in which young entries stand beside mature ones."""
    return default_query(board)


def shown(board: Board, query: Query, key: str, side: str) -> tuple:
    """What the statement on screen gives for the score's period."""
    found = score(board, query, key, side)
    statement = drill.sql(board, BY_KEY[key, side])
    days = {"first": found.period.first, "last": found.period.last}
    return tuple(float(x or 0) for x in board.frame.cursor().execute(statement, days).fetchone() or ())


@pytest.mark.parametrize(("key", "side"), RATIOS)
def test_the_shown_sql_gives_numerator_and_denominator(board: Board, query: Query, key: str, side: str) -> None:
    found = score(board, query, key, side)
    assert shown(board, query, key, side) == (float(found.numerator or 0), float(found.denominator or 0))


@pytest.mark.parametrize(("key", "side"), MEDIANS)
def test_the_shown_sql_gives_median_and_n(board: Board, query: Query, key: str, side: str) -> None:
    found = score(board, query, key, side)
    assert shown(board, query, key, side) == (pytest.approx(found.value or 0), found.n)


@pytest.mark.parametrize(("key", "side"), [kpi for kpi in RATIOS + MEDIANS if kpi[0] not in SUMS])
def test_as_many_rows_as_the_figure_rests_on(board: Board, query: Query, key: str, side: str) -> None:
    kpi, found = BY_KEY[key, side], score(board, query, key, side)
    listed = drill.rows(board, found, kpi, limit=5)
    assert len(listed.rows) == min(5, listed.total)
    if kpi.count != "money":
        assert listed.total == (found.n if kpi.kind == "median" else found.denominator)
