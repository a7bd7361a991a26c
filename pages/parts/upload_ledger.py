"""What became of a file's rows, before anything is stored: the reconciliation, the checks, and the rows not used."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

import streamlit as st

from data.ingest import Ingested
from data.mapping import dump_mapping
from data.read.raw import ERROR, INFO, WARN, Notice
from data.rejects import in_words
from data.retell import retell
from data.words import Words
from metrics.result import Note
from pages.parts import html_table
from pages.parts.clickable import show
from pages.parts.missing import TABLE_WORDS
from pages.parts.upload_state import Item
from pages.parts.words import note_text, plain

CLASSES = {"used": "Used", "set_aside": "Set aside", "rejected": "Rejected", "duplicates": "Duplicates"}
SEVERITIES = {ERROR: "Must be solved", WARN: "Please check", INFO: "For your information"}
SHOWN = 8
RETOLD = ("message", "expected")  # filled with words of ours, not with something out of a file


def reconciliation(said: Words, item: Item, found: Ingested) -> None:
    """Records in = used + set aside + rejected + duplicates, and the money of each class."""
    counts = [getattr(found, name) for name in CLASSES]
    money = found.amount_column is not None and found.parquet is not None
    heads = ["", said.t("Rows"), *([said.t("Sum of {column}", column=found.amount_column)] if money else [])]
    rows = [
        [said.t(label), said.number(getattr(found, name)), *([_amount(said, found, name)] if money else [])]
        for name, label in CLASSES.items()
    ]
    total = sum((found.amounts.get(name) or Decimal(0) for name in CLASSES), Decimal(0))
    last = [said.t("In the file"), said.number(found.records), *([_money(said, total)] if money else [])]
    html = html_table.table(heads, [*rows, last], said.t("Reconciliation"), numeric=(1, 2) if money else (1,))
    show(html, f"ledger-{item['id']}")
    adds = " + ".join(said.number(count) for count in counts)
    st.caption(
        plain(said.t("{records} = {parts}", records=said.number(found.records), parts=adds)) + _span(said, found)
    )


def notices(said: Words, found: Sequence[Notice]) -> None:
    """Remarks about a file, the gravest first, each with its place."""
    for severity, title in SEVERITIES.items():
        some = [notice for notice in found if notice.severity == severity]
        if not some:
            continue
        lines = [_line(said, notice) for notice in some]
        more = said.t("… and {n} more", n=said.number(len(lines) - SHOWN)) if len(lines) > SHOWN else ""
        text = "\n".join([f"**{said.t(title)}**", "", *(f"- {line}" for line in lines[:SHOWN]), *([more] * bool(more))])
        {ERROR: st.error, WARN: st.warning, INFO: st.info}[severity](text)


def downloads(said: Words, item: Item, found: Ingested) -> None:
    """The rows that were not used with their reasons, and the mapping as a file."""
    with st.container(horizontal=True):
        if found.rejects is not None and found.rejects.exists():
            st.download_button(
                said.t("Rows not used, with reasons"),
                data=partial(in_words, found.rejects, said),
                file_name=f"{item['name'].rsplit('.', 1)[0]}.not-used.csv",
                mime="text/csv",
                icon=":material/download:",
                key=f"rejects-{item['id']}",
                on_click="ignore",
            )
        st.download_button(
            said.t("Mapping file"),
            data=dump_mapping(found.mapping),
            file_name=f"{item['name'].rsplit('.', 1)[0]}.mapping.yaml",
            mime="application/yaml",
            icon=":material/download:",
            key=f"mapping-{item['id']}",
            on_click="ignore",
        )


def _amount(said: Words, found: Ingested, name: str) -> str:
    """Money of a class; a dash where none of its rows has an amount that can be read."""
    value = found.amounts.get(name)
    if value is None:
        return "–" if getattr(found, name) else said.number(0)
    return _money(said, value)


def _money(said: Words, value: Decimal) -> str:
    return said.number(value, 0 if value == value.to_integral_value() else 2)  # type: ignore[arg-type]  # exact


def _span(said: Words, found: Ingested) -> str:
    if found.first is None or found.last is None:
        return ""
    return " · " + plain(said.t("from {first} to {last}", first=said.date(found.first), last=said.date(found.last)))


def _line(said: Words, notice: Notice) -> str:
    """The remark; where it is about a line or a column that it does not name itself, these first."""
    own = {name for name, _ in notice.values}
    place = [said.t("line {n}", n=said.number(notice.line))] if notice.line is not None and "line" not in own else []
    place += [said.t("column “{name}”", name=notice.column)] if notice.column and "column" not in own else []
    text = told(said, notice.code, notice.text, notice.values)
    whole = f"{', '.join(place)}: {text}" if place else text
    named = "." in whole.partition(": ")[0]  # a file's name, which is not ours to spell
    return plain(whole if named else whole[:1].upper() + whole[1:])


def told(said: Words, code: str, template: str, values: Sequence[tuple[str, object]]) -> str:
    """A remark in the language, tables by the names they have on screen and finished sentences retold."""
    spoken = tuple((name, _spoken(said, name, value)) for name, value in values)
    return note_text(said, Note(code, template, spoken))


def _spoken(said: Words, name: str, value: object) -> object:
    if name in ("table", "target") and value in TABLE_WORDS:
        return said.t(TABLE_WORDS[str(value)])
    return retell(said, value) if isinstance(value, str) and name in RETOLD else value
