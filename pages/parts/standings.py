"""Every KPI of a view and its thirteen weeks, computed once per version and filter. For the scorecard and the boot."""

from __future__ import annotations

from metrics.catalog import BY_KEY
from metrics.evaluate import SNAPSHOTS, scores, trend
from metrics.result import Score
from pages.parts import session
from pages.parts.page import View

Weeks = dict[tuple[str, str], list[float | None]]


def found(view: View) -> list[Score]:
    """Every KPI of both sides, in catalogue order."""
    return session.kept(view.key("scores"), lambda: scores(view.board, view.query))


def weeks(view: View) -> Weeks:
    """The last thirteen weeks of every KPI, by side and name; a snapshot has no past."""
    return session.kept(view.key("trends"), lambda: _weeks(view))


def _weeks(view: View) -> Weeks:
    return {
        (score.side, score.kpi): [week.value for week in trend(view.board, view.query, score.kpi, score.side)]
        for score in found(view)
        if BY_KEY[score.kpi, score.side].kind not in SNAPSHOTS
    }
