"""B2B funnel: from lead to onboarded account. Where most is lost, how long deals stay, and which are stuck."""

import streamlit as st

from metrics.dwell import dwell
from metrics.pipeline_deals import Slice, open_deals, stuck
from pages.parts import dwell_chart, funnel_page, missing, page, session, stuck_deals

view = page.begin("B2B funnel")
said, frame = view.said, view.board.frame
missing.stop_without(view, "No leads yet", "leads", "deals")
if "leads" in frame.tables:
    funnel_page.draw(view, "b2b")
else:
    missing.box(view, "No leads yet", "leads")

st.subheader(said.t("Days in each stage, open deals against won ones"), anchor=False)
if "stage_changes" in frame.tables:
    dwell_chart.show(view, session.kept(view.key("dwell"), lambda: dwell(frame)))
    st.subheader(said.t("Deals stuck longest"), anchor=False)
    where = Slice(view.query.channel, view.query.segment)
    stuck_deals.show(view, session.kept(view.key("stuck"), lambda: stuck(open_deals(frame, where))))
else:
    missing.box(view, "No stage changes yet", "stage_changes")
