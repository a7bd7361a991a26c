"""What the upload screen shows of a file before it is stored: its first rows, its words, and the suggested mapping.

Made by the process that reads the file, so that the board itself never opens an upload.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass

import duckdb

from data.engine import quote
from data.guess import Guess
from data.mapping import Mapping
from data.match import samples
from data.naming import fingerprint
from data.read.raw import Raw
from data.recognise import recognise

ROWS = 8
COLUMNS = 200
CELL = 120
WORDS = 40


@dataclass(frozen=True, slots=True)
class Preview:
    """`rows` are the first rows, cut to `COLUMNS` cells; `words` the different words of the columns with few of them.

    `guess` is what recognition proposes on its own, whatever mapping the file was read with.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: Dict[str, tuple[str, ...]]
    guess: Guess
    fingerprint: str


def preview(cursor: duckdb.DuckDBPyConnection, raw: Raw, mapping: Mapping, file: str) -> Preview:
    """The preview of a file as it was read, before anything in it is typed."""
    places = range(1, min(len(raw.names), COLUMNS) + 1)
    cells = ", ".join(f"left(c{place}, {CELL})" for place in places)
    rows = cursor.execute(f"select {cells} from {raw.relation} limit {ROWS}").fetchall() if places else []
    found = {name: few for place, name in zip(places, raw.names, strict=False) if (few := _words(cursor, raw, place))}
    proof = samples(cursor, raw) | {name: list(words) for name, words in found.items()}
    guess = recognise(raw.names, proof, mapping.table, file)
    shown = tuple(tuple("" if cell is None else str(cell) for cell in row) for row in rows)
    return Preview(raw.names, shown, found, guess, fingerprint(raw.names))


def _words(cursor: duckdb.DuckDBPyConnection, raw: Raw, place: int) -> tuple[str, ...]:
    """The different words of a column, the most frequent first; none when there are more than a person would map."""
    cell = f"trim({quote(f'c{place}')})"
    query = f"""
        select left({cell}, {CELL})
        from {raw.relation}
        where {cell} <> ''
        group by 1
        order by count(*) desc, 1
        limit {WORDS + 1}
    """
    words = tuple(row[0] for row in cursor.execute(query).fetchall())
    return words if len(words) <= WORDS else ()
