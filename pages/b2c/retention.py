"""Retention: who comes back, cohort by cohort, against the targets of day 7, 30 and 90 (F5, R12)."""

from metrics.retention import retention
from pages.parts import (
    card_rows,
    kpi_detail,
    missing,
    page,
    retention_choices,
    retention_curves,
    retention_heat,
    retention_shape,
    session,
)
from pages.parts.cards import empty
from pages.parts.clickable import show
from pages.parts.funnel_page import CHANGE

KPIS = ("retention_d1", "retention_d3", "retention_d7", "retention_d30", "retention_d90", "repurchase_rate")

view = page.begin("Retention")
missing.stop_without(view, "No purchases or activity yet", "events", "orders")
card_rows.show(view, "b2c", KPIS)

asked = retention_choices.choose(view)
table = session.kept(view.key("retention", repr(asked)), lambda: retention(view.board.frame, asked))
if table.pooled.size:
    retention_heat.show(view, asked, table)
    retention_shape.show(view, asked, table)
    retention_curves.show(view, asked, table)
else:
    show(empty(view.said.t("Nobody started in these days"), view.said.t(CHANGE)))
kpi_detail.show_asked(view)
