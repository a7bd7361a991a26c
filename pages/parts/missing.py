"""What a page shows without the data it lives on: what to upload, an empty template for it, the way to Datasets."""

from __future__ import annotations

import streamlit as st

from data.sample.blank import header
from metrics.table_words import TABLE_WORDS
from pages.parts import navigation
from pages.parts.cards import empty
from pages.parts.clickable import show
from pages.parts.page import View

__all__ = ["TABLE_WORDS", "box", "stop_without"]


def stop_without(view: View, title: str, *tables: str) -> None:
    """End the page with an empty state unless at least one of `tables` has rows. `title` is what cannot be shown."""
    if not view.board.frame.tables.intersection(tables):
        box(view, title, *tables)
        st.stop()


def box(view: View, title: str, *tables: str) -> None:
    """The empty state for data that are not there."""
    said = view.said
    what = said.t(" or ").join(said.t(TABLE_WORDS[table]) for table in tables)
    show(empty(said.t(title), said.t("Upload {what} to see this. An empty template shows the columns.", what=what)))
    with st.container(horizontal=True, vertical_alignment="center"):
        for table in tables:
            st.download_button(
                said.t("Template: {table}", table=f"{table}.csv"),
                data=header(table),
                file_name=f"{table}.csv",
                mime="text/csv",
                key=f"template-{table}",
                on_click="ignore",
                icon=":material/download:",
            )
        navigation.link("datasets", said.t("To Datasets"), icon=":material/upload_file:")
