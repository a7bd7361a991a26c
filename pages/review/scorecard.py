"""Scorecard, the home page: both funnels stage by stage against their benchmarks, for the Monday review."""

import streamlit as st

from metrics.standing import standing
from pages.parts import cards, gap_chart, hints, kpi_detail, page, session, standings
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

beside = [score for score in found if score.stage is None]
table_k = [score for score in beside if score.benchmark is not None and score.benchmark.code.startswith("K")]
st.subheader(said.t("Coverage, LTV:CAC and retention of customers"), anchor=False)
clickable(score_cards(view, table_k, trends), "scorecard-k", kpi_detail.ask)

st.subheader(said.t("Shown beside them"), anchor=False)
rest = [score for score in beside if score not in table_k]
clickable(score_cards(view, rest, trends), "scorecard-beside", kpi_detail.ask)

kpi_detail.show_asked(view)
