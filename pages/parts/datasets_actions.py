"""What can be done with a data set: export, share, delete (asked twice, undone), erase for good, purge an upload."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import streamlit as st

from data.errors import FunnelError
from data.records import DataSetInfo, Version
from data.retell import retell
from data.store import Workspace
from data.words import Words
from pages.parts import filters, sign_in, told, upload_state
from pages.parts.words import byte_size, plain

PROBLEM = "datasets-problem"


def problem(said: Words) -> None:
    """What went wrong with the last action, in one box."""
    found = st.session_state.pop(PROBLEM, None)
    if found:
        st.error(f"**{plain(retell(said, found[0]))}**  \n{plain(retell(said, found[1]))}", icon=":material/error:")


def bar(said: Words, place: Workspace, info: DataSetInfo, version: Version) -> None:
    """The row of actions under a data set."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            said.t("Export as zip"),
            data=_zip(place, info.name, version.number),
            file_name=f"{info.name}-{version.number}.zip",
            mime="application/zip",
            icon=":material/folder_zip:",
            key=f"export-{info.name}-{version.number}",
            on_click="ignore",
            help=said.t("The tables as CSV and Parquet, and the mapping files."),
        )
        _share(said, place, info)
        _purge(said, place, info, version)
        _delete(said, place, info)


def deleted(said: Words, place: Workspace) -> None:
    """Data sets that were deleted: each can be brought back, or erased for good."""
    gone = place.datasets(deleted=True)
    names = {info.name.casefold() for info in place.datasets()}  # erasing takes every data set of a name
    if not gone:
        return
    with st.expander(said.t("Deleted ({n})", n=said.number(len(gone))), icon=":material/delete:", key="deleted"):
        for number, info in enumerate(gone):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(plain(info.name))
                st.button(
                    said.t("Bring back"),
                    key=f"undo-{number}-{info.name}",
                    icon=":material/undo:",
                    on_click=_then,
                    args=(
                        lambda name=info.name: place.undo_delete(name),
                        said.t("{name} is back, with all its versions.", name=info.name),
                    ),
                )
                if info.name.casefold() not in names:
                    _erase(said, place, info.name, number)


def leftovers(said: Words, place: Workspace) -> None:
    """Uploads whose bytes are kept although no version rests on them: cancelled, refused, taken back, or dropped by a
    visit that ended before they were stored. Each can be taken up again.
    """
    under_way = {item["sha"] for item in upload_state.items()}
    unused = [raw for raw in place.raws(unused=True) if raw.sha256 not in under_way]
    if not unused or sign_in.person():  # with sign-in nobody sees the names of other people's files
        return
    label = said.t("Uploads that nothing rests on ({n})", n=said.number(len(unused)))
    with st.expander(label, icon=":material/inventory_2:", key="leftovers"):
        for raw in unused[:50]:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"{plain(raw.name)} · {byte_size(said, raw.size)}")
                st.button(
                    said.t("Take up again"),
                    key=f"again-{raw.sha256}",
                    icon=":material/undo:",
                    on_click=upload_state.resume,
                    args=(raw,),
                )
                st.button(
                    said.t("Remove its bytes"),
                    key=f"left-{raw.sha256}",
                    icon=":material/delete_forever:",
                    on_click=_then,
                    args=(
                        lambda sha=raw.sha256: place.purge_raw(sha),
                        said.t("The bytes of {file} were removed.", file=raw.name),
                    ),
                )


def _zip(place: Workspace, name: str, number: int) -> Callable[[], bytes]:
    """Made only when somebody asks for it."""

    def made() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            return place.export(name, Path(folder) / "export.zip", number).read_bytes()

    return made


def _share(said: Words, place: Workspace, info: DataSetInfo) -> None:
    """Only where people sign in: without, everybody sees everything already."""
    if sign_in.person() and info.owner == sign_in.person():
        key = f"share-{info.name}"
        st.session_state[key] = info.shared
        st.toggle(
            said.t("Shared with everybody here"),
            key=key,
            on_change=_then,
            args=(lambda: _shared(place, info),),
        )


def _shared(place: Workspace, info: DataSetInfo) -> None:
    """Share or no more; the fold stays open although its label, which says so, is another one now."""
    place.share(info.name, not info.shared)
    st.session_state[f"set-{info.name}"] = True


def _purge(said: Words, place: Workspace, info: DataSetInfo, version: Version) -> None:
    kept = {raw.sha256 for raw in place.raws()}
    uploads = {upload.raw: upload.name for upload in version.uploads if upload.raw in kept}
    if not uploads:
        return
    with st.popover(said.t("Purge a raw file"), icon=":material/shield:"):
        st.write(said.t("Its bytes and its rows not used are removed; the tables made from it stay. This is recorded."))
        sha = st.selectbox(said.t("File"), list(uploads), format_func=uploads.__getitem__, key=f"purge-{info.name}")
        sure = st.checkbox(said.t("Yes, remove it for good"), key=f"purge-sure-{info.name}-{sha}")
        st.button(
            said.t("Purge"),
            key=f"purge-go-{info.name}",
            disabled=not sure,
            on_click=_then,
            args=(
                lambda: place.purge_raw(sha),
                said.t("The bytes of {file} were removed; the tables made from it stay.", file=uploads[sha]),
            ),
        )


def _delete(said: Words, place: Workspace, info: DataSetInfo) -> None:
    with st.popover(said.t("Delete"), icon=":material/delete:"):
        st.write(said.t("All versions of {name} leave the list. They can be brought back.", name=plain(info.name)))
        sure = st.checkbox(said.t("Yes, delete all its versions"), key=f"delete-sure-{info.name}")
        st.button(
            said.t("Delete {name}", name=plain(info.name)),
            key=f"delete-{info.name}",
            disabled=not sure,
            on_click=_then,
            args=(
                lambda: _deleted(place, info.name),
                said.t("{name} was deleted. Under “Deleted”, below, it can be brought back.", name=info.name),
            ),
        )


def _deleted(place: Workspace, name: str) -> None:
    """Delete, and leave the data set where it was the one open."""
    place.delete(name)
    view, _ = filters.read(st.query_params)
    if view.data.casefold() == name.casefold():
        filters.put(replace(view, data="demo", version="", as_of=None))


def _erase(said: Words, place: Workspace, name: str, number: int) -> None:
    with st.popover(said.t("Erase for good"), icon=":material/delete_forever:"):
        text = said.t(
            "Versions, tables and uploads of {name} are removed and cannot be brought back.", name=plain(name)
        )
        st.write(text)
        typed = st.text_input(said.t("Write its name to confirm"), key=f"erase-name-{number}-{name}")
        st.button(
            said.t("Erase for good"),
            key=f"erase-{number}-{name}",
            disabled=typed.strip() != name,
            on_click=_then,
            args=(lambda: place.erase(name), said.t("{name} was erased for good.", name=name)),
        )


def _then(act: Callable[[], object], text: str = "") -> None:
    """Do it, and have the page's next run say so with `text`, or what went wrong."""
    try:
        act()
        told.later(text)
    except FunnelError as error:
        st.session_state[PROBLEM] = [error.title, error.message]
