"""A person's answer to a question about a file, written into its mapping: for the upload screen.

An option's keys are places in the mapping file (see data/asking.py). Answers about how one column is written are kept
for that column alone, because another one of the same file may be written differently.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from data.mapping import FORMAT_KEYS, Mapping, ReadOptions, check_mapping
from data.reshape import Scale
from data.tables import TABLES
from data.typed.question import Option, Question

UNKNOWN_WORD = "…"  # a word nobody knows: there is nothing to confirm


def reply(mapping: Mapping, answers: Sequence[tuple[Question, Option]]) -> Mapping:
    """`mapping` with all `answers` in it; MappingError when they do not fit it.

    Another table than the one guessed starts anew: guesses about the columns were guesses for the other table.
    """
    for _, option in answers:
        chosen = dict(option.read).get("table")
        if chosen and chosen != mapping.table:
            return Mapping(table=chosen, read=mapping.read)
    for question, option in answers:
        for key, value in option.read:
            mapping = _put(mapping, question, key, value)
    check_mapping(mapping)
    return mapping


def answerable(option: Option) -> bool:
    """Whether choosing the option says enough: not where a word still has to be translated by hand."""
    return all(value != UNKNOWN_WORD for _, value in option.read)


def _put(mapping: Mapping, question: Question, key: str, value: str) -> Mapping:
    place, _, rest = key.partition(".")
    if place == "table":
        return replace(mapping, table=value)
    if place == "reshape":
        column = rest.partition(".")[2]
        reshape = replace(mapping.reshape, keep_rows={**mapping.reshape.keep_rows, column: (value,)})
        return replace(mapping, reshape=reshape, read=_with(mapping.read, currency=value))
    if place == "values":
        column, _, word = rest.partition(".")
        words = {**mapping.values.get(column, {}), word: value}
        return replace(mapping, values={**mapping.values, column: words})
    if place == "columns":
        constants = {name: kept for name, kept in mapping.constants.items() if name != rest}
        return replace(mapping, columns={**mapping.columns, rest: value}, constants=constants)
    if place == "constants":
        columns = {name: theirs for name, theirs in mapping.columns.items() if name != rest}
        return replace(mapping, columns=columns, constants={**mapping.constants, rest: value})
    return _read(mapping, question, rest or place, value)


def _read(mapping: Mapping, question: Question, key: str, value: str) -> Mapping:
    table = TABLES.get(mapping.table or "")
    if key in FORMAT_KEYS and table and question.canonical in table.names:
        formats = {**mapping.formats.get(question.canonical, {}), key: value}
        return replace(mapping, formats={**mapping.formats, question.canonical: formats})
    return replace(mapping, read=_with(mapping.read, **{key: value}))


def _with(read: ReadOptions, **more: Any) -> ReadOptions:
    return replace(read, **more)


def converted(mapping: Mapping, column: str, to: str, rates: Dict[str, str]) -> Mapping:
    """All money of the file in currency `to`; `rates`: what one of each other currency in their `column` is worth."""
    table = TABLES[mapping.table or ""]
    money = [name for name in mapping.columns if table.column(name).type == "MONEY"]
    scale = Scale(column=column, by_value={**rates, to: "1"})
    keep = {name: kept for name, kept in mapping.reshape.keep_rows.items() if name != column}
    reshape = replace(mapping.reshape, keep_rows=keep, scale={**mapping.reshape.scale, **dict.fromkeys(money, scale)})
    return replace(mapping, reshape=reshape, read=_with(mapping.read, currency=to))


__all__ = ["answerable", "converted", "reply"]
