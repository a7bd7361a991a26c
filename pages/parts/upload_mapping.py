"""The mapping of a file, editable: which table it is, whose column is which, their words, fixed values, switches."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from data.ingest import Ingested
from data.mapping import Mapping, parse_mapping
from data.tables import TABLES, Column
from data.words import Words
from pages.parts import upload_drop, upload_state
from pages.parts.missing import TABLE_WORDS
from pages.parts.upload_state import Item
from pages.parts.upload_words import cells, words_of
from pages.parts.words import plain

NOT_USED = ""
MANY = 60  # names in one sentence


def missing(found: Ingested) -> list[str]:
    """Required columns that nothing is mapped to."""
    table = TABLES.get(found.table or "")
    if table is None:
        return []
    mapping = found.mapping
    have = {*mapping.columns, *mapping.constants, *mapping.reshape.given}
    have |= {"stage", "entered_at"} if mapping.unpivot else set()
    return [name for name in table.required if name not in have]


def editor(said: Words, item: Item, found: Ingested) -> None:
    """All of the mapping; “Apply” has the file read again with it."""
    _table(said, item, found)
    if found.table:
        with st.form(_key(item, "mapping"), border=False, enter_to_submit=False):
            columns = _columns(said, item, found)
            values = words_of(said, item, found)
            constants = _constants(said, item, found)
            repeats, keep = _switches(said, item, found)
            if st.form_submit_button(said.t("Apply and read again"), type="primary", icon=":material/refresh:"):
                changed = replace(found.mapping, table=found.table, columns=columns, values=values)
                changed = replace(changed, constants=_without(constants, columns), drop_repeats=repeats, keep_ids=keep)
                upload_state.reread(item, _formats_kept(changed, found.mapping))
                st.rerun()
    if found.kept_aside:
        st.caption(plain(said.t("Kept aside, not stored: {names}", names=", ".join(found.kept_aside[:MANY]))))
    _upload(said, item)


def _table(said: Words, item: Item, found: Ingested) -> None:
    options = list(TABLES)
    chosen = st.selectbox(
        said.t("One row of this file is"),
        options,
        index=options.index(found.table) if found.table in options else None,
        format_func=lambda name: f"{said.t(TABLES[name].row)} ({said.t(TABLE_WORDS[name])})",
        placeholder=said.t("Choose …"),
        key=_key(item, "table"),
    )
    if chosen and chosen != found.table:
        upload_state.reread(item, Mapping(table=chosen, read=found.mapping.read))
        st.rerun()


def _columns(said: Words, item: Item, found: Ingested) -> dict[str, str | int]:
    """One choice per column of ours, the required ones first; what is made from several columns stays as it is."""
    table = TABLES[found.table]
    made = found.mapping.reshape.given
    shown = sorted((c for c in table.columns if c.name not in made), key=lambda c: not c.required)
    chosen: dict[str, str | int] = {}
    for column, cell in zip(shown, cells(len(shown)), strict=False):
        with cell:
            theirs = _column(said, item, found, column)
        if theirs:
            chosen[column.name] = theirs
    return chosen


def _column(said: Words, item: Item, found: Ingested, column: Column) -> str | int | None:
    given = found.mapping.columns.get(column.name, NOT_USED)
    names = [NOT_USED, *dict.fromkeys([*found.names, *([given] if isinstance(given, str) and given else [])])]
    now = found.names[given - 1] if isinstance(given, int) and given <= len(found.names) else given
    chosen = st.selectbox(
        f"{'✱ ' if column.required else ''}{column.name}",
        names,
        index=names.index(now) if now in names else 0,
        format_func=lambda name: name or said.t("(not in the file)"),
        help=plain(said.t(column.meaning)),
        key=_key(item, f"column-{column.name}"),
    )
    st.caption(plain(_reason(said, found, column, chosen == now)))
    return given if chosen == now and isinstance(given, int) else (chosen or None)


def _reason(said: Words, found: Ingested, column: Column, unchanged: bool) -> str:
    """Why this column was taken; else what the column is for."""
    guess = found.preview.guess if found.preview else None
    why = guess.reasons.get(column.name) if guess and guess.table == found.table else None
    if why is not None and unchanged and str(found.mapping.columns.get(column.name, "")) == why.theirs:
        return said.t(why.text, **dict(why.values))  # names and cells of the file: never translated
    return said.t(column.meaning)


def _constants(said: Words, item: Item, found: Ingested) -> dict[str, str]:
    """Values that are the same in every row: those there are, and a line for one more."""
    table = TABLES[found.table]
    st.markdown(f"**{said.t('The same value in every row')}**")
    kept = {
        name: st.text_input(name, value, key=_key(item, f"constant-{name}"))
        for name, value in found.mapping.constants.items()
    }
    left, right = st.columns(2)
    free = [name for name in table.names if name not in found.mapping.constants]
    name = left.selectbox(
        said.t("Column"), free, index=None, placeholder=said.t("Choose …"), key=_key(item, "constant-name")
    )
    value = right.text_input(said.t("Value in every row"), key=_key(item, "constant-value"))
    return {key: text.strip() for key, text in (kept | ({name: value} if name else {})).items() if text.strip()}


def _switches(said: Words, item: Item, found: Ingested) -> tuple[bool, bool]:
    mapping, table = found.mapping, TABLES[found.table]
    repeats = mapping.drop_repeats
    if table.key is None or table.key not in mapping.columns:
        text = said.t("Count exactly repeated rows once (the file has no id that tells them apart)")
        repeats = st.toggle(text, mapping.drop_repeats, key=_key(item, "repeats"))
    keep = st.toggle(
        said.t("Keep ids that are e-mail addresses or phone numbers as they are"),
        mapping.keep_ids,
        help=said.t("Otherwise they are replaced by a code that only this workspace can make: equal ids stay equal."),
        key=_key(item, "keep-ids"),
    )
    return repeats, keep


def _upload(said: Words, item: Item) -> None:
    file = st.file_uploader(
        said.t("Or read it with a mapping file you have"), type=["yaml", "yml"], key=_key(item, "mapping-file")
    )
    upload_drop.mapping(said)
    if file is not None:
        text = file.getvalue().decode("utf-8-sig", errors="replace")
        upload_state.reread(item, parse_mapping(text, file.name))
        st.rerun()


def _without(constants: dict[str, str], columns: dict[str, str | int]) -> dict[str, str]:
    """A column that is chosen from the file has no fixed value."""
    return {name: value for name, value in constants.items() if name not in columns}


def _formats_kept(changed: Mapping, before: Mapping) -> Mapping:
    """What was answered about how a column is written holds while the same column of theirs is mapped."""
    same = {name for name in changed.columns if changed.columns[name] == before.columns.get(name)}
    return replace(changed, formats={name: kept for name, kept in before.formats.items() if name in same})


def _key(item: Item, what: str) -> str:
    return f"{what}-{item['id']}-{item['round']}"
