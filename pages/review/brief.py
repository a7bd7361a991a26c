"""Brief: what changed since the last review and why, who does what, five slides. For the Monday review."""

from functools import partial

import streamlit as st

from metrics import brief_base
from metrics.brief import brief
from metrics.report import report
from metrics.report_html import page as html_page
from metrics.report_slides import slides
from pages.parts import brief_actions, brief_reviews, brief_text, cards, own_params, page, quarters, session
from pages.parts.clickable import show
from pages.parts.scorecard_rows import SIDES, label
from pages.parts.words import plain

brief_text.follow_links()
view = page.begin("Brief")
said, board = view.said, view.board
base = brief_base.find(session.workspace(), board.dataset, view.query)
before = None if base.before is None else session.board(base.before)
reopen = partial(session.board, board.dataset)
earlier = partial(quarters.earlier, view)
known = (base.before.version if base.before else "", base.review.id if base.review else "")
found = session.kept(view.key("brief", *known), lambda: brief(board, view.query, before, base.review, reopen, earlier))
kept = brief_reviews.closed(view)
actions = brief_actions.listed(view)

st.markdown(plain(brief_text.against(view, found)))
tabs = {"now": said.t("This review"), "older": said.t("Older reviews"), "quarter": said.t("The quarter")}
shown = own_params.pick(said, "Show", "show", tabs, "now") if kept else "now"
if shown == "older":
    brief_reviews.older(view, kept)
    st.stop()
if shown == "quarter":
    brief_reviews.quarterly(view, kept)
    st.stop()

told, agreed = st.columns([5, 3], gap="large")
with told:
    standings = [
        cards.sentence(said, where, SIDES[where.side], label(view, where.worst) if where.worst else "")
        for where in brief_text.standings(found)
    ]
    show(f'<div class="tf-sides">{"".join(standings)}</div>')
    brief_text.sections(view, found, ("flips", "moved", "slow", "restated", "off"))
with agreed:
    brief_actions.show(view, actions, found.scores)
    brief_text.sections(view, found, ("levers",))
    st.subheader(said.t("Take it along"), anchor=False)
    with st.container(horizontal=True, gap="small"):
        for kind, name, mime, make in (
            ("pptx", "Five slides", brief_text.PPTX, slides),
            ("html", "One HTML page", "text/html", html_page),
        ):
            st.download_button(
                said.t(name),
                data=lambda make=make: make(report(board, view.query, before, base.review, actions, found), said),
                file_name=f"{brief_text.file_name(view)}.{kind}",
                mime=mime,
                key=f"brief-{kind}",
                on_click="ignore",
                icon=":material/download:",
            )
    brief_reviews.close(view, kept)
brief_text.sections(view, found, ("pipeline", "alerts", "too_early"))
