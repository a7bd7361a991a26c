"""R1 and R2 as a board has them: where the What-if sliders start, and what the levers are computed from.

Scores of a KPI with a window count mature entries only. What a month brings is all of them, mature or not: so volumes
come from the board's daily sums over the days asked for, rates and averages from the scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from metrics.board import Board
from metrics.catalog import KPIS
from metrics.evaluate import Query, scores
from metrics.levers import MONTH_DAYS, B2BInputs, B2CInputs, Lever, b2b_inputs, b2c_inputs, levers
from metrics.result import Score

Volumes = dict[tuple[str, str], Fraction]


def entries_a_month(board: Board, query: Query) -> Volumes:
    """(side, kpi) → entries in the query's period, scaled to a month; a KPI known from `kpi_counts` alone is absent."""
    series = board.series(query.channel, query.segment)
    found: Volumes = {}
    for kpi in KPIS:
        entries = Fraction(series.line(kpi.young or kpi.denominator).over(query.period))
        if kpi.kind == "ratio" and entries:
            found[kpi.side, kpi.key] = entries * MONTH_DAYS / query.period.days
    return found


def inputs_of(
    board: Board, query: Query, found: Sequence[Score] | None = None
) -> tuple[B2CInputs | None, B2BInputs | None]:
    """R1 and R2 over the query's period; None for a side one of whose factors is unknown. `found`: its scores, if at
    hand."""
    scored, entries = scores(board, query) if found is None else found, entries_a_month(board, query)
    return b2c_inputs(scored, entries), b2b_inputs(scored, entries)


def levers_of(board: Board, query: Query, found: Sequence[Score] | None = None) -> list[Lever]:
    """The board's levers over the query's period, dearest first."""
    scored, entries = scores(board, query) if found is None else found, entries_a_month(board, query)
    return levers(scored, b2c_inputs(scored, entries), b2b_inputs(scored, entries), entries)
