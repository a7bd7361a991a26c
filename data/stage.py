"""Rows typed and judged in SQL: the temporary table `staged` with every row's values, status and fault."""

from __future__ import annotations

import re
from unicodedata import normalize

import duckdb

from data.engine import quote, quote_text
from data.match import Match
from data.read.raw import Raw
from data.tables import SQL_TYPES
from data.typed.columns import Typing
from data.typed.profile import ASIDE, Typed, lookup_table

SUMS = "tổng|tổng cộng|cộng|tổng số|tổng kết|tổng tiền|sum|gesamt|summe|suma|somme"
TOTAL = (
    r"^\s*(grand |sub-?|overall )?totals?\s*(:.*)?$|^\s*totals? (général|for|of|account)\b.*$"
    rf"|^\s*({SUMS}|{normalize('NFD', SUMS)})\s*:?\s*$"  # a Mac writes its accents apart
)
EMAIL_OR_PHONE = r"^[^@\s]+@[^@\s]+\.[^@\s]+$|^(\+|00|0)[0-9][0-9 .()-]{7,16}$"
HASHED = ("user_id", "lead_id", "account_id")


def stage(cursor: duckdb.DuckDBPyConnection, raw: Raw, match: Match, typing: Typing, key: bytes | None) -> None:
    """Create `staged`: line, each mapped column with its `bad …` flag, `row_aside`, `row_fault` and `row_status`."""
    values, joins = [], []
    for name, typed in typing.columns.items():
        column, lookup = f"source.{quote(f'c{match.places[name]}')}", quote(f"lookup_{name}")
        if typed.lookup:
            _store_lookup(cursor, typed, lookup)
            joins.append(f"left join {lookup} on {lookup}.v = {column}")
        value = expression(typed, column, lookup)
        spelled = f"and {lookup}.status is distinct from 'null'" if typed.lookup else ""
        values.append(f"{personal(name, value, key, match)} as {quote(name)}")
        values.append(
            f"nullif(trim({column}), '') is not null and ({value}) is null {spelled} as {quote('bad ' + name)}"
        )
    for name, constant in match.mapping.constants.items():
        values.append(f"cast({quote_text(constant)} as {SQL_TYPES[match.table.column(name).type]}) as {quote(name)}")
        values.append(f"false as {quote('bad ' + name)}")
    others = [n for n, typed in typing.columns.items() if any(status == ASIDE for _, status in typed.lookup.values())]
    aside, total = _aside(raw, match, others), total_row(len(raw.names))
    cursor.execute(f"""
        create or replace temp view typed as
        select source.line, {aside} as row_aside, {total} as is_total, {", ".join(values)}
        from {raw.relation} as source
        {" ".join(joins)}
    """)
    cursor.execute(_judged(match))


def _store_lookup(cursor: duckdb.DuckDBPyConnection, typed: Typed, lookup: str) -> None:
    cursor.register("lookup_in", lookup_table(typed))
    cursor.execute(f"create or replace temp table {lookup} as select * from lookup_in")
    cursor.unregister("lookup_in")


def expression(typed: Typed, column: str, lookup: str) -> str:
    """The SQL value of `typed` for the text in `column`, single values taken from the table `lookup`."""
    sql = re.sub(r"\bv\b", lambda _: column, typed.sql)
    if not typed.lookup:
        return sql
    value = f"cast({lookup}.value as {typed.type})"
    if typed.type == "DATE":
        value = f"cast(cast({lookup}.value as timestamp) as date)"
    return f"case when {lookup}.v is not null then {value} else {sql} end"


