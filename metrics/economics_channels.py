"""CAC, LTV, LTV:CAC, ROAS and their kin side by side per channel or segment, for the Economics screen.

The figures are scores like any other, so that this table and the scorecard cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from metrics.board import Board
from metrics.evaluate import Query, score, split
from metrics.result import Score

COLUMNS = {
    "b2c": ("cac", "ltv", "ltv_cac", "cac_payback_days", "roas", "average_order_value", "refund_rate"),
    "b2b": ("cac", "ltv", "ltv_cac", "roas", "average_contract_value"),
}


@dataclass(frozen=True, slots=True)
class EconomicsRow:
    """One channel or segment (`group` None: all together) with its scores by KPI; KPIs without any value are absent."""

    group: str | None
    scores: Mapping[str, Score]


def economics_table(board: Board, query: Query, side: str, by: str = "channel") -> list[EconomicsRow]:
    """The side's unit economics: first all together, then each group of `by` in alphabetical order."""
    whole = {key: score(board, query, key, side) for key in COLUMNS[side]}
    groups: dict[str, dict[str, Score]] = {}
    for key in COLUMNS[side]:
        for found in split(board, query, key, side, by):
            groups.setdefault(str(getattr(found, by)), {})[key] = found
    return [EconomicsRow(None, whole), *(EconomicsRow(group, groups[group]) for group in sorted(groups))]
