"""One dropped file on the Datasets page: its state in one line, then questions, preview, mapping, checks, rows."""

from __future__ import annotations

import streamlit as st

from data.errors import FunnelError
from data.ingest import Ingested
from data.retell import retell
from data.store import Workspace
from data.tables import TABLES
from data.words import Words
from pages.parts import (
    upload_currency,
    upload_ledger,
    upload_mapping,
    upload_preview,
    upload_questions,
    upload_read,
    upload_state,
)
from pages.parts.missing import TABLE_WORDS
from pages.parts.upload_state import Item
from pages.parts.words import byte_size, plain


def card(said: Words, place: Workspace, item: Item, zone: str) -> Ingested | None:
    """Everything about one file; what was read of it, once it was."""
    with st.container(border=True, key=f"file-{item['id']}"):
        _head(said, item)
        if upload_state.waiting(item, zone):
            upload_read.read(said, place, item, zone)
        elif item["error"]:
            _failed(said, item)
        elif item["stopped"]:
            _stopped(said, item)
        else:
            found = upload_state.result(item)
            if found is not None:
                _body(said, item, found)
            return found
    return None


def ready(found: Ingested | None) -> bool:
    """Whether the file can be stored as it is."""
    return found is not None and found.parquet is not None and found.parquet.exists() and not found.questions


def _head(said: Words, item: Item) -> None:
    left, right = st.columns([5, 1], vertical_alignment="center")
    left.subheader(plain(item["name"]), anchor=False)  # an anchor would be a link made of a file's name
    left.caption(said.t("{size}, kept safe in the workspace before it was read", size=byte_size(said, item["size"])))
    right.button(
        said.t("Take back"),
        key=f"remove-{item['id']}",
        type="tertiary",
        icon=":material/close:",
        on_click=upload_state.remove,
        args=(item["id"],),
    )


def _failed(said: Words, item: Item) -> None:
    title, message = item["error"]
    st.error(f"**{plain(retell(said, title))}**  \n{plain(retell(said, message))}", icon=":material/error:")
    if item["mapping"]:
        st.button(
            said.t("Read it without this mapping"),
            key=f"again-{item['id']}",
            on_click=upload_state.reread,
            args=(item, None),
        )


def _stopped(said: Words, item: Item) -> None:
    st.info(said.t("Reading was stopped; nothing was stored."), icon=":material/stop_circle:")
    st.button(
        said.t("Read it"),
        key=f"resume-{item['id']}",
        on_click=upload_state.reread,
        args=(item, upload_state.mapping(item)),
    )


def _body(said: Words, item: Item, found: Ingested) -> None:
    asked = {question.canonical for question in found.questions}
    lacking = [name for name in upload_mapping.missing(found) if name not in asked]
    _status(said, item, found, lacking)
    upload_questions.ask(said, item, found, lacking)
    hidden = upload_currency.MIXED if upload_currency.asked(found) else None  # it is a question, asked above
    remarks = [n for n in found.notices if n.code != hidden and (n.text != "{message}" or not lacking)]
    upload_ledger.notices(said, remarks)
    if ready(found):
        upload_ledger.reconciliation(said, item, found)
    open_mapping = bool(lacking) or (found.refused and not ready(found) and hidden is None)
    with st.expander(said.t("Preview and how it was read"), expanded=not ready(found)):
        upload_preview.preview(said, item, found)
        upload_preview.decisions(said, item, found)
    with st.expander(said.t("Mapping: whose column is which"), expanded=open_mapping):
        try:
            upload_mapping.editor(said, item, found)
        except FunnelError as error:
            st.error(f"**{plain(retell(said, error.title))}**  \n{plain(retell(said, error.message))}")
    upload_ledger.downloads(said, item, found)


def _status(said: Words, item: Item, found: Ingested, lacking: list[str]) -> None:
    """Ready, asked, lacking or refused, in one line."""
    kind = said.t(TABLE_WORDS[found.table]) if found.table in TABLE_WORDS else ""
    if item["recalled"]:
        st.caption(f":material/history: {said.t('Read as the last file with these columns was.')}")
    if lacking:
        columns = [TABLES[found.table].column(name) for name in lacking]
        names = ", ".join(f"{said.t(column.meaning)} ({column.name})" for column in columns)
        text = said.t(
            "As {table} it lacks: {names}. Answer here, or choose more in the mapping below.", table=kind, names=names
        )
        st.warning(plain(text), icon=":material/rule:")
    elif found.questions or upload_currency.asked(found):
        count = 1 if upload_currency.asked(found) else len(found.questions)
        text = "One question before it can be used" if count == 1 else "{n} questions before it can be used"
        st.markdown(f":material/help: **{plain(said.t(text, n=said.number(count)))}**")
    elif ready(found):
        text = said.t("Ready: {n} {n:row|rows} as {table}", n=said.number(found.used), table=kind)
        st.markdown(f":material/check_circle: **{plain(text)}**")
    else:
        st.markdown(f":material/block: **{said.t('It cannot be used as it is.')}**")
