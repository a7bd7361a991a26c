"""Which line holds the column names: lines above it, padded titles, double headers and files without any header."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from data.read.raw import INFO, WARN, Raw

NEAR = 5  # so many records below a header with gaps a fuller one is looked for
TABLE = 5  # so many records of one width above the header are a table
LOOK = 40  # the header is looked for in this many records
NUMBER = re.compile(r"^[-+(]?[^\w\s]?\s*\d[\d.,\s']*\s*(%|[^\w\s]|[A-Za-z]{3})?[)-]?$")
DATE = re.compile(r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?$|^\d{1,2}[- ][A-Za-z]{3}[- ]\d{2,4}$")
SPACES = re.compile(r"[\s\u00a0\u200b\ufeff]+")


@dataclass(frozen=True, slots=True)
class Head:
    """`index` of the header among the first records (None: there is none), and the names as written there."""

    index: int | None
    first: int  # index of the first data record
    names: tuple[str, ...]
    why: str


def plain(name: str) -> str:
    """A column name for comparing: NFC, no case, no accents, single blanks."""
    text = unicodedata.normalize("NFD", tidy(name).casefold().replace("đ", "d"))
    bare = "".join(c for c in text if not unicodedata.combining(c))
    return re.sub(r"[\s_-]+", "_", bare).strip("_")


def tidy(name: str) -> str:
    """A name as shown: NFC, without blanks of any kind at its ends, single blanks inside."""
    return SPACES.sub(" ", unicodedata.normalize("NFC", name)).strip()


def find_header(rows: Sequence[list[str]], known: Collection[str], wanted: bool | None) -> Head:
    """The header among `rows`, the first records of a file; `known` are the column names the mapping speaks of.

    `wanted` is the person's word: True the first fitting record is the header, False there is none, None find out.
    """
    if not rows:
        return Head(None, 0, (), "the file has no rows")
    width = _width(rows)
    if wanted is False:
        start = _first_of_width(rows, width)
        return Head(None, start, _numbered(width), "given")
    named = _by_names(rows, {plain(name) for name in known})
    if named is not None:
        return Head(named, named + 1, tuple(rows[named]), "holds the names of the mapping")
    found = _by_shape(rows, width)
    if found is None and wanted is None and not _looks_headed(rows, width):
        start = _first_of_width(rows, width)
        return Head(None, start, _numbered(width), "the first record looks like all the others")
    index = found if found is not None else _first_of_width(rows, width)
    return Head(
        index, index + 1, tuple(rows[index]), "given" if wanted else "its cells are names, the ones below are not"
    )


def _width(rows: Sequence[list[str]]) -> int:
    counts = Counter(len(row) for row in rows)
    return max(counts.items(), key=lambda item: (item[1] if item[0] > 1 else item[1] / 10, item[0]))[0]


def _numbered(width: int) -> tuple[str, ...]:
    return tuple(f"column {place}" for place in range(1, width + 1))


def _first_of_width(rows: Sequence[list[str]], width: int) -> int:
    return next((index for index, row in enumerate(rows) if len(row) == width and any(c.strip() for c in row)), 0)


def _by_names(rows: Sequence[list[str]], known: set[str]) -> int | None:
    best, most = None, 0
    for index, row in enumerate(rows[:LOOK]):
        hits = len(known & {plain(cell) for cell in row if cell.strip()})
        if hits > most:
            best, most = index, hits
    return best if most >= min(2, len(known)) and most > 0 else None


def _namelike(row: Sequence[str]) -> bool:
    """Every cell that is filled reads as a name (years count as names), and at least two cells are filled."""
    filled = [cell.strip() for cell in row if cell.strip()]
    bad = [
        c for c in filled if len(c) > 120 or DATE.match(c) or (NUMBER.match(c) and not re.fullmatch(r"(19|20)\d\d", c))
    ]
    return len(filled) >= min(2, len(row)) and not bad and any(re.search(r"[^\W\d_]", cell) for cell in filled)


def _by_shape(rows: Sequence[list[str]], width: int) -> int | None:
    """The first name-like record with the usual width, or a fuller one soon after it when it has gaps."""
    unlike = None  # a header narrower or wider than the rows below, if no better one follows
    for index, row in enumerate(rows[:LOOK]):
        if len(row) != width or not _namelike(row) or 2 * _filled(row) < width:
            if index == 0 and len(row) > 1 and _namelike(row) and _filled(row) == len(row):
                unlike = 0
            continue
        for later in range(index + 1, min(index + NEAR, len(rows))):
            fuller = len(rows[later]) == width and _filled(row) < _filled(rows[later])
            if fuller and _header_like(rows[later], rows, later):
                return later  # a padded title or the upper of two header lines stands above it
        return index if _header_like(row, rows, index) else unlike
    return unlike


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def _header_like(row: Sequence[str], rows: Sequence[list[str]], index: int) -> bool:
    """More columns say that this cell is unlike the cells below it than say it is like them."""
    if not _namelike(row):
        return False
    votes = 0
    others = [r for r in rows[index + 1 :] if r != row]  # the header may stand above every page of a report
    for place, cell in enumerate(row):
        below = [r[place].strip() for r in others if len(r) == len(row) and r[place].strip()]
        votes += _vote(cell.strip(), below) if below and cell.strip() else 0
    if votes:
        return votes > 0
    cells = [cell.strip().casefold() for cell in row if cell.strip()]
    below_all = {cell.strip().casefold() for r in others for cell in r}
    return len(set(cells)) == len(cells) and not below_all & set(cells)


def _vote(cell: str, below: Sequence[str]) -> int:
    if sum(bool(NUMBER.match(c) or DATE.match(c)) for c in below) >= 0.9 * len(below):
        return -1 if (NUMBER.match(cell) and not re.fullmatch(r"(19|20)\d\d", cell)) or DATE.match(cell) else 3
    lengths = {len(c) for c in below}
    shapes = {_shape(c) for c in below}
    if len(shapes) <= 3 and any("9" in shape for shape in shapes):
        return -2 if _shape(cell) in shapes else 2
    if len(below) > 5 and len(lengths) == 1 and min(lengths) >= 8:
        return -2 if len(cell) in lengths else 2
    return -1 if cell in below else 0


def _shape(cell: str) -> str:
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", cell))


def _looks_headed(rows: Sequence[list[str]], width: int) -> bool:
    index = _first_of_width(rows, width)
    return len(rows) == index + 1 and _namelike(rows[index])


def name_columns(head: Head, width: int, raw: Raw) -> tuple[str, ...]:
    """Unique, tidy names for `width` columns; blank and repeated ones are named by position, and that is told."""
    names: list[str] = []
    seen: Counter[str] = Counter()
    for place in range(1, width + 1):
        name = tidy(head.names[place - 1]) if place <= len(head.names) else ""
        if not name:
            name = f"column {place}"
            raw.note(
                "blank_header", WARN, "column {place} has no name; it is called “{column}”", place=place, column=name
            )
        seen[name] += 1
        if seen[name] > 1:
            first, name = name, f"{name} ({seen[name]})"
            text = "two columns are called “{first}”; both are kept, the one at position {place} as “{column}”"
            raw.note("duplicate_header", WARN, text, first=first, place=place, column=name)
        names.append(name)
    return tuple(names)


def tell_header(head: Head, line: int | None, above: Sequence[tuple[int, list[str]]], raw: Raw) -> None:
    """Note where the header is, and what stands above it."""
    raw.say("header", line if head.index is not None else False, head.why)
    if above:
        text = "{count} {count:line|lines} above the header {count:was|were} left out (lines {line}–{last})"
        widths = Counter(len(cells) for _, cells in above if _filled(cells) > 1)
        severity = WARN if widths and max(widths.values()) >= TABLE else INFO  # perhaps a table of its own
        place = {"line": above[0][0], "last": above[-1][0], "found": " | ".join(above[0][1])}
        raw.note("preamble", severity, text, count=len(above), **place)
    if head.index is None and head.why != "given":
        raw.note("no_header", WARN, "no header line was found; columns are named by position", line=line or 1)
