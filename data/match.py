"""Whose column is which: the mapping, or the file's own names, matched to the columns that were read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace

import duckdb

from data.asking import UndecidedError, undecided
from data.doubts import telling
from data.engine import quote
from data.errors import MappingError, did_you_mean
from data.guess import SURE, WEAK, Guess
from data.hints import currency_column, with_currency
from data.mapping import Mapping, ReadOptions
from data.read.header import plain
from data.read.raw import ERROR, INFO, WARN, Notice, Raw
from data.reply import converted
from data.reshape import Reshape
from data.reshaping import reshaped
from data.suggest import suggest_values
from data.tables import TABLES, Table
from data.typed.convert import CONVERTED

SAMPLES = 200
OTHER = (
    "“{column}” says that the amounts are in {found}, the mapping says {currency}; give rates, or correct one of them"
)


@dataclass(slots=True)
class Match:
    """The table, the position of each mapped column (from 1), the mapping for the rows as they are now, and the
    mapping as finally used on the file, which can be saved."""

    table: Table
    places: dict[str, int]
    mapping: Mapping
    wanted: Mapping
    notices: list[Notice] = field(default_factory=list)


def match_columns(raw: Raw, mapping: Mapping, file: str, cursor: duckdb.DuckDBPyConnection) -> Match:
    """The columns of `raw` under `mapping`, or under what their names and contents say when nothing is mapped."""
    asked = mapping.drop_rows
    if not mapping.columns and not mapping.reshape.given:
        mapping = _propose(raw, mapping, file, cursor)
    if mapping.table is None:
        raise MappingError("Unknown table", f"{file}: the columns do not tell the table; name it (table: in a mapping)")
    table = TABLES[mapping.table]
    if _missing(table, mapping):
        mapping = _completed(raw, mapping, file, cursor)
    wanted = mapping = _in_one_currency(raw, mapping, file, cursor)
    if not (problems := _missing(table, mapping)):
        mapping = reshaped(cursor, raw, mapping)
    places = {}
    for name, theirs in mapping.columns.items():
        place = _place(theirs, raw.names)
        if place is None:
            problems.append(f'"{theirs}" (for {name}) is not in the file{_near(theirs, raw.names)}')
        else:
            places[name] = place
    problems += [
        f'"{name}" (in drop_rows) is not in the file{_near(name, raw.names)}'
        for name in asked
        if name not in places and name not in raw.names
    ]
    if problems:
        found = ", ".join(raw.names[:12]) + (" …" if len(raw.names) > 12 else "")
        raise MappingError(
            "Columns do not fit", f"{file} as {table.name}: {'; '.join(problems)}; the file has: {found}"
        )
    return Match(table, places, mapping, wanted)


def _place(theirs: str | int, names: Sequence[str]) -> int | None:
    if isinstance(theirs, int):
        return theirs if 1 <= theirs <= len(names) else None
    if theirs in names:
        return names.index(theirs) + 1
    alike = [place for place, name in enumerate(names, 1) if plain(name) == plain(theirs)]
    return alike[0] if len(alike) == 1 else None


def _near(theirs: str | int, names: Sequence[str]) -> str:
    return f"; it has {len(names)} columns" if isinstance(theirs, int) else did_you_mean(theirs, names)


def _missing(table: Table, mapping: Mapping) -> list[str]:
    have = {*mapping.columns, *mapping.constants, *mapping.reshape.given}
    if mapping.unpivot:
        have |= {"stage", "entered_at"}
    if table.name == "events" and "order_id" in have:
        have.add("user_id")  # a refund may name its order alone
    missing = [name for name in table.required if name not in have]
    return [f"{name} ({table.column(name).meaning}) is required and not mapped" for name in missing]


def _propose(raw: Raw, mapping: Mapping, file: str, cursor: duckdb.DuckDBPyConnection) -> Mapping:
    """Columns by their canonical names where the file has no others, else what recognition proposes."""
    names = {plain(name): name for name in raw.names}
    tables = [TABLES[mapping.table]] if mapping.table else list(TABLES.values())
    for table in tables:
        have = {column: names[plain(column)] for column in table.names if plain(column) in names}
        if not _missing(table, replace(mapping, columns=have)) and (mapping.table or len(have) > 2):
            if len(have) == len(raw.names):
                return _in_our_words(cursor, raw, replace(mapping, table=table.name, columns=have))
            return _recognise(raw, replace(mapping, table=table.name), file, cursor)
    return _recognise(raw, mapping, file, cursor)


def _in_our_words(cursor: duckdb.DuckDBPyConnection, raw: Raw, mapping: Mapping) -> Mapping:
    """`mapping` of a file with our own column names that writes "Closed Won" or "Thắng" for our `won`."""
    table, values, cells = mapping.table or "", dict(mapping.values), samples(cursor, raw)
    for name, theirs in mapping.columns.items():
        ours, place = TABLES[table].column(name).values, _place(theirs, raw.names)
        if not ours or not place or all(word.strip().casefold() in ours for word in cells[raw.names[place - 1]]):
            continue
        told = suggest_values(table, name, _words(cursor, raw, place))
        sure = [one for one in told if one.ours and one.confidence != WEAK]
        found = {one.theirs: str(one.ours) for one in sure if one.theirs.casefold() not in ours}
        values[name] = {**found, **values.get(name, {})}
    return replace(mapping, values=values)


def _recognise(raw: Raw, mapping: Mapping, file: str, cursor: duckdb.DuckDBPyConnection) -> Mapping:
    from data.recognise import recognise

    cells = samples(cursor, raw)
    guess = recognise(raw.names, cells, mapping.table, file, mapping.constants)
    cells |= _all_words(cursor, raw, guess.mapping)
    for name in telling(raw.names):  # a later row may be the first one cancelled, or of two pieces
        cells[name] = [*cells[name], *_words(cursor, raw, raw.names.index(name) + 1)]
    guess = _answered(recognise(raw.names, cells, mapping.table, file, mapping.constants), mapping)
    if undecided(guess):
        raise UndecidedError(file, guess)
    found = guess.mapping
    answered = {*mapping.reshape.leave_rows, *mapping.reshape.keep_rows}
    for remark in (one for one in guess.remarks if one.theirs not in answered):
        raw.note("mapping", WARN, remark.text, column=remark.theirs, **dict(remark.values))
    for name, reason in guess.reasons.items():
        raw.say(f"column {name}", found.columns.get(name), str(reason))
    names = [*found.values, *(name for name in mapping.values if name not in found.values)]
    return replace(
        found,
        table=mapping.table or found.table,
        read=_read(mapping, found),
        constants={**found.constants, **mapping.constants},
        values={name: {**found.values.get(name, {}), **mapping.values.get(name, {})} for name in names},
        drop_rows={**found.drop_rows, **mapping.drop_rows},
        formats={**found.formats, **mapping.formats},
        unpivot=mapping.unpivot or found.unpivot,
        drop_repeats=mapping.drop_repeats or found.drop_repeats,
        keep_ids=mapping.keep_ids or found.keep_ids,
        reshape=_said(mapping.reshape, found.reshape),
    )


def _answered(guess: Guess, mapping: Mapping) -> Guess:
    """`guess` without what `mapping` answers: words of a closed list. Currencies are asked for once all is known."""
    asked = tuple(one for one in guess.questions if not one.column.startswith("reshape.keep_rows."))
    weak = {one.column for one in guess.value_suggestions if one.confidence == WEAK}
    open_ = {
        one.column
        for one in guess.value_suggestions
        if one.confidence == WEAK
        and one.theirs not in mapping.values.get(one.column, {})
        and one.theirs.casefold() not in _left_out(one.column, guess, mapping)
    }
    sure = {name for name in weak - open_ if getattr(guess.reasons.get(name), "confidence", SURE) != WEAK}
    return replace(
        guess, questions=asked, needs_confirmation=tuple(n for n in guess.needs_confirmation if n not in sure)
    )


def _left_out(column: str, guess: Guess, mapping: Mapping) -> set[str]:
    """The words of our `column` whose rows `mapping` leaves out: they need no translation."""
    theirs = str(guess.mapping.columns.get(column))
    named = (mapping.drop_rows.get(column, ()), mapping.drop_rows.get(theirs, ()))
    return {word.strip().casefold() for words in (*named, mapping.reshape.leave_rows.get(theirs, ())) for word in words}


def _said(mine: Reshape, found: Reshape) -> Reshape:
    """What the mapping says of rows and cells, and what was found where it says nothing."""
    return replace(found, **{one.name: value for one in fields(Reshape) if (value := getattr(mine, one.name))})


def _in_one_currency(raw: Raw, mapping: Mapping, file: str, cursor: duckdb.DuckDBPyConnection) -> Mapping:
    """`mapping` with the currency that the file's currency column says, whoever named the columns; several: asked."""
    column = currency_column(raw.names)
    if column is None:
        return mapping
    if mapping.read.keep_currency or mapping.read.rates:
        return _as_told(cursor, raw, mapping, column)
    left = {*mapping.reshape.leave_rows.get(column, ()), *mapping.drop_rows.get(column, ())}
    gone = {word.strip().casefold() for word in left}
    wanted = {word.strip().casefold() for word in mapping.reshape.keep_rows.get(column, ())}
    words = [word.casefold() for word in _words(cursor, raw, raw.names.index(column) + 1)]
    kept = {column: [word for word in words if word not in gone and (not wanted or word in wanted)]}
    asked = replace(mapping, reshape=replace(mapping.reshape, keep_rows={}))
    scaled = any(scale.column == column for scale in mapping.reshape.scale.values())
    unsaid = asked if scaled else replace(asked, read=replace(asked.read, currency=None))
    found, several = with_currency(unsaid, raw.names, kept)
    if several:
        raise UndecidedError(file, Guess(mapping.table, mapping, questions=several))
    said, holds = mapping.read.currency, found.read.currency
    if said and holds and said != holds:
        raw.note("mixed_currency", ERROR, OTHER, column=column, found=holds, currency=said, line=1)
    return replace(mapping, read=replace(found.read, currency=said or holds))


