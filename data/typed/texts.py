"""A text column into canonical texts: tidy, missing spellings, and closed lists of words matched."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping as Mapping_

import duckdb

from data.engine import quote, quote_text
from data.errors import did_you_mean
from data.mapping import Mapping
from data.read.header import plain
from data.read.raw import ERROR, WARN, Notice
from data.tables import Column
from data.typed.cut import tell_cut_ids
from data.typed.nulls import DATABASE, is_spelled_null
from data.typed.profile import BAD, NULL, OK, Typed

MAX_WORDS = 5_000
TWICE = "[ÃÂÄÅÆáâ][\u0080-\u00bf\u2018-\u203a\u0152-\u0192\u02c6\u02dc\u20ac\u2122]"
UNKNOWN_WORDS = (
    "“{column}” holds “{found}” in {count} {count:row|rows}, no known {canonical}; map it to one of {list}{near}"
)
UNSEEN = "\u200b\u2060\ufeff\u200e\u200f\u00ad"  # characters that print as nothing
PLAIN = "[!-~]([ -~]*[!-~])?"  # signs of ASCII, no blank at either end: to trim and compare is four times the work
BLANKS = " \t\u00a0\u3000\v\f\r\n"
TEXT = f"nullif(trim(translate(nfc_normalize(v), '{UNSEEN}', ''), '{BLANKS}'), '')"
BARE = r"""regexp_replace(regexp_replace(v, '(?s)^="(.*)"$', '\1'), '(?s)^''([-=+@\t\r])', '\1')"""


def read_text_column(
    cursor: duckdb.DuckDBPyConnection, relation: str, column: str, name: str, canonical: Column, mapping: Mapping
) -> Typed:
    """How `column` becomes the canonical text column; closed lists refuse unknown words, and suggest."""
    typed = Typed(TEXT, "VARCHAR", "a text")
    pairs = mapping.values.get(canonical.name, {})
    if canonical.values or pairs:
        typed.expected = f"one of {', '.join(canonical.values)}" if canonical.values else "a text"
        _words(cursor, relation, column, name, canonical, pairs, typed)
    else:
        plain, guarded = _looks(cursor, relation, column)
        if guarded:  # ="00123" and '=a are texts kept from being taken for numbers and formulas
            typed.sql = TEXT.replace("(v)", f"({BARE})")
        elif plain:
            typed.sql = "v"
        _missing(cursor, relation, column, canonical, typed)
        if canonical.name.endswith("_id"):
            typed.notices += tell_cut_ids(cursor, relation, column, name)
        else:
            _question_marks(cursor, relation, column, name, typed)
        _encoded_twice(cursor, relation, column, name, typed)
    return typed


def _looks(cursor: duckdb.DuckDBPyConnection, relation: str, column: str) -> tuple[bool, bool]:
    """Whether all values are plain, so that nothing is to be made tidy; whether any is guarded."""
    cell = quote(column)
    query = f"""
        select coalesce(bool_and(regexp_full_match({cell}, '{PLAIN}')), false),
            coalesce(bool_or(starts_with({cell}, '="') or regexp_matches({cell}, '^''[-=+@\t\r]')), false)
        from {relation}
        where {cell} is not null
    """
    plain, guarded = cursor.execute(query).fetchall()[0]
    return bool(plain), bool(guarded)


def _words(
    cursor: duckdb.DuckDBPyConnection,
    relation: str,
    column: str,
    name: str,
    canonical: Column,
    pairs: Mapping_[str, str],
    typed: Typed,
) -> None:
    name_of = quote(column)
    query = f"select {name_of}, count(*), min(line) from {relation} where {name_of} is not null group by 1 order by 3"
    found = cursor.execute(f"{query} limit {MAX_WORDS + 1}").fetchall()
    if len(found) > MAX_WORDS:
        text = "“{column}” holds more than {count} different words; it cannot be {canonical}"
        place = (("column", name), ("count", MAX_WORDS), ("canonical", canonical.name))
        typed.notices.append(Notice("too_many_words", ERROR, text, place, found[0][2], name, found[0][0]))
        return
    given = {plain(theirs): ours for theirs, ours in pairs.items()}
    for text, count, line in found:
        word = plain(text)
        if word in given:
            typed.lookup[text] = (given[word], OK)
        elif not word or (is_spelled_null(text) and not canonical.values):
            typed.lookup[text] = (None, NULL)
        elif not canonical.values:
            typed.lookup[text] = (unicodedata.normalize("NFC", text.strip()), OK)
        elif word in canonical.values:
            typed.lookup[text] = (word, OK)
        else:
            typed.lookup[text] = (None, BAD)
            words = UNKNOWN_WORDS
            values = (
                ("column", name),
                ("found", text),
                ("count", count),
                ("canonical", canonical.name),
                ("list", ", ".join(canonical.values)),
                ("near", did_you_mean(word, canonical.values)),
            )
            typed.notices.append(Notice("unknown_value", WARN, words, values, line, name, text))


def _missing(cursor: duckdb.DuckDBPyConnection, relation: str, column: str, canonical: Column, typed: Typed) -> None:
    """Spellings of "nothing" that a database or program writes; in ids also those that people write."""
    is_id = canonical.name.endswith("_id")
    query = f"select {quote(column)}, count(*), min(line) from {relation} where length({quote(column)}) < 16 and "
    words = ", ".join(quote_text(word) for word in sorted(DATABASE))
    condition = (
        f"lower(trim({quote(column)})) in ({words})" if not is_id else f"not regexp_matches({quote(column)}, '[0-9]')"
    )
    rows = cursor.execute(query + condition + " group by 1 order by 3 limit 1000").fetchall()
    for text, count, line in rows:
        if is_spelled_null(text):
            typed.lookup[text] = (None, NULL)
            typed.spelled += count
            typed.spelled_line = min(line, typed.spelled_line or line)
            typed.spelled_as = typed.spelled_as or text.strip()


def _encoded_twice(cursor: duckdb.DuckDBPyConnection, relation: str, column: str, name: str, typed: Typed) -> None:
    """Letters like `Ã ` and `á»™` that become sensible when the text is taken back through a western encoding."""
    cell = quote(column)
    query = f"""
        select {cell}, min(line)
        from {relation}
        where strlen({cell}) <> length({cell})
          and (regexp_matches({cell}, ?) or contains({cell}, '\ufffd'))
        group by 1
        order by 2
        limit 50
    """
    for found, line in cursor.execute(query, [TWICE]).fetchall():
        if "\ufffd" in found:
            text = "“{column}” holds letters that were lost before it came here ({found}), first in line {line}"
            values = (("column", name), ("found", found), ("line", line))
            typed.notices.append(Notice("lost_letters", WARN, text, values, line, name, found))
            return
        if any(_becomes_text(found, encoding) for encoding in ("cp1252", "latin-1")):
            text = "“{column}” looks like text encoded twice ({found}), first in line {line}: export it again as UTF-8"
            values = (("column", name), ("found", found), ("line", line))
            typed.notices.append(Notice("encoded_twice", WARN, text, values, line, name, found))
            return


def _question_marks(cursor: duckdb.DuckDBPyConnection, relation: str, column: str, name: str, typed: Typed) -> None:
    """`N?i` for Nội, more than once: exported into an encoding without these letters. Addresses have such marks too."""
    cell = quote(column)
    query = f"""
        select count(distinct {cell}), arg_min({cell}, line), min(line)
        from {relation}
        where contains({cell}, '?')
          and regexp_matches({cell}, '\\pL\\?+\\pL')
          and not regexp_matches({cell}, '[=/&:]')
    """
    count, found, line = cursor.execute(query).fetchall()[0]
    if count > 1:
        text = "“{column}” holds question marks for letters ({found}), first in line {line}: export it again as UTF-8"
        values = (("column", name), ("found", found), ("line", line))
        typed.notices.append(Notice("question_marks", WARN, text, values, line, name, found))


def _becomes_text(found: str, encoding: str) -> bool:
    try:
        return len(found.encode(encoding).decode("utf-8")) < len(found)
    except UnicodeError:
        return False
