"""Empty files to fill in, one per table, for people who would rather do that than export something."""

from __future__ import annotations

import streamlit as st

from data.sample.blank import header
from data.tables import TABLES
from data.words import Words
from pages.parts.missing import TABLE_WORDS


def show(said: Words) -> None:
    """A download per table, with what one row of it is."""
    fold = st.expander(said.t("No export at hand? Empty templates to fill in"), icon=":material/draft:")
    with fold, st.container(horizontal=True):
        for name, table in TABLES.items():
            st.download_button(
                said.t("Template: {table}", table=f"{name}.csv"),
                data=header(name),
                file_name=f"{name}.csv",
                mime="text/csv",
                key=f"blank-{name}",
                on_click="ignore",
                icon=":material/download:",
                help=f"{said.t(TABLE_WORDS[name])}: {said.t('One row is: {row}', row=said.t(table.row))}",
            )
