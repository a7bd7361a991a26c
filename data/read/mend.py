"""Lines that do not divide as the others do: read in the one way that fits the columns, or in none."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from data.read.header import DATE, NUMBER, Head
from data.read.split import Dialect, Record, bare, patterns, split_line, unquote

ENOUGH = 5  # records that must have been seen before a column speaks against a cell
MAX_QUOTES = 16  # opening quotes of a line that are tried as letters of their cells
MAX_VAIN = 1_000  # lines for which that was tried in vain before it is given up
MAX_LINE = 100_000  # letters of a line that is looked at again
TYPED = frozenset(["number", "date", "time", "address", "code"])
TIME = re.compile(r"\d{1,2}:\d\d(:\d\d)?")
GLUED = r"\w{q}\w"


@dataclass(frozen=True, slots=True)
class _Column:
    """What the first records show in a column: how many, the kinds of their filled cells, blanks, blanks in front."""

    seen: int
    kinds: frozenset[str]
    blank: bool
    indented: bool

    def takes(self, cell: str, quote: str) -> bool:
        """Whether nothing speaks against `cell` standing here."""
        if not cell.strip():
            return self.blank
        kind = _kind(cell, quote)
        like = kind in self.kinds or (kind == "code" and "words" in self.kinds)
        return (like or (len(self.kinds) > 1 and not self.kinds <= TYPED)) and (self.indented or cell[0] != " ")


@dataclass(slots=True)
class Columns:
    """The `width` columns of a file, judged by its first records; `usual` is the number of cells most records have.

    `header` is the header as it is written, which a report may repeat above every page; `lost`: it names fewer columns
    than the records fill.
    """

    dialect: Dialect
    width: int
    usual: int
    columns: tuple[_Column, ...] = ()
    header: list[str] | None = None
    lost: bool = False
    vain: int = 0

    @property
    def known(self) -> bool:
        """Whether enough records were seen to judge by."""
        return bool(self.columns) and self.columns[0].seen >= ENOUGH

    def fit(self, cells: Sequence[str]) -> bool:
        """Whether each of `cells` may stand in its column."""
        quote = self.dialect.quote
        return all(column.takes(cell, quote) for column, cell in zip(self.columns, cells, strict=True))

    def cut(self, cells: list[str]) -> list[str] | None:
        """`cells` without the blank ones that every line of the file ends with; None when there are too many or few."""
        if self.lost:
            return cells if len(cells) == self.width else None
        return cells[: self.width] if len(cells) == self.usual and _blank(cells[self.width :]) else None

    def settle(self, record: Record) -> tuple[list[str] | None, str]:
        """The cells of a record of another number of cells or with a quote where none belongs, and what was odd.

        None when no way to divide the line fits the columns, or more than one does.
        """
        if not record.trouble:
            if cells := self.cut(record.cells):
                return cells, ""
            over = len(record.cells) >= self.width and _blank(record.cells[self.width :])
            if over and not self.lost and (not self.known or self.fit(record.cells[: self.width])):
                return record.cells[: self.width], ""
        return self._quoted(record), "stray"

    def _quoted(self, record: Record) -> list[str] | None:
        """The line divided another way, if a quote of it may be a letter."""
        plain = self.cut(record.cells) if record.trouble else None
        line, dialect = record.text, self.dialect
        looked = self.known and dialect.quote and dialect.delimiter != " " and len(line) < MAX_LINE
        if not looked or dialect.quote not in line:
            return plain
        opened = next(_openings(line, dialect), None) is not None
        if opened and (loose := self._fitting([_loosely(line, dialect)])):
            return loose[0]
        if plain and self.fit(plain) and not _encloses(record.cells, dialect.quote):
            return plain
        if self.vain >= MAX_VAIN:
            return None
        found = self._fitting(_divide(line, dialect, place) for place in _openings(line, dialect))
        self.vain += len(found) != 1
        return found[0] if len(found) == 1 else None

    def _fitting(self, ways: Iterable[list[str] | None]) -> list[list[str]]:
        """The different ways that give the right number of cells, each fit for its column."""
        found: list[list[str]] = []
        for way in ways:
            cells = self.cut(way) if way else None
            if cells and cells not in found and self.fit(cells):
                found.append(cells)
        return found


def columns_of(records: Sequence[Record], dialect: Dialect, width: int, head: Head) -> Columns:
    """What `records`, the first ones of the data, show of the columns."""
    header = list(head.names) if head.index is not None else None
    whole = [record.cells for record in records if not record.trouble and record.cells != header]
    counts = Counter(len(cells) for cells in whole if len(cells) >= width)
    usual = max(counts.items(), key=lambda item: (item[1], -item[0]))[0] if counts else width
    lost = any(len(cells) == usual and not _blank(cells[width:]) for cells in whole)
    even = [cells for cells in whole if len(cells) == (width if lost else usual)]
    columns = tuple(_column([cells[place] for cells in even], dialect) for place in range(width))
    return Columns(dialect, width, usual, columns, header, lost)


def _column(cells: list[str], dialect: Dialect) -> _Column:
    filled = [cell for cell in cells if cell.strip()]
    kinds = frozenset(_kind(cell, dialect.quote) for cell in filled)
    return _Column(len(cells), kinds, len(filled) < len(cells), any(cell[0] == " " for cell in filled))


@lru_cache(maxsize=10_000)
def _kind(cell: str, quote: str) -> str:
    """What a filled cell looks like; quotes do not count."""
    word = (cell.replace(quote, "") if quote else cell).strip()
    if DATE.match(word):
        return "date"
    if TIME.fullmatch(word):
        return "time"
    if NUMBER.match(word):
        return "number"
    if "://" in word:
        return "address"
    return "code" if re.search(r"\d", word) and not re.search(r"\s", word) else "words"


def _blank(cells: Sequence[str]) -> bool:
    return not any(cell.strip() for cell in cells)


def _encloses(cells: Sequence[str], quote: str) -> bool:
    """Whether a quote between two letters is followed by another in a later cell: they may have held cells together."""
    odd = [cell for cell in cells if cell.count(quote) % 2]
    return len(odd) > 1 and bool(re.search(GLUED.format(q=re.escape(quote)), odd[0]))


def _openings(line: str, dialect: Dialect) -> Iterator[int]:
    """Where the cells begin that a quote opens."""
    pattern = rf"(?:^|{re.escape(dialect.delimiter)})(?=[ ]*{re.escape(dialect.quote)})"
    for count, found in enumerate(re.finditer(pattern, line)):
        if count == MAX_QUOTES:
            return
        yield found.end()


def _divide(line: str, dialect: Dialect, letter: int) -> list[str] | None:
    """The cells of `line` when the quote that opens the cell at `letter` is a letter; None when another stays open."""
    start = line.index(dialect.quote, letter)
    whole, _ = patterns(dialect)
    before, state = split_line(line[:letter], dialect) if letter else ([""], "")
    found = whole.match(line, start + 1)
    if found:
        cell, more, place = dialect.quote + unquote(found[1], dialect), found[2] is not None, found.end()
    else:
        end = line.find(dialect.delimiter, letter)
        cell, more = line[letter:] if end < 0 else line[letter:end], end >= 0
        place = end + len(dialect.delimiter)
    after, trouble = split_line(line[place:], dialect) if more else ([], "")
    return None if "open" in (state, trouble) else [*before[:-1], bare(cell, dialect, len(before) - 1), *after]


def _loosely(line: str, dialect: Dialect) -> list[str]:
    """The cells of `line` when a quoted one ends with the first quote that a delimiter or the line's end follows."""
    opens = re.compile(rf"[ ]*{re.escape(dialect.quote)}")
    ends = [found.span() for found in re.finditer(_ending(dialect), line)]
    starts = [start for start, _ in ends]
    cells: list[str] = []
    place = 0
    while True:
        opened = opens.match(line, place)
        at = bisect_left(starts, opened.end()) if opened else len(ends)
        if opened and at < len(ends):
            cells.append(unquote(line[opened.end() : starts[at]], dialect))
            end = ends[at][1] - len(dialect.delimiter)
            more = line.startswith(dialect.delimiter, end) and end >= starts[at]
        else:
            end = line.find(dialect.delimiter, place)
            cells.append(bare(line[place:] if end < 0 else line[place:end], dialect, len(cells)))
            more = end >= 0
        if not more:
            return cells
        place = end + len(dialect.delimiter)


def _ending(dialect: Dialect) -> str:
    return rf"{re.escape(dialect.quote)}[ ]*+(?:{re.escape(dialect.delimiter)}|$)"
