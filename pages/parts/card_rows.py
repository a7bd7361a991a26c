"""KPI cards at most three in a row: six fill two rows on a projector as on a laptop. For Retention and Revenue."""

from __future__ import annotations

from collections.abc import Sequence

from metrics.evaluate import score, trend
from metrics.result import Score
from pages.parts import kpi_detail, session
from pages.parts.clickable import clickable
from pages.parts.page import View
from pages.parts.scorecard_rows import cards

STYLE = """<style>
.tf-thirds .tf-cards { grid-template-columns: repeat(auto-fill, minmax(min(100%, max(17em, 30%)), 1fr)); }
</style>"""


def show(view: View, side: str, keys: Sequence[str]) -> list[Score]:
    """The KPIs `keys` of `side` with their grades; a click opens one. Gives the scores back."""
    found = [score(view.board, view.query, key, side) for key in keys]
    trends = session.kept(
        view.key("card-trends", side, *keys),
        lambda: {(side, key): [week.value for week in trend(view.board, view.query, key, side)] for key in keys},
    )
    html = f'{STYLE}<div class="tf-thirds">{cards(view, found, trends)}</div>'
    clickable(html, f"cards-{side}", kpi_detail.ask)
    return found
