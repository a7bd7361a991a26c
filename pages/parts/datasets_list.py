"""The data sets of the workspace: what each holds, its versions, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st
from babel.dates import format_datetime

from data.records import DataSetInfo, Version
from data.store import Workspace
from data.words import Words
from pages.parts import datasets_actions, datasets_compare, datasets_version, html_table, navigation, sign_in
from pages.parts.clickable import show as show_html
from pages.parts.missing import TABLE_WORDS
from pages.parts.words import plain


def who(said: Words, infos: Sequence[DataSetInfo]) -> str:
    """Whose data sets these are, how many, and when one was stored last."""
    parts = []
    if infos:
        parts.append(said.t("{n} {n:data set|data sets} in this workspace", n=said.number(len(infos))))
        parts.append(said.t("last stored {when}", when=when(said, max(info.updated_at for info in infos))))
    name = sign_in.person()
    if name:
        parts.append(said.t("you are {name}: others see only what you share", name=name))
    else:
        parts.append(said.t("nobody signs in here: everybody who opens this board sees every data set"))
    text = " · ".join(parts)
    return plain(text[:1].upper() + text[1:])


def show(said: Words, place: Workspace, infos: Sequence[DataSetInfo]) -> None:
    """All data sets, one fold each; what is folded costs nothing."""
    st.subheader(said.t("Stored data sets"), anchor=False)
    if not infos:
        st.caption(said.t("Nothing is stored yet. The demo data set is always there."))
    for info in infos:
        fold = st.expander(
            plain(_label(said, info)), key=f"set-{info.name}", on_change="rerun", icon=":material/database:"
        )
        if fold.open:
            with fold:
                _details(said, place, info)
    datasets_actions.deleted(said, place)
    datasets_actions.leftovers(said, place)


def _label(said: Words, info: DataSetInfo) -> str:
    rows = ", ".join(f"{said.t(TABLE_WORDS[table])}: {said.number(n)}" for table, n in info.rows.items())
    shared = f" · {said.t('shared')}" if info.shared else ""
    text = said.t("{name} · version {n} · {rows}", name=info.name, n=said.number(info.latest), rows=rows)
    return f"{text}{shared}"


def _details(said: Words, place: Workspace, info: DataSetInfo) -> None:
    versions = place.versions(info.name)
    show_html(_versions(said, versions), f"versions-{info.name}")
    chosen = versions[0]
    if len(versions) > 1:
        numbers = [version.number for version in versions]
        picked = st.selectbox(
            said.t("Version to look into"),
            numbers,
            format_func=lambda n: said.t("{n} (newest)", n=n) if n == numbers[0] else str(n),
            key=f"look-{info.name}",
        )
        chosen = next(version for version in versions if version.number == picked)
    newest = chosen.number == versions[0].number
    text = said.t("Open version {n} on the board", n=said.number(chosen.number))
    params = {"data": info.name, **({} if newest else {"version": str(chosen.number)})}
    navigation.link("scorecard", text, icon=":material/table_chart:", **params)
    datasets_version.show(said, chosen)
    if len(versions) > 1:
        datasets_compare.show(said, info.name, versions)
    datasets_actions.bar(said, place, info, chosen)


def _versions(said: Words, versions: Sequence[Version]) -> str:
    heads = [said.t(head) for head in ("Version", "Stored", "How", "Rows", "Files", "Notices")]
    modes = {"append": said.t("added"), "replace": said.t("replaced")}
    rows = [
        [
            said.number(version.number),
            when(said, version.created_at),
            modes.get(version.mode, version.mode) + (f" · {version.author}" if version.author else ""),
            ", ".join(f"{said.t(TABLE_WORDS[table])}: {said.number(n)}" for table, n in version.rows.items()),
            ", ".join(upload.name for upload in version.uploads),
            said.number(sum(len(upload.notices) for upload in version.uploads) + len(version.notices)),
        ]
        for version in versions
    ]
    return html_table.table(heads, rows, said.t("Versions"), numeric=(0, 5))


def when(said: Words, moment: str) -> str:
    """A stored moment, in UTC."""
    return f"{format_datetime(datetime.fromisoformat(moment), 'medium', locale=said.locale)} UTC"
