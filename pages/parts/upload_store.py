"""The last step of an upload: checks across files, the data set it goes to, and the store, which opens the board."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import available_timezones

import streamlit as st
from babel.numbers import list_currencies

from data.beside import beside, by_table
from data.dataset import DEFAULT_CURRENCY, DEFAULT_TIMEZONE
from data.ingest import Ingested
from data.names import NAME_LENGTH, RESERVED
from data.read.raw import Notice
from data.records import DataSetInfo, Version
from data.store import Workspace
from data.words import Words
from pages.parts import filters, navigation, session, sign_in, upload_ledger, upload_read, upload_state
from pages.parts import told as once
from pages.parts.missing import TABLE_WORDS
from pages.parts.upload_period import first_coloured
from pages.parts.words import plain

NAME, MODE, ZONE, CURRENCY = "upload-name", "upload-mode", "upload-zone", "upload-currency"
MODES = {"append": "Add to it", "replace": "Replace its tables"}


def zone(infos: Sequence[DataSetInfo]) -> str:
    """The time zone files are read for: that of the data set they are added to, else the one chosen."""
    known = _known(infos, st.session_state.get(NAME) or "")
    if known is not None and st.session_state.get(MODE, "append") == "append":
        return known.timezone
    return str(st.session_state.get(ZONE) or DEFAULT_TIMEZONE)


def together(said: Words, place: Workspace, infos: Sequence[DataSetInfo], found: Sequence[Ingested]) -> bool:
    """Show what does not fit between the tables, with those stored too; whether the files can be stored together."""
    _named(place, infos, found)
    name, mode = str(st.session_state[NAME] or "").strip(), str(st.session_state.get(MODE, "append"))
    told = _beside(place, name, found, mode)
    if told:
        st.subheader(said.t("Beside the other data"), anchor=False)
        for table, remarks in by_table(found, told).items():
            st.markdown(f"**{plain(said.t(TABLE_WORDS[table]))}**")
            upload_ledger.notices(said, remarks)
    return all(notice.severity != upload_ledger.ERROR for _, notice in told)


def _beside(place: Workspace, name: str, found: Sequence[Ingested], mode: str) -> Sequence[tuple[int, Notice]]:
    """Looked up once per reading, data set and mode: big tables take a moment."""
    files = [str(one.parquet) for one in found]
    latest = next((info.latest for info in place.datasets() if info.name.casefold() == name.casefold()), 0)
    key = ("beside", str(place.folder), place.person, name, str(latest), mode, *files)
    return session.kept(key, lambda: tuple(beside(place, name, found, mode)))


def store(said: Words, place: Workspace, infos: Sequence[DataSetInfo], found: Sequence[Ingested]) -> None:
    """Name, mode, time zone and currency; the one button that stores and opens the board."""
    st.subheader(said.t("Store"), anchor=False)
    name = _name(said, infos)
    known = _known(infos, name)
    mode = _mode(said) if known else "append"
    currency = _place_and_money(said, known if mode == "append" else None, found)
    label = said.t("Store and see it on the board")
    if st.button(label, type="primary", icon=":material/save:", key="upload-store", disabled=not name):
        with st.spinner(said.t("Storing …")):
            version = place.publish(name, found, mode, zone(infos), currency, sign_in.person())
        for one in found:
            upload_read.remember(place, one, version.name)
        _stored(said, version)


def _named(place: Workspace, infos: Sequence[DataSetInfo], found: Sequence[Ingested]) -> None:
    """Suggest the data set where a file with this header went last, else a new one of the file's name."""
    if NAME not in st.session_state:
        names = [info.name for info in infos]
        homes = [home for one in found if (home := upload_read.last_home(place, one)) in names]
        st.session_state[NAME] = homes[0] if homes else _from_file(found[0].file)


