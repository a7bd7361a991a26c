"""Checklist: the guide's field questions. The data answer those they can, a team answers the others."""

import streamlit as st

from data.answers import kept_answers
from metrics.checklist import automatic, exceptions, longer_query, progress, questions
from metrics.evaluate import scores
from pages.parts import checklist_rows, kpi_detail, own_params, page, session
from pages.parts.checklist_rows import LISTS
from pages.parts.clickable import show

view = page.begin("Checklist")
said = view.said
found = session.kept(view.key("scores"), lambda: scores(view.board, view.query))
by_key = {(score.kpi, score.side): score for score in found}
longer = longer_query(view.query)
wider = session.kept(view.key("scores", "longer"), lambda: scores(view.board, longer)) if longer else []
from_data = session.kept(view.key("checklist"), lambda: automatic(view.board, found, wider))
place = session.workspace()
by_person = kept_answers(place) if place else {}
answers = {question: kept.answer for question, kept in by_person.items()}
answers |= {question: given.answer for question, given in from_data.items()}

show(checklist_rows.progress(said, progress(answers)))
names = {code: said.t(name) for code, name in LISTS.items()}
chosen = own_params.pick(said, "List", "list", names, "b2c")
asked = [question for question in questions() if question.list == chosen]
show(checklist_rows.exceptions(said, exceptions(asked, answers), answers))

st.subheader(said.t("Answered by the data"), anchor=False)
automatically = [question for question in asked if question.id in from_data]
for question in automatically:
    checklist_rows.from_data(view, question, from_data[question.id], by_key, kpi_detail.ask)
if not automatically:
    st.caption(said.t("None of this list: the data cannot answer these in these days."))

st.subheader(said.t("Answered by the team"), anchor=False)
st.caption(said.t("Answers are kept in the workspace for everybody; of two answers to one question the later stays."))
for question in asked:
    if question.id not in from_data:
        checklist_rows.by_person(view, question, by_person.get(question.id), by_key)
kpi_detail.show_asked(view)
