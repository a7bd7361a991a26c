"""Retention: who comes back, cohort by cohort, against the targets of day 7, 30 and 90 (F5, R12)."""

from metrics.evaluate import score, trend
from metrics.retention import retention
from pages.parts import kpi_detail, missing, page, retention_choices, retention_curves, retention_heat, session
from pages.parts.clickable import clickable
from pages.parts.scorecard_rows import cards

KPIS = ("retention_d1", "retention_d3", "retention_d7", "retention_d30", "retention_d90", "repurchase_rate")

view = page.begin("Retention")
frame = view.board.frame
missing.stop_without(view, "No purchases or activity yet", "events", "orders")

found = [score(view.board, view.query, key, "b2c") for key in KPIS]
trends = session.kept(
    view.key("retention-trends"),
    lambda: {("b2c", key): [week.value for week in trend(view.board, view.query, key, "b2c")] for key in KPIS},
)
clickable(cards(view, found, trends), "retention-cards", kpi_detail.ask)

asked = retention_choices.choose(view)
table = session.kept(view.key("retention", repr(asked)), lambda: retention(frame, asked))
if table.pooled.size:
    retention_heat.show(view, asked, table)
    retention_curves.show(view, asked, table)
else:
    missing.box(view, "Nobody started in these days", "events", "orders")
kpi_detail.show_asked(view)
