"""Required columns that nothing was found for, asked one by one: which column it is, or which value in every row."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from data.ingest import Ingested
from data.mapping import Mapping
from data.tables import TABLES, Column
from data.words import Words
from pages.parts.upload_state import Item
from pages.parts.words import plain

SIDES = {"b2c": "B2C", "b2b": "B2B"}
FEW = 24  # so many choices can be laid open; more are chosen in the mapping


def ask(said: Words, item: Item, found: Ingested, lacking: list[str]) -> dict[str, str | None]:
    """A question per lacking column; the answers so far."""
    return {name: _ask(said, item, found, TABLES[found.table].column(name)) for name in lacking}


def answered(mapping: Mapping, table: str, answers: dict[str, str | None]) -> Mapping:
    """`mapping` with the answers in it."""
    mapping = replace(mapping, table=table)
    for name, answer in answers.items():
        mapping = _with(mapping, TABLES[table].column(name), str(answer))
    return mapping


def _ask(said: Words, item: Item, found: Ingested, column: Column) -> str | None:
    """Words of a closed list hold for every row; other columns are one of the file's."""
    options = list(column.values or found.names)
    if len(options) > FEW:
        return None
    text = "What is “{name}” ({meaning}) in every row?" if column.values else "Which column is “{name}” ({meaning})?"
    chosen: str | None = st.pills(
        said.t(text, name=plain(column.name), meaning=said.t(column.meaning)),
        options,
        format_func=lambda name: plain(SIDES.get(name, name)),
        key=f"lacks-{item['id']}-{item['round']}-{column.name}",
    )
    return chosen


def _with(mapping: Mapping, column: Column, answer: str) -> Mapping:
    if column.values:
        return replace(mapping, constants={**mapping.constants, column.name: answer})
    return replace(mapping, columns={**mapping.columns, column.name: answer})
