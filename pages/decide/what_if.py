"""What-if: R1 and R2 as sliders from today's values, and the result in money a month or a quarter."""

import streamlit as st

from data.words import Words
from metrics.lever_inputs import inputs_of, levers_of
from metrics.levers import N_B2B, N_B2C
from metrics.what_if import GUIDE_B2B, GUIDE_B2C, outcome
from pages.parts import kpi_detail, lever_sliders, missing, outcomes, own_params, page, session
from pages.parts.clickable import clickable, show
from pages.parts.words import html_text, plain, span

view = page.begin("What-if")
said = view.said
starts = {"data": said.t("Today's values of this data set"), "guide": said.t("The guide's two teams (section 14)")}
start = own_params.pick(said, "Start from", "start", starts, "data")
if start == "guide":
    said = Words(said.language, "VND")
    today, preset = {"b2c": N_B2C, "b2b": N_B2B}, {"b2c": GUIDE_B2C, "b2b": GUIDE_B2B}
    who = starts["guide"]
    show(outcomes.guide(said))
else:
    b2c, b2b = session.kept(view.key("what-if"), lambda: inputs_of(view.board, view.query))
    who = view.who
    today = preset = {"b2c": b2c, "b2b": b2b}
    text = said.t(
        "From {period}, scaled to a month; rates rest on the latest mature days.", period=span(said, view.period)
    )
    st.caption(plain(text))

needs = {"b2c": ("events", "orders"), "b2b": ("leads", "deals")}
for side, column in zip(outcomes.SIDES, st.columns(2, gap="large"), strict=True):
    with column:
        st.header(outcomes.SIDES[side], anchor=False)
        if today[side] is None:
            lacking = [table for table in needs[side] if table not in view.board.frame.tables]
            missing.box(view, "One of the four factors is not in these days", *(lacking or needs[side]))
            continue
        place = st.container()
        after = lever_sliders.sliders(said, side, today[side], preset[side])
        found = outcome(today[side], after)
        show(outcomes.result(said, side, found))
        show(f'<p class="tf-muted">{html_text(outcomes.formula(said, side, after, found))}</p>')
        outcomes.bars(said, side, found, who)
        with place:
            show(f"<p><b>{html_text(outcomes.step(said, side, found))}</b></p>")
if any(today.values()):
    st.button(said.t("All sliders back"), on_click=lever_sliders.clear, icon=":material/restart_alt:")

if start == "data":
    st.subheader(said.t("Levers: what reaching the benchmark is worth"), anchor=False)
    levers = session.kept(view.key("levers"), lambda: levers_of(view.board, view.query))
    if levers:
        clickable(outcomes.levers(view, levers), "levers", kpi_detail.ask)
    else:
        st.caption(said.t("No KPI below its benchmark leads to money by R1 or R2 in these days."))
kpi_detail.show_asked(view)