def _name(said: Words, infos: Sequence[DataSetInfo]) -> str:
    """An existing data set or a new name."""
    names = [info.name for info in infos]
    given = st.session_state[NAME]
    options = [*names, *([given] if given and given not in names else [])]
    chosen = st.selectbox(
        said.t("Data set"),
        options,
        key=NAME,
        accept_new_options=True,
        placeholder=said.t("Choose one or write a new name"),
        help=said.t("A name that exists gets a new version; its earlier versions stay as they are."),
    )
    return (chosen or "").strip()


def _from_file(file: str) -> str:
    """A data set's name out of a file's name."""
    stem = file.split(".", 1)[0]
    name = re.sub(r"[^\w\- ]+", " ", stem).strip(" -._")[:NAME_LENGTH].strip()
    return name if name and name.casefold() != RESERVED else "upload"


def _mode(said: Words) -> str:
    st.session_state.setdefault(MODE, "append")
    chosen = st.segmented_control(
        said.t("The data set exists"),
        list(MODES),
        format_func=lambda mode: said.t(MODES[mode]),
        key=MODE,
        required=True,
    )
    return str(chosen or "append")


def _place_and_money(said: Words, fixed: DataSetInfo | None, found: Sequence[Ingested]) -> str | None:
    """Time zone and currency; those of the data set where rows are added to it."""
    if fixed is not None:
        text = said.t("Times are read as {zone}, money as {code}, like the rest of the data set.", **_of(fixed))
        st.caption(plain(text))
        return None
    left, right = st.columns(2)
    st.session_state.setdefault(ZONE, DEFAULT_TIMEZONE)
    left.selectbox(said.t("Time zone of the data set"), sorted(available_timezones()), key=ZONE)
    chosen = right.selectbox(
        said.t("Currency"),
        ["", *sorted(list_currencies())],
        format_func=lambda code: code or _unsaid(said, found),
        key=CURRENCY,
    )
    return chosen or None


def _unsaid(said: Words, found: Sequence[Ingested]) -> str:
    """What the currency is when nobody chooses one."""
    codes = {one.currency for one in found if one.currency}
    if codes:
        return said.t("{code}, as the files say", code=", ".join(sorted(codes)))
    return said.t("{code}: the files do not say", code=DEFAULT_CURRENCY)


def _of(info: DataSetInfo) -> dict[str, object]:
    return {"zone": info.timezone, "code": info.currency}


def _stored(said: Words, version: Version) -> None:
    """Everything is safe: forget the upload and open the board on it, or say why there was nothing new."""
    upload_state.clear()
    for key in (NAME, MODE):
        st.session_state.pop(key, None)
    rows = sum(version.rows.values())
    remarks = [upload_ledger.told(said, remark.code, remark.text, remark.values) for remark in version.notices]
    if not version.added:
        st.session_state["upload-told"] = ["unchanged", version.name, *remarks]
        st.rerun()
    text = said.t(
        "Stored: {name}, version {n}, {rows} {rows:row|rows}.",
        name=version.name,
        n=version.number,
        rows=said.number(rows),
    )
    once.later(f"{text} {_sentences(remarks)}")
    view, _ = filters.read(st.query_params)
    view = replace(view, data=version.name, version="", as_of=None, channel=None, segment=None)
    view = first_coloured(session.dataset(version.name), view)
    st.switch_page(navigation.HOME, query_params=filters.links(view))


def _sentences(texts: Sequence[str]) -> str:
    return " ".join(f"{text[:1].upper()}{text[1:]}." for text in texts)


def told(said: Words) -> None:
    """What the last store had to say, when it did not open the board."""
    remarks = st.session_state.pop("upload-told", None)
    if remarks:
        _, name, *texts = remarks
        st.info(plain(_sentences(texts)), icon=":material/info:")
        navigation.link("scorecard", said.t("Open {name} on the board", name=plain(name)), data=name)


def _known(infos: Sequence[DataSetInfo], name: str) -> DataSetInfo | None:
    return next((info for info in infos if info.name.casefold() == name.strip().casefold()), None)