def personal(name: str, value: str, key: bytes | None, match: Match) -> str:
    """E-mail addresses and phone numbers used as ids become a keyed hash; writing habits do not matter."""
    if key is None or name not in HASHED or match.mapping.keep_ids:
        return value
    same = f"regexp_replace(lower({value}), '[ .()-]', '', 'g')"
    text = f"case when contains({value}, '@') then lower({value}) else {same} end"
    hashed = f"'p' || substr(sha256({quote_text(key.hex())} || {text}), 1, 24)"
    may_be = f"(contains({value}, '@') or {value} < '1')"  # a phone number begins with + or 0; the pattern is dear
    found = f"{may_be} and regexp_matches({value}, {quote_text(EMAIL_OR_PHONE)})"
    return f"case when {found} then {hashed} else {value} end"


def _aside(raw: Raw, match: Match, others: list[str]) -> str:
    """Why a row is set aside before anything else is asked of it, or NULL; `others` hold several currencies."""
    cells = [f"nullif(trim(source.{quote(f'c{place}')}), '')" for place in range(1, len(raw.names) + 1)]
    cases = [f"when coalesce({', '.join(cells)}, null) is null then 'blank_row'"]
    for name, words in match.mapping.drop_rows.items():
        place = match.places.get(name) or (raw.names.index(name) + 1 if name in raw.names else None)
        if place:
            found = ", ".join(quote_text(word.strip()) for word in words)
            cell = f"trim(coalesce(source.{quote(f'c{place}')}, ''))"
            cases.append(f"when list_contains([{found}], {cell}) then 'drop_rows'")
    cases += [f"when {quote(f'lookup_{name}')}.status = 'aside' then 'other_currency'" for name in others]
    return f"case {' '.join(cases)} end"


def total_row(width: int) -> str:
    """Whether the first filled cell of a row of `width` cells says that it is a total."""
    cells = [f"nullif(trim(source.{quote(f'c{place}')}), '')" for place in range(1, width + 1)]
    return f"regexp_matches(lower(coalesce({', '.join(cells)}, '')), {quote_text(TOTAL)})"


def _judged(match: Match) -> str:
    """Each row's status: set aside, rejected with the first column at fault, duplicate, or used."""
    have = [*match.places, *match.mapping.constants]
    by, status = _same(match, have), "row_standing"
    if by:
        status = f"""case when row_standing = 'used'
            and {_keyed(match, by)}
            row_number() over (partition by row_standing, {by} order by line) > 1 then 'duplicate'
            else row_standing end"""
    return f"""
        create or replace temp table staged as
        with faulty as (
            select *, {_fault(match, have)} as row_fault
            from typed
        ),
        summed as (
            select * replace (case when row_aside is null and is_total then 'total_row' else row_aside end as row_aside)
            from faulty
        ),
        judged as (
            select *, case
                when row_aside is not null then 'set_aside'
                when row_fault is not null then 'rejected'
                else 'used' end as row_standing
            from summed
        )
        select * exclude (row_standing, is_total), {status} as row_status
        from judged
    """


def _keyed(match: Match, by: str) -> str:
    """A row without its id repeats no other."""
    return f"{by} is not null and" if match.table.key and by == quote(match.table.key) else ""


def _same(match: Match, have: list[str]) -> str:
    """The columns whose repeated values make a later row a duplicate; none means that nothing is dropped."""
    if match.table.key in have:
        return quote(str(match.table.key))
    return ", ".join(map(quote, have)) if match.mapping.drop_repeats else ""


def _fault(match: Match, have: list[str]) -> str:
    """`unreadable x` or `missing x` for the first required column at fault; money may be missing."""
    faults = []
    for name in have:
        column = match.table.column(name)
        if not column.required:
            continue
        faults.append(f"when {quote('bad ' + name)} then {quote_text('unreadable ' + name)}")
        if column.type != "MONEY":
            faults.append(f"when {_absent(name, have, match)} then {quote_text('missing ' + name)}")
    return f"case {' '.join(faults)} end" if faults else "cast(null as varchar)"


def _absent(name: str, have: list[str], match: Match) -> str:
    if match.table.name == "events" and name == "user_id" and {"event", "order_id"} <= set(have):
        return f"{quote(name)} is null and not (event is not distinct from 'refund' and order_id is not null)"
    return f"{quote(name)} is null"
