"""The questions that only a person can answer: once per column, with an example and the effect of each answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st

from data.ingest import Ingested
from data.reply import answerable, reply
from data.retell import retell
from data.tables import TABLES
from data.typed.question import Option, Question
from data.words import Words
from pages.parts import upload_currency, upload_missing, upload_state
from pages.parts.missing import TABLE_WORDS
from pages.parts.upload_state import Item
from pages.parts.words import plain

SIDES = {"b2c": "B2C", "b2b": "B2B"}
DECIMAL = re.compile(r"(”.* [\d\u202f]+)\.(\d+)$")  # what an answer makes of the example: told with our own mark
WAYS = ("date_order", "decimal_mark")  # questions whose answers are our words; all others are names out of the file


def ask(said: Words, item: Item, found: Ingested, lacking: list[str]) -> None:
    """All open questions of a file, and what it lacks; with the last answer the file is read again."""
    if upload_currency.ask(said, item, found):
        return  # how amounts are written may follow from it
    answers = [_ask(said, item, number, question) for number, question in enumerate(found.questions)]
    for question in found.questions:
        if question.canonical.startswith(upload_currency.KEEP_ROWS) and found.mapping.table:
            upload_currency.convert(said, item, found.mapping, question)
    more = upload_missing.ask(said, item, found, lacking)
    if (answers or more) and all([*answers, *more.values()]):
        given = [(question, option) for question, option in zip(found.questions, answers, strict=True) if option]
        mapping = reply(found.mapping, given)
        if mapping.table == (found.mapping.table or mapping.table) and found.table:
            mapping = upload_missing.answered(mapping, found.table, more)
        upload_state.reread(item, mapping)
        st.rerun()


def _ask(said: Words, item: Item, number: int, question: Question) -> Option | None:
    options = [option for option in question.options if answerable(option)]
    if not options:
        st.warning(f"{_text(said, question)}  \n{said.t('Choose it in the mapping below.')}", icon=":material/help:")
        return None
    if question.canonical == "table" and len(options) > 4:
        return _pick(said, item, number, question, options)
    chosen = st.radio(
        _text(said, question),
        range(len(options)),
        index=None,
        format_func=lambda place: plain(_label(said, question, options[place])),
        captions=[_effect(said, question, option) for option in options],
        key=f"ask-{item['id']}-{item['round']}-{number}",
    )
    return None if chosen is None else options[chosen]


def _pick(said: Words, item: Item, number: int, question: Question, options: Sequence[Option]) -> Option | None:
    """Which of many tables a file is: pills, so that every answer is one click away."""
    chosen = st.pills(
        _text(said, question),
        range(len(options)),
        format_func=lambda place: said.t(TABLE_WORDS[options[place].label]),
        key=f"ask-{item['id']}-{item['round']}-{number}",
    )
    return None if chosen is None else options[chosen]


def _text(said: Words, question: Question) -> str:
    """The question in the language; only what comes from the file is escaped, as screen readers read the source."""
    example = plain(retell(said, question.example))
    return said.t(question.text, example=example, column=plain(question.column))


def _label(said: Words, question: Question, option: Option) -> str:
    if len(question.options) == 1:
        return said.t("Yes: {label}", label=option.label)
    if question.canonical == "table":
        return said.t(TABLE_WORDS[option.label]) if option.label in TABLES else option.label
    if question.code in WAYS:
        return retell(said, option.label)
    return SIDES.get(option.label, option.label)  # a sheet, a column, a currency: the file's own word


def _effect(said: Words, question: Question, option: Option) -> str:
    if question.canonical == "table" and option.label in TABLES:
        return plain(said.t("One row is: {row}", row=said.t(TABLES[option.label].row)))
    if len(question.options) == 1:
        return said.t("If not, choose another column in the mapping below.")
    effect = DECIMAL.sub(rf"\1{said.number(0.1, 1)[1]}\2", option.effect) if question.code in WAYS else option.effect
    return plain(retell(said, effect)) if option.effect != option.label else ""