def _as_told(cursor: duckdb.DuckDBPyConnection, raw: Raw, mapping: Mapping, column: str) -> Mapping:
    """One currency kept, or the others converted at the rates given, where a column says the currency of each row."""
    read = mapping.read
    if read.keep_currency:
        keep = {**mapping.reshape.keep_rows, column: (read.keep_currency,)}
        reshape = replace(mapping.reshape, keep_rows=keep)
        return replace(mapping, reshape=reshape, read=replace(read, currency=read.keep_currency))
    cell = f"upper(trim(c{raw.names.index(column) + 1}))"
    for code, rate in read.rates or ():
        query = f"select count(*), min(line) from {raw.relation} where {cell} = ?"
        count, line = cursor.execute(query, [code]).fetchall()[0]
        if count:
            values = {"count": count, "column": column, "currency": code, "line": line, "rate": rate}
            raw.note("converted", INFO, CONVERTED, **values)
    return converted(mapping, column, str(read.currency), dict(read.rates or ()))


def _completed(raw: Raw, mapping: Mapping, file: str, cursor: duckdb.DuckDBPyConnection) -> Mapping:
    """`mapping` with the required columns it leaves out, where the file names them beyond doubt."""
    from data.recognise import recognise

    spoken = {_place(theirs, raw.names) for theirs in mapping.columns.values()}
    free = [name for place, name in enumerate(raw.names, 1) if place not in spoken]
    guess = recognise(free, samples(cursor, raw), mapping.table, file, mapping.constants)
    if guess.preset:
        return mapping
    columns, values = dict(mapping.columns), dict(mapping.values)
    for name in TABLES[mapping.table or ""].required:
        reason = guess.reasons.get(name)
        said = name in {*columns, *mapping.constants, *mapping.reshape.given}
        if reason and reason.confidence == SURE and not said and name not in guess.needs_confirmation:
            columns[name] = reason.theirs
            values = {name: guess.mapping.values.get(name, {}), **values}
            raw.say(f"column {name}", reason.theirs, str(reason))
    return replace(mapping, columns=columns, values={name: words for name, words in values.items() if words})


