"""Lines into records, one by one and without trust: a broken line is named and never takes its neighbours along."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

MAX_SPAN = 2_000  # lines one quoted cell may run over
MAX_CELL = 8_000_000


@dataclass(frozen=True, slots=True)
class Dialect:
    """`delimiter` " " means runs of blanks; `quote` "" means none; `escape` None means a doubled quote.

    `blank`: a blank follows every delimiter, and belongs to it.
    """

    delimiter: str
    quote: str
    escape: str | None = None
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record, the line it begins on, and what was odd: stray, unclosed or nothing.

    `text` is the line itself where it is odd or has another number of cells than expected.
    """

    line: int
    cells: list[str]
    trouble: str = ""
    text: str = ""


@lru_cache(maxsize=64)
def patterns(dialect: Dialect) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A quoted cell with what follows it (its text, the delimiter), and one that is still open at the line's end."""
    q, d = re.escape(dialect.quote), re.escape(dialect.delimiter)
    # possessive: a cell of megabytes must not leave a way back for each of its letters
    inner = rf"[^{q}\\]*+(?:(?:\\.|{q}{q})[^{q}\\]*+)*+" if dialect.escape else rf"[^{q}]*+(?:{q}{q}[^{q}]*+)*+"
    whole = re.compile(rf"[ ]*{q}({inner}){q}[ ]*(?:({d})|$)", re.S)
    return whole, re.compile(rf"[ ]*{q}{inner}\Z", re.S)


def split_line(line: str, dialect: Dialect) -> tuple[list[str], str]:
    """The cells of `line`, and `open` when a quoted cell does not end, `stray` when quotes stand where none belong."""
    if dialect.delimiter == " ":
        return line.split(), ""
    if not dialect.quote or dialect.quote not in line:
        cells = line.split(dialect.delimiter)
        return ([bare(cell, dialect, place) for place, cell in enumerate(cells)] if dialect.blank else cells), ""
    whole, opened = patterns(dialect)
    cells = []
    trouble, place = "", 0
    while True:
        found = whole.match(line, place)
        if found:
            cells.append(unquote(found[1], dialect))
            more, place = found[2] is not None, found.end()
        elif opened.match(line, place):
            return [*cells, line[place:]], "open"
        else:
            end = line.find(dialect.delimiter, place)
            cell = bare(line[place:] if end < 0 else line[place:end], dialect, len(cells))
            trouble = "stray" if _is_stray(cell, dialect.quote) else trouble
            cells.append(cell)
            more, place = end >= 0, end + 1
        if not more:
            return cells, trouble


def bare(cell: str, dialect: Dialect, place: int) -> str:
    """The cell at `place` (from 0) without the blank that belongs to the delimiter before it."""
    return cell[1:] if dialect.blank and place and cell[:1] == " " else cell


def _is_stray(cell: str, quote: str) -> bool:
    """Whether the quotes of a cell that is not quoted as a whole are in doubt; pairs inside it are its own."""
    return cell.count(quote) % 2 == 1 or (len(cell) > 2 and cell[0] == quote == cell[-1])


def unquote(cell: str, dialect: Dialect) -> str:
    """The text of a quoted cell; a backslash stays where it does not mark a quote, a backslash, delimiter or line."""
    if dialect.escape:
        cell = re.sub(rf"\\([\\\n{re.escape(dialect.quote + dialect.delimiter)}])", r"\1", cell)
    return cell.replace(dialect.quote * 2, dialect.quote)


def records(lines: Iterable[str], dialect: Dialect, width: int, first: int = 1) -> Iterator[Record]:
    """All records of `lines` (without line ends; the first has number `first`); blank lines are no records.

    `width` is the number of cells expected: it decides whether a quote that does not close on its line belongs to a
    cell of several lines or is a mistake in this line alone.
    """
    queue: deque[str] = deque()
    source = iter(lines)
    number, shapes = first, deque[tuple[str, str]](maxlen=50)  # the first and the last cell
    while True:
        line = queue.popleft() if queue else next(source, None)
        if line is None:
            return
        if not line.strip():
            number += 1
            continue
        cells, trouble = split_line(line, dialect)
        taken = 1
        if trouble == "open":
            cells, trouble, taken = _several_lines(line, queue, source, dialect, width, shapes)
        elif len(cells) == width:
            shapes.append((cells[0], cells[-1]))
        yield Record(number, cells, trouble, line if trouble or len(cells) != width else "")
        number += taken


def _several_lines(
    line: str, queue: deque[str], source: Iterator[str], dialect: Dialect, width: int, shapes: deque[tuple[str, str]]
) -> tuple[list[str], str, int]:
    """A cell over several lines, or the line on its own when the quote that began it never closes properly."""
    text, size, begun = [line], len(line), _begun(line, dialect)
    for taken in range(1, MAX_SPAN):
        if len(queue) < taken:
            more = next(source, None)
            if more is None:
                break
            queue.append(more)
        text.append(queue[taken - 1])
        size += len(text[-1])
        if size > MAX_CELL:
            break
        if dialect.quote not in text[-1]:
            continue
        joined = "\n".join(text)
        if _broken(joined, begun, dialect):
            break
        cells, trouble = split_line(joined, dialect)
        if trouble == "open":
            begun = len(joined) - len(cells[-1])
            continue
        if len(cells) == width and not trouble and not _swallows(text, dialect, width, shapes):
            for _ in range(taken):
                queue.popleft()
            return cells, "", taken + 1
        break
    return _alone(line, dialect)


def _begun(line: str, dialect: Dialect) -> int:
    """Where the cell begins whose quote does not close on this line."""
    return len(line) - len(split_line(line, dialect)[0][-1])


def _broken(text: str, begun: int, dialect: Dialect) -> bool:
    """Whether the cell begun there can neither have closed properly nor still be open."""
    whole, opened = patterns(dialect)
    return not whole.match(text, begun) and not opened.match(text, begun)


def _swallows(text: list[str], dialect: Dialect, width: int, shapes: deque[tuple[str, str]]) -> bool:
    """Whether a line inside the quoted cell looks like a whole record of its own."""
    for line in text[1:]:
        cells = line.split(dialect.delimiter)
        if len(cells) == width and width > 1:
            shape = (_collapse(cells[0]), _collapse(cells[-1]))
            if not shapes or any(shape == (_collapse(first), _collapse(last)) for first, last in shapes):
                return True
    return False


@lru_cache(maxsize=1_000)
def _collapse(cell: str) -> str:
    cell = re.sub(r"\d+", "9", cell.strip().strip("\"'"))
    return re.sub(r"[^\W\d_]+", "a", cell)[:20]


def _alone(line: str, dialect: Dialect) -> tuple[list[str], str, int]:
    """The line without the meaning of its quotes; a quote that opens a cell is taken away, and told."""
    cells = [cell.strip() for cell in line.split(dialect.delimiter)]
    cells = [_bare(cell, dialect.quote) for cell in cells]
    return cells, "unclosed", 1


def _bare(cell: str, quote: str) -> str:
    if len(cell) > 1 and cell[0] == quote == cell[-1]:
        return cell[1:-1].replace(quote * 2, quote)
    return cell.removeprefix(quote)
