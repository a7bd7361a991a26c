"""Revenue: what last year's accounts pay today (NRR, GRR, logos, upsell), month by month and by cohort (F6, K4)."""

import streamlit as st

from metrics.revenue import cohorts, retained, trend
from metrics.revenue_view import LOGOS, REVENUE
from pages.parts import card_rows, kpi_detail, missing, page, revenue_heat, revenue_trends, session
from pages.parts.clickable import show
from pages.parts.words import html_text

KPIS = ("nrr", "grr", "logo_retention", "upsell_rate", "average_contract_value", "ltv")

view = page.begin("Revenue")
said, frame, last = view.said, view.board.frame, view.period.last
missing.stop_without(view, "No subscriptions yet", "subscriptions")
card_rows.show(view, "b2b", KPIS)

where = (view.query.channel, view.query.segment)
now = session.kept(view.key("retained"), lambda: retained(frame, last, 12, *where))
show(f'<p class="tf-side">{html_text(revenue_trends.parts(view, now))}</p>')
revenue_trends.show(view, session.kept(view.key("months"), lambda: trend(frame, 12, *where, last=last)))

st.subheader(said.t("Cohort by cohort"), anchor=False)
grown = session.kept(view.key("cohorts"), lambda: cohorts(frame, *where))
revenue_heat.show(view, grown, LOGOS)
revenue_heat.show(view, grown, REVENUE)
st.caption(
    said.t(
        "Hatched: not every account of the cohort has lived through that month yet. Pooled: every "
        "cohort that has, older ones than shown too. One colour scale a map."
    )
)
kpi_detail.show_asked(view)