def _read(mapping: Mapping, found: Mapping) -> ReadOptions:
    """What the person said about reading, and what was found where nothing was said."""
    said = {f.name: value for f in fields(ReadOptions) if (value := getattr(mapping.read, f.name)) is not None}
    return replace(found.read, **said)


def _all_words(cursor: duckdb.DuckDBPyConnection, raw: Raw, mapping: Mapping) -> dict[str, list[str]]:
    """Of columns with a closed list of words: every word that occurs, so that none is first met after mapping."""
    found = {}
    for name, theirs in mapping.columns.items():
        place = _place(theirs, raw.names)
        if place and TABLES[mapping.table or ""].column(name).values:
            found[raw.names[place - 1]] = _words(cursor, raw, place)
    if currency := currency_column(raw.names):
        found[currency] = _words(cursor, raw, raw.names.index(currency) + 1)
    return found


def _words(cursor: duckdb.DuckDBPyConnection, raw: Raw, place: int) -> list[str]:
    cell = f"trim(c{place})"
    query = f"select distinct {cell} from {raw.relation} where {cell} <> '' order by 1 limit {SAMPLES}"
    return [row[0] for row in cursor.execute(query).fetchall()]


def samples(cursor: duckdb.DuckDBPyConnection, raw: Raw) -> dict[str, list[str]]:
    """The first cells of every column, by the column's name."""
    columns = ", ".join(quote(f"c{place}") for place in range(1, len(raw.names) + 1))
    rows = cursor.execute(f"select {columns} from {raw.relation} limit {SAMPLES}").fetchall()
    return {name: [str(row[place]) for row in rows if row[place]] for place, name in enumerate(raw.names)}
