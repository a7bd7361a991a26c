"""Definitions: every KPI in words, formula, window, benchmark and SQL; a team's own targets; the glossary."""

import streamlit as st

from pages.parts import definition, definition_list, own_params, page
from pages.parts.clickable import clickable, show
from pages.parts.words import plain

view = page.begin("Definitions", show_filters=False)
said = view.said


def searched() -> None:
    """Keep the search in the URL."""
    own_params.put("q", st.session_state["definitions-search"].strip()[:100])


with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    st.session_state["definitions-search"] = st.query_params.get("q", "")[:100]
    search = st.text_input(
        said.t("Search"),
        key="definitions-search",
        on_change=searched,
        placeholder=said.t("a KPI, a word of its meaning, a code such as F4"),
        icon=":material/search:",
    )
    sides = {"all": said.t("Both sides"), **definition_list.SIDES}
    side = own_params.pick(said, "Side", "side", sides, "all")

definition.show_asked(view)
found = definition_list.matching(view.board.benchmarks, search, side)
st.caption(plain(said.t("{n} {n:KPI|KPIs}; a click on a name opens all of it.", n=len(found))))
if found:
    clickable(definition_list.listed(view, found), "definitions", definition.ask)
    definition_list.download(view)
else:
    st.info(plain(said.t("Nothing found for “{search}”.", search=search)), icon=":material/search_off:")

st.subheader(said.t("How a value gets its colour"), anchor=False)
show(definition_list.rules(view))
st.subheader(said.t("What a word means on each side"), anchor=False)
show(definition_list.glossary(view))
