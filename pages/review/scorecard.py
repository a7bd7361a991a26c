"""Scorecard, the home page: both funnels stage by stage against their benchmarks, for the Monday review."""

import streamlit as st

from metrics.standing import standing
from pages.parts import absent, cards, gap_chart, hints, kpi_detail, page, session, standings
from pages.parts.clickable import clickable, show
from pages.parts.exceptions import exceptions
from pages.parts.scorecard_rows import SIDES, label, table
from pages.parts.scorecard_rows import cards as score_cards

view = page.begin("Scorecard")
said = view.said
found, trends = standings.found(view), standings.weeks(view)

hints.first_visit(said, demo=view.filters.data == session.DEMO)
words, chart = st.columns([10, 11], gap="medium")
with words:
    sentences = [
        cards.sentence(said, where, name, label(view, where.worst) if where.worst else "")
        for side, name in SIDES.items()
        for where in (standing(found, side),)
    ]
    show(f'<div class="tf-sides">{"".join(sentences)}</div>')
    clickable(exceptions(view, found), "scorecard-off", kpi_detail.ask)
    hints.own_file(said)
with chart:
    gap_chart.show(view, found)

clickable(table(view, found, trends), "scorecard-table", kpi_detail.ask)

beside = [score for score in found if score.stage is None and not absent.needs(score)]
table_k = [score for score in beside if score.benchmark is not None and score.benchmark.code.startswith("K")]
rest = [score for score in beside if score not in table_k]
for title, group, key in (
    ("Coverage, LTV:CAC and retention of customers", table_k, "scorecard-k"),
    ("Shown beside them", rest, "scorecard-beside"),
):
    if group:
        st.subheader(said.t(title), anchor=False)
        clickable(score_cards(view, group, trends), key, kpi_detail.ask)

waiting = absent.listed(view, found)
if waiting:
    st.subheader(said.t("Not in the data yet: what an upload would add"), anchor=False)
    show(waiting)

kpi_detail.show_asked(view)
