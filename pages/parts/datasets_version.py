"""One stored version opened: per file its ledger, its notices, how it was read, its mapping, its rows not used."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from data.records import Upload, Version
from data.rejects import in_words
from data.retell import retell
from data.words import Words
from pages.parts import html_table
from pages.parts.clickable import show as show_html
from pages.parts.missing import TABLE_WORDS
from pages.parts.upload_ledger import CLASSES, told
from pages.parts.upload_preview import name, value
from pages.parts.words import plain


def show(said: Words, version: Version) -> None:
    """What the version was made of."""
    text = said.t("Times in {zone}, money in {code}", zone=version.timezone, code=version.currency)
    st.caption(plain(text))
    for remark in version.notices:
        st.caption(f":material/info: {plain(told(said, remark.code, remark.text, remark.values))}")
    for number, upload in enumerate(version.uploads):
        kind = said.t(TABLE_WORDS[upload.table])
        with st.expander(plain(f"{upload.name} → {kind}"), icon=":material/description:"):
            show_html(_ledger(said, upload.ledger), f"ledger-{version.id}-{number}")
            for notice in upload.notices:
                st.caption(f":material/info: {plain(_notice(said, notice))}")
            if upload.reading:
                show_html(_reading(said, upload.reading), f"reading-{version.id}-{number}")
            _files(said, upload, f"{version.id}-{number}")


def _ledger(said: Words, ledger: Mapping[str, Any]) -> str:
    heads = ["", *(said.t(label) for label in CLASSES.values()), said.t("In the file")]
    counts = [said.number(ledger.get(name, 0)) for name in (*CLASSES, "records")]
    return html_table.table(heads, [[said.t("Rows"), *counts]], said.t("Reconciliation"), numeric=range(1, 6))


def _notice(said: Words, notice: Mapping[str, Any]) -> str:
    values = tuple((str(key), value) for key, value in notice.get("values", []))
    text = told(said, notice["code"], notice["text"], values)
    named = notice.get("line") is None or any(name == "line" for name, _ in values)
    return text if named else f"{said.t('line {n}', n=notice['line'])}: {text}"


def _reading(said: Words, reading: Mapping[str, Any]) -> str:
    heads = [said.t("Decided"), said.t("Read as"), said.t("Why")]
    rows = [
        [name(said, key), value(said, decision.get("value")), retell(said, str(decision.get("why") or ""))]
        for key, decision in reading.items()
    ]
    return html_table.table(heads, rows, said.t("How the file was read"))


def _files(said: Words, upload: Upload, key: str) -> None:
    with st.container(horizontal=True):
        if upload.rejects is not None and upload.rejects.exists():
            st.download_button(
                said.t("Rows not used, with reasons"),
                data=partial(in_words, upload.rejects, said),
                file_name=f"{upload.name}.not-used.csv",
                mime="text/csv",
                icon=":material/download:",
                key=f"stored-rejects-{key}",
                on_click="ignore",
            )
        st.download_button(
            said.t("Mapping file"),
            data=upload.mapping,
            file_name=f"{upload.name}.mapping.yaml",
            mime="application/yaml",
            icon=":material/download:",
            key=f"stored-mapping-{key}",
            on_click="ignore",
        )
