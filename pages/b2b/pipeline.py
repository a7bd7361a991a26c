"""Pipeline: will the quarter be reached, on which deals does it hang, and which of them need a look."""

import streamlit as st

from metrics.dwell import dwell
from metrics.evaluate import score
from metrics.haircuts import haircuts
from metrics.landing import landing
from metrics.pipeline import quarter_name
from metrics.pipeline_rates import closed_by_month, created_by_month, velocity
from pages.parts import (
    coverage_cards,
    coverage_chart,
    deal_list,
    landing_chart,
    missing,
    page,
    quarters,
    session,
    speed,
    win_chart,
)
from pages.parts.clickable import show
from pages.parts.words import plain

view = page.begin("Pipeline")
said, frame = view.said, view.board.frame
missing.stop_without(view, "No deals yet", "deals")

asked = quarters.choose(view)
covered = session.kept(view.key("coverage", *asked.key), lambda: quarters.coverages(view, asked))
found = covered[quarter_name(asked.quarter)]
graded = score(view.board, quarters.query(view, asked), "pipeline_coverage", "b2b")
ahead = session.kept(
    view.key("landing", *asked.key), lambda: landing(frame, asked.quarter, asked.slice, quarters.earlier(view))
)

show(coverage_cards.sentence(view, found))
show(coverage_cards.cards(view, found, quarters.graded(graded, asked, found)))
for caution in view.board.benchmarks.warnings_for("pipeline_coverage"):
    st.info(plain(caution.texts[said.language]), icon=":material/info:")
if found.notes:
    show(f'<p class="tf-muted">{page.notes(said, found.notes)}</p>')
landing_chart.show(view, ahead, found)

left, right = st.columns([3, 2], gap="large")
with left:
    coverage_chart.show(view, list(covered.values()), graded.benchmark, quarter_name(asked.quarter))
with right:
    st.subheader(said.t("What clean coverage leaves out"), anchor=False)
    show(coverage_cards.haircut_table(view, found, haircuts(found)))

st.subheader(said.t("Deals to look at"), anchor=False)
deal_list.show(view, found)

quarters.groups(view, found)

left, right = st.columns(2, gap="large")
with left:
    months = session.kept(
        view.key("win rates", *asked.key),
        lambda: (closed_by_month(frame, asked.slice), created_by_month(frame, asked.slice)),
    )
    win_chart.show(view, *months, view.board.benchmarks.kpi("win_rate", "b2b").bands[0])
with right:
    st.subheader(said.t("Days in each stage"), anchor=False)
    st.caption(said.t("Whole pipeline, whatever the filters say."))
    if "stage_changes" in frame.tables:
        show(speed.stages(view, session.kept(view.key("dwell"), lambda: dwell(frame))))
    else:
        missing.box(view, "No stage changes yet", "stage_changes")
st.subheader(said.t("Sales velocity"), anchor=False)
pace = session.kept(view.key("velocity", *asked.key), lambda: velocity(frame, None, asked.slice))
show(speed.velocity(view, pace))
