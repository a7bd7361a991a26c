"""A file as it was found: the first rows, and every decision of the reader with its reason."""

from __future__ import annotations

import streamlit as st

from data.ingest import Ingested
from data.retell import retell
from data.typed.moments import LABELS
from data.words import Words
from pages.parts import html_table
from pages.parts.clickable import show
from pages.parts.upload_state import Item

COLUMNS = 24
LENGTH = 26
WORDS = {
    "archive": "Archive",
    "delimiter": "Between cells",
    "quote": "Quotes",
    "escape": "Quote inside a cell",
    "encoding": "Encoding",
    "format": "Format",
    "sheet": "Sheet",
    "header": "Header",
    "decimal": "Decimal mark",
    "date": "Dates",
    "currency": "Currency",
    "timezone": "Time zone",
    "skip_rows": "Lines before the header",
}
SHOWN_AS = {"\t": "TAB", " ": "␣", "": "–", "True": "✓", "False": "–", "None": "–", **LABELS}


def preview(said: Words, item: Item, found: Ingested) -> None:
    """The first rows as they stand in the file, under the file's own names."""
    if found.preview is None:
        return
    names = list(found.preview.names[:COLUMNS])
    rows = [list(row[:COLUMNS]) for row in found.preview.rows]
    shown = html_table.table(names, [_padded(row, len(names)) for row in rows], said.t("First rows of the file"))
    show(f'<div style="white-space: nowrap">{shown}</div>', f"rows-{item['id']}")
    more = len(found.preview.names) - len(names)
    if more > 0:
        st.caption(said.t("… and {n} more {n:column|columns}", n=said.number(more)))


def decisions(said: Words, item: Item, found: Ingested) -> None:
    """How the file was read and why; reasons for single columns stand beside these in the mapping."""
    rows = [
        [name(said, key), value(said, decision.get("value")), retell(said, str(decision.get("why") or ""))]
        for key, decision in found.read.items()
        if not key.startswith("column ")
    ]
    if rows:
        heads = [said.t("Decided"), said.t("Read as"), said.t("Why")]
        show(html_table.table(heads, rows, said.t("How the file was read")), f"read-{item['id']}")


def name(said: Words, key: str) -> str:
    """`date of close_date` as “Dates: close_date”."""
    what, _, column = key.partition(" of ")
    shown = said.t(WORDS[what]) if what in WORDS else what.replace("column ", f"{said.t('Column')} ", 1)
    return f"{shown}: {column}" if column else shown


def value(said: Words, found: object) -> str:
    """What was decided, in words where a code or a blank would say nothing."""
    text = str(found)
    return said.t(SHOWN_AS[text]) if text in LABELS else SHOWN_AS.get(text, text)


def _padded(row: list[str], width: int) -> list[str]:
    return [_short(cell) for cell in [*row, *[""] * (width - len(row))][:width]]


def _short(cell: str) -> str:
    """A cell that fits on one line."""
    return cell if len(cell) <= LENGTH else f"{cell[: LENGTH - 1]}…"
