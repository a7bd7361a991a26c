"""KPIs of the scorecard that no ratio of two sums expresses: payback, lifetime value, coverage, velocity."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from metrics import values
from metrics.catalog import Kpi
from metrics.margin import margins_of
from metrics.pipeline import Slice, coverage_value
from metrics.result import GREEN, NO_DATA, Note, Period
from metrics.series import Series
from metrics.values import Value
from metrics.window import quarter

if TYPE_CHECKING:
    from metrics.board import Board
    from metrics.evaluate import Query


def _payback(board: Board, series: Series, query: Query, kpi: Kpi, period: Period) -> Value:
    margins = margins_of(board.frame, period, query.channel, query.segment)
    cost, buyers = series.line("cost_b2c").over(period), series.line("buyers").over(period)
    margin = board.benchmarks.gross_margin("b2c")
    return values.payback(margins, cost, margin, period, board.frame.last, int(buyers))


def _ltv_b2c(board: Board, series: Series, query: Query, kpi: Kpi, period: Period) -> Value:
    return values.ltv_b2c(kpi, series, period, board.benchmarks.gross_margin("b2c"))


def _ltv_b2b(board: Board, series: Series, query: Query, kpi: Kpi, period: Period) -> Value:
    return values.ltv_b2b(kpi, series, period, board.benchmarks.gross_margin("b2b"))


def _ltv_cac_b2c(board: Board, series: Series, query: Query, kpi: Kpi, period: Period) -> Value:
    return values.per_cost(_ltv_b2c(board, series, query, kpi, period), series, period, "cost_b2c", "buyers")


def _ltv_cac_b2b(board: Board, series: Series, query: Query, kpi: Kpi, period: Period) -> Value:
    return values.per_cost(_ltv_b2b(board, series, query, kpi, period), series, period, "cost_b2b", "signed")


def _coverage(board: Board, series: Series, query: Query, kpi: Kpi, period: Period) -> Value:
    """Open for the quarter of the period's end ÷ what is left of its target (K3); as the pipeline stands at `as_of`."""
    days = quarter(period.last)
    found = coverage_value(board.frame, days, Slice(query.channel, query.segment))
    count = found.n
    if found.target is None:
        return Value(days, numerator=found.open, n=count, notes=found.notes, status=NO_DATA)
    if found.partial:
        return Value(days, found.coverage, found.open, found.to_go, count, notes=found.notes, status=NO_DATA)
    if found.met:
        return Value(days, None, found.open, found.to_go, count, notes=found.notes, status=GREEN)
    return Value(days, found.coverage, found.open, found.to_go, count, notes=found.notes)


def _velocity(board: Board, series: Series, query: Query, kpi: Kpi, period: Period) -> Value:
    """Open deals × win rate × average amount won ÷ cycle days, in money per day."""
    deals = series.line("open_now").until(board.frame.last)
    won, closed, with_amount = (series.line(name).over(period) for name in ("won", "closed", "won_with_amount"))
    cycle = values.weighted_median(series.sample("cycle_days", period))
    if not closed or not with_amount or not cycle or cycle <= 0:
        return Value(period, n=int(closed), status=NO_DATA, notes=(Note("no_closed", "no deal won in these days"),))
    average = Fraction(Decimal(series.line("won_amount").over(period))) / Fraction(int(with_amount))
    expected = float(Fraction(int(deals)) * Fraction(int(won), int(closed)) * average)
    return Value(period, expected / cycle, expected, cycle, int(closed))


Shape = Callable[["Board", Series, "Query", Kpi, Period], Value]

SHAPES: dict[str, Shape] = {
    "payback": _payback,
    "ltv_b2c": _ltv_b2c,
    "ltv_b2b": _ltv_b2b,
    "ltv_cac_b2c": _ltv_cac_b2c,
    "ltv_cac_b2b": _ltv_cac_b2b,
    "coverage": _coverage,
    "velocity": _velocity,
}
