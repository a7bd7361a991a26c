"""Reading a dropped file in the child process, with a bar and a way to stop; a known header's mapping is taken up."""

from __future__ import annotations

import time
from dataclasses import replace

import streamlit as st

from data.errors import FunnelError
from data.ingest import Ingested
from data.mapping import Mapping
from data.naming import fingerprint
from data.rejects import as_first, corrected
from data.store import Workspace
from data.words import Words
from data.worker import Progress
from pages.parts import upload_state
from pages.parts.upload_state import Item
from pages.parts.words import plain


def read(said: Words, place: Workspace, item: Item, zone: str) -> None:
    """Read the file now; every other click on the page ends this run, and the next one begins anew."""
    with st.container(horizontal=True, vertical_alignment="center"):
        bar = st.progress(0.0, said.t("Reading {file} …", file=plain(item["name"])))
        st.button(
            said.t("Stop"),
            key=f"stop-{item['id']}-{item['round']}",
            icon=":material/stop_circle:",
            on_click=upload_state.stop,
            args=(item,),
        )

    def progress(share: float | None, seconds: float) -> None:
        text = said.t("Reading {file} … {seconds} s", file=plain(item["name"]), seconds=said.number(seconds))
        bar.progress(share if share is not None else _guessed(item["size"], seconds), text)

    try:
        upload_state.keep(item, _read(place, item, zone, progress), zone)
    except FunnelError as error:
        upload_state.fail(item, error.title, error.message, zone)
    st.rerun()


def _read(place: Workspace, item: Item, zone: str, progress: Progress) -> Ingested:
    raw, wanted = upload_state.raw(item), upload_state.mapping(item)
    progress = _onward(progress)
    found = place.prepare(raw, mapping=wanted, timezone=zone, progress=progress, show=True)
    if wanted is not None or item["round"]:
        return found
    known = recalled(place, found)
    if known is None or known == found.mapping:
        return found
    try:
        again = place.prepare(raw, mapping=known, timezone=zone, progress=progress, show=True)
    except FunnelError:  # remembered for another file with these names; what was found without it stands
        return found
    if again.refused and not found.refused:
        return found
    item["recalled"] = True
    return again


def _onward(progress: Progress) -> Progress:
    """`progress` for a file that may be read twice: its share and its seconds never go back."""
    seen, started = [0.0], time.monotonic()

    def tell(share: float | None, _: float) -> None:
        seen[0] = max(seen[0], share or 0.0)
        progress(seen[0] or None, time.monotonic() - started)

    return tell


def recalled(place: Workspace, found: Ingested) -> Mapping | None:
    """The mapping remembered for the file's header; never for a file without one, where all names are alike."""
    if not headed(found) or found.preview is None:
        return None
    known = place.recall_mapping(found.preview.fingerprint)
    first = corrected(found.names)
    if known is None and first:
        known = place.recall_mapping(fingerprint(first))
        return as_first(known) if known else None
    return known


def remember(place: Workspace, found: Ingested, dataset: str) -> None:
    """Keep how the file was read, and where it went, for the next file with the same header."""
    if headed(found) and found.preview is not None:
        kept = replace(found.mapping, table=found.table)
        place.remember_mapping(found.preview.fingerprint, found.table, kept)
        place.set_setting(f"upload/{found.preview.fingerprint}", dataset)


def last_home(place: Workspace, found: Ingested) -> str:
    """The data set that a file with this header went to last; an empty string when there was none."""
    if not headed(found) or found.preview is None:
        return ""
    first = corrected(found.names)
    marks = [found.preview.fingerprint, *([fingerprint(first)] if first else [])]
    return next((home for mark in marks if (home := place.setting(f"upload/{mark}"))), "")


def headed(found: Ingested) -> bool:
    """Whether the file's columns have names of their own."""
    return bool(found.names) and found.read.get("header", {}).get("value", True) is not False


def _guessed(size: int, seconds: float) -> float:
    """A share for the bar where the child does not say: by the size, never reaching the end."""
    return min(0.95, seconds / (1.5 + size / 20e6))
