"""Says on every page that an older version is open, and leads back to the newest one."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from data.words import Words
from pages.parts import filters, session
from pages.parts.filters import Filters
from pages.parts.words import plain


def banner(said: Words, view: Filters) -> None:
    """A quiet line while the version in the URL is not the newest; nothing otherwise."""
    newest = next(iter(session.versions(view.data)), None) if view.version else None
    if newest is None or view.version == str(newest):
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True, key="older-version"):
        text = said.t(
            "You are looking at version {n} of {name}, as it was stored then. The newest is version {newest}.",
            n=view.version,
            name=view.data,
            newest=newest,
        )
        st.markdown(f":material/history: {plain(text)}")
        st.button(
            said.t("Open the newest version"),
            key="open-newest",
            icon=":material/update:",
            on_click=filters.put,
            args=(replace(view, version="", as_of=None),),
        )
