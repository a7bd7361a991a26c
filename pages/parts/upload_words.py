"""Their words for our closed lists (status, event, side), each with a choice and the reason for the suggestion."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.ingest import Ingested
from data.suggest import suggest_value
from data.tables import TABLES, Column
from data.words import Words
from metrics.table_words import STEP_WORDS
from pages.parts.upload_state import Item
from pages.parts.words import plain

NONE = ""
MEANINGS = {**STEP_WORDS, "open": "Open", "lost": "Lost", "refund": "Refund", "active": "Activity"}
ROWS = 40


def cells(count: int) -> Iterator[DeltaGenerator]:
    """Places for `count` choices, three a row: on a phone they follow each other in the same order."""
    for _ in range(0, count, 3):
        yield from st.columns(3)


def words_of(said: Words, item: Item, found: Ingested) -> dict[str, dict[str, str]]:
    """What each of their words means, as chosen; columns whose words are ours already stay out of the way."""
    table = TABLES[found.table]
    values = {name: dict(words) for name, words in found.mapping.values.items()}
    for column in table.columns:
        theirs = found.mapping.columns.get(column.name)
        seen = found.preview.words.get(str(theirs), ()) if found.preview else ()
        words = list(dict.fromkeys([*seen, *values.get(column.name, {})]))[:ROWS]
        if column.values and words and not set(words) <= set(column.values):
            values[column.name] = values.get(column.name, {}) | _column(said, item, found, column, words)
            values[column.name] = {word: ours for word, ours in values[column.name].items() if ours}
    return {name: words for name, words in values.items() if words}


def _column(said: Words, item: Item, found: Ingested, column: Column, words: list[str]) -> dict[str, str]:
    st.markdown(f"**{plain(said.t('Words in {column}', column=column.name))}**")
    known = found.mapping.values.get(column.name, {})
    from_stage = found.mapping.columns.get("stage") == found.mapping.columns.get(column.name)
    chosen = {}
    for word, cell in zip(words, cells(len(words)), strict=False):
        guess = suggest_value(found.table, column.name, word, from_stage and column.name == "status")
        options = [NONE, *column.values]
        now = known.get(word) or (word if word in column.values else None) or guess.ours or NONE
        with cell:
            chosen[word] = st.selectbox(
                f"“{plain(word)}”",
                options,
                index=options.index(now) if now in options else 0,
                format_func=lambda ours: _spoken(said, ours) if ours else said.t("(unknown: such rows are rejected)"),
                key=f"word-{item['id']}-{item['round']}-{column.name}-{word}",
            )
            if chosen[word] == (guess.ours or NONE):  # else it was a person's choice, which needs no reason
                why = {name: _spoken(said, value) if name == "ours" else value for name, value in guess.values}
                st.caption(plain(said.t(guess.text, **why)))
    return {word: ours for word, ours in chosen.items() if ours != word}


def _spoken(said: Words, ours: str) -> str:
    """A word of our closed lists as it is written in files, in Vietnamese with its meaning beside it."""
    meaning = said.t(MEANINGS.get(ours, ours))
    return ours if said.language == "en" or meaning == ours else f"{ours} ({meaning.lower()})"
