"""What every value of a column must look like, so that it may be read as its first rows were: for the short way.

A guard is stricter than the reading it guards: a text that passes is read by the careful way (numbers, moments, texts)
with the same decision and to the same value; a text that does not pass stops the short way, and nothing is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import duckdb

from data.engine import quote, quote_text
from data.mapping import ReadOptions
from data.typed.moments import ISO, ORDERED, QUICK, Zones
from data.typed.nulls import SPELLED, is_spelled_null
from data.typed.numbers import BODY, take_apart
from data.typed.profile import NULL, OK, Typed, shapes_of

MAX_FORMS = 12
ORDINARY = tuple(sorted(word for word in SPELLED if word.isascii()))
EPOCHS = {10: "1000000", 13: "1000"}  # digits of a count of seconds or milliseconds: microseconds in one of them
FRACTION = {"MONEY": "{1,2}", "NUMBER": "(?:{1,2}|{4,6})"}


@dataclass(frozen=True, slots=True)
class Guard:
    """SQL over <v> (the cell) and <t> (its typed value): `fits` says that `value` may be trusted.

    `words` says that texts which spell a missing value are read as none.
    """

    value: str
    fits: str
    words: bool = False


def guard_of(
    cursor: duckdb.DuckDBPyConnection,
    relation: str,
    column: str,
    typed: Typed,
    kind: str,
    options: ReadOptions,
    zones: Zones,
) -> Guard | None:
    """The guard of a column of numbers or moments whose first rows `typed` reads; None where there is none."""
    if typed.guard:
        return _plain(cursor, relation, column, typed, kind)
    if any(status not in (OK, NULL) for _, status in typed.lookup.values()):
        return None
    if kind in ("DATE", "TIMESTAMP"):
        return _moments(cursor, relation, column, typed, kind, zones)
    return _numbers(cursor, relation, column, typed, kind, options)


def _plain(cursor: duckdb.DuckDBPyConnection, relation: str, column: str, typed: Typed, kind: str) -> Guard:
    """Writing the value again must give the text back; a pattern, which is slower, decides where it does not."""
    value, slow = over_cell(typed.sql), _one_of([typed.guard])
    if typed.guard == QUICK[0]:
        day = "<t>" if kind == "DATE" else "cast(<t> as date)"
        return Guard(value, f"strlen(<v>) = 10 and (cast({day} as varchar) = <v> or {slow})")
    if typed.guard == QUICK[1]:
        moment = "<t>" if typed.sql == "try_cast(v as timestamp)" else "try_cast(<v> as timestamp)"
        return Guard(value, f"strlen(<v>) = 19 and (cast({moment} as varchar) = <v> or {slow})")
    if kind == "MONEY" and _some(cursor, relation, column, "contains(v, '.')"):
        return Guard(value, f"cast(<t> as varchar) = <v> or {slow}")
    return Guard(value, f"(strlen(<v>) < 17 and cast(try_cast(<v> as bigint) as varchar) = <v>) or {slow}")


def over_cell(sql: str) -> str:
    """The SQL of `Typed`, with <v> for the cell."""
    return re.sub(r"\bv\b", "<v>", sql)


def _some(cursor: duckdb.DuckDBPyConnection, relation: str, column: str, test: str) -> bool:
    query = f"select coalesce(bool_or({test}), false) from (select {quote(column)} as v from {relation})"
    return bool(cursor.execute(query).fetchall()[0][0])


def _moments(
    cursor: duckdb.DuckDBPyConnection, relation: str, column: str, typed: Typed, kind: str, zones: Zones
) -> Guard | None:
    """Only the forms of the first rows, each a moment; so the order of day and month stays as it was proven there."""
    shapes = [shape for shape in shapes_of(cursor, relation, column) if not is_spelled_null(shape.low)]
    forms = [shape.text for shape in shapes]
    slow = [shape for shape in shapes if shape.low in typed.lookup]
    if not forms or len(forms) > MAX_FORMS or _may_turn(forms, typed):
        return None
    if not slow:
        return Guard(over_cell(typed.sql), _one_of([re.escape(form).replace("9", r"\d") for form in forms]), words=True)
    counted = typed.read.get("date", {}).get("value") == "epoch" and len(forms) == 1 and set(forms[0]) == {"9"}
    if not counted or len(forms[0]) not in EPOCHS:
        return None
    utc = f"timezone('UTC', make_timestamp(cast(<v> as bigint) * {EPOCHS[len(forms[0])]}))"
    value = f"cast(timezone({quote_text(zones.into.key)}, {utc}) as {kind})"
    digits = _one_of([rf"\d{{{len(forms[0])}}}"])
    return Guard(f"case when {digits} then {value} end", "true", words=True)


def _may_turn(forms: list[str], typed: Typed) -> bool:
    """Whether rows to come may prove another order of day and month, or that a spreadsheet has exchanged them.

    05/05/2024 is the same day in either order: first rows of such dates alone have proven nothing.
    """
    ordered = any(ORDERED.fullmatch(form) for form in forms)
    return ordered and ("date" not in typed.read or any(ISO.fullmatch(form) for form in forms))


def _one_of(patterns: list[str]) -> str:
    return f"regexp_full_match(<v>, {quote_text('|'.join(patterns))})"


@dataclass(frozen=True, slots=True)
class _Frame:
    """What stands before and after the digits of a number, whether it makes the number negative, and its currency."""

    before: str
    after: str
    negative: bool
    currency: str | None

    def inside(self, other: _Frame) -> bool:
        """Whether a text in the frame `other` looks as if it stood in this one."""
        return other.before.startswith(self.before) and other.after.endswith(self.after)


def _numbers(
    cursor: duckdb.DuckDBPyConnection, relation: str, column: str, typed: Typed, kind: str, options: ReadOptions
) -> Guard | None:
    """Only the signs of the first rows around digits with the marks decided there, each mark in its proper place."""
    if options.rates or options.keep_currency:
        return None
    rows = cursor.execute(f"select distinct {quote(column)} from {relation} where {quote(column)} is not null")
    texts = [str(row[0]) for row in rows.fetchall() if not is_spelled_null(row[0])]
    body = _body(typed, texts, kind, options)
    frames = {_frame(text, body) for text in texts}
    known = [frame for frame in frames if frame]
    if not known or None in frames or len(known) > MAX_FORMS or _alike(known):
        return None
    if len({frame.currency is None for frame in known}) > 1:
        return None  # 0 needs no currency beside $5; whether others lack theirs is told over all rows
    patterns = [f"{re.escape(frame.before)}{body}{re.escape(frame.after)}" for frame in known]
    return Guard(_value(known, typed, kind), _one_of(patterns), words=True)


def _marks(typed: Typed, options: ReadOptions) -> tuple[str, str] | None:
    """The decimal and the thousands mark, where the first rows (or a person) decided them."""
    decimal = typed.read.get("decimal", {}).get("value")
    if decimal is None:
        return None
    given = options.thousands if options.decimal or options.thousands else None
    return str(decimal), given or ("," if decimal == "." else ".")


def _body(typed: Typed, texts: list[str], kind: str, options: ReadOptions) -> str:
    """The pattern of digits and marks: none that the careful way would take for a proof of other marks."""
    if (marks := _marks(typed, options)) is None:
        return r"\d{1,15}"
    decimal, thousands = (re.escape(mark) for mark in marks)
    whole = rf"(?:\d{{1,15}}|[1-9]\d{{0,2}}(?:{thousands}\d{{3}}){{1,4}})" if marks[1] in ".," else r"\d{1,15}"
    if kind == "COUNT":
        return whole
    digits = FRACTION[kind].replace("{", r"\d{")
    return f"{whole}(?:{decimal}{digits})?"


def _frame(text: str, body: str) -> _Frame | None:
    """The frame of a number; None when it is no number with such a `body`."""
    found = BODY.search(text)
    if not found or not re.fullmatch(body, found[0]) or re.search(r"\d", text[: found.start()] + text[found.end() :]):
        return None
    before, after = text[: found.start()], text[found.end() :]
    parts = take_apart(f"{before}1{after}")
    return _Frame(before, after, parts.negative, parts.currency) if parts and parts.body == "1" else None


def _alike(frames: list[_Frame]) -> bool:
    return any(one.negative and not other.negative and one.inside(other) for one in frames for other in frames)


def _value(frames: list[_Frame], typed: Typed, kind: str) -> str:
    """The number between the signs, with its marks made alike; its sign from the frame."""
    decimal = typed.read.get("decimal", {}).get("value", ".")
    text = "regexp_extract(<v>, '[0-9][0-9.,]*')"
    digits = f"regexp_replace({text}, '[^0-9{decimal}]', '', 'g')"
    plain = digits if decimal == "." else f"replace({digits}, ',', '.')"
    number = f"try_cast({plain} as {typed.type})"
    tests = [
        f"(starts_with(<v>, {quote_text(frame.before)}) and suffix(<v>, {quote_text(frame.after)}))"
        for frame in frames
        if frame.negative
    ]
    return f"case when {' or '.join(tests)} then -{number} else {number} end" if tests else number
