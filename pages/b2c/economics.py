"""Economics: what a customer costs, what one brings, and when it pays back. Both sides, as a whole and by channel."""

import streamlit as st

from metrics.catalog import BY_KEY
from metrics.economics import ltv_curve, monthly_paybacks
from metrics.economics_channels import COLUMNS, economics_table
from metrics.evaluate import SNAPSHOTS, score, trend
from pages.parts import economics_rows, kpi_detail, missing, navigation, own_params, page, payback_chart, session
from pages.parts.clickable import clickable
from pages.parts.scorecard_rows import cards
from pages.parts.words import plain

view = page.begin("Economics")
said, query = view.said, view.query
bands, where = view.board.benchmarks, (query.channel, query.segment)
margin = bands.gross_margin("b2c")
missing.stop_without(
    view, "No orders, costs or contracts yet", "orders", "events", "marketing", "subscriptions", "deals"
)

st.caption(plain(economics_rows.margins(view)))
for caution in bands.warnings_for("roas"):
    st.warning(plain(caution.texts[said.language]), icon=":material/warning:")
by = own_params.pick(
    said, "Split by", "by", {code: said.t(name) for code, name in economics_rows.BY.items()}, "channel"
)

for side, name in economics_rows.SIDES.items():
    st.header(name, anchor=False)
    found = [score(view.board, query, key, side) for key in COLUMNS[side]]
    trends = session.kept(
        view.key("economics", side),
        lambda side=side: {
            (side, key): [week.value for week in trend(view.board, query, key, side)]
            for key in COLUMNS[side]
            if BY_KEY[key, side].kind not in SNAPSHOTS
        },
    )
    clickable(cards(view, found, trends), f"economics-{side}", kpi_detail.ask)
    rows = session.kept(view.key("economics", side, by), lambda side=side: economics_table(view.board, query, side, by))
    economics_rows.draw(view, rows, side, by)
    if side == "b2c" and any(one.kpi == "ltv" and one.value is not None for one in found):
        left, right = st.columns(2, gap="large")
        with left:
            cohorts = session.kept(view.key("paybacks"), lambda: monthly_paybacks(view.board.frame, margin, *where))
            payback_chart.payback(view, cohorts, bands.kpi("cac_payback_days", "b2c").bands[0])
        with right:
            points = session.kept(view.key("lifetime"), lambda: ltv_curve(view.board.frame, None, margin, *where))
            payback_chart.lifetime(view, points, found[0])

navigation.link("definitions", said.t("All definitions"), icon=":material/menu_book:")
kpi_detail.show_asked(view)
