"""Datasets, for the analyst with a file: drop, answer, check, store, see it on the board; below, what is stored."""

import streamlit as st

from pages.parts import (
    datasets_actions,
    datasets_list,
    session,
    upload_drop,
    upload_state,
    upload_store,
    upload_templates,
)
from pages.parts.upload_card import card, ready
from pages.parts.words import words

said = words()
place = session.own_workspace()
infos = place.datasets()

st.title(said.t("Datasets"), anchor=False)
st.caption(datasets_list.who(said, infos))
datasets_actions.problem(said)
upload_store.told(said)

st.subheader(said.t("Add data"), anchor=False)
dropped = st.file_uploader(
    said.t("Drop files here: CSV, TSV, Excel, Parquet, or gz and zip of these. They need not be prepared for us."),
    accept_multiple_files=True,
    key=upload_state.drop_key(),
)
upload_drop.files(said)
if dropped:
    upload_state.take(place, dropped)
    st.rerun()

zone = upload_store.zone(infos)
files = [card(said, place, item, zone) for item in list(upload_state.items())]
usable = [found for found in files if found is not None and ready(found)]
if usable:
    if len(usable) < len(files):
        st.info(said.t("Files that are not ready are left out when you store."), icon=":material/info:")
    if upload_store.together(said, place, infos, usable):
        upload_store.store(said, place, infos, usable)
elif not files:
    upload_templates.show(said)

datasets_list.show(said, place, infos)
