"""Excel and OpenDocument files into rows of text cells: the sheet chosen or asked for, numbers and dates kept exact."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from data.errors import ReadError
from data.mapping import ReadOptions
from data.read.header import find_header, name_columns, plain, tell_header
from data.read.raw import WARN, Raw
from data.read.rows import RowWriter
from data.typed.nulls import is_spelled_null
from data.typed.question import Option, Question

MAX_UNPACKED = 600_000_000
MAX_RATIO, FREE_BYTES = 100, 64_000_000  # bytes of sheets for each byte of the file
MAX_COLUMNS = 2_000
HEAD_ROWS = 200
FROM_1904 = re.compile(rb"date1904\s*=\s*.(1|true)", re.I)
Row = tuple[int, list[Any]]


def read_excel(path: Path, folder: Path, options: ReadOptions, known: Collection[str]) -> Raw:
    """A sheet of the workbook at `path` as `Raw`; a question when several sheets could be meant."""
    raw = Raw(folder / "raw.parquet", (), 0)
    raw.say("format", "excel", "its first bytes")
    _check_size(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = {name: _rows(book, name) for name in book.sheet_names}
    except (CalamineError, OSError, ValueError) as error:
        raise ReadError("Damaged workbook", f"{path.name}: {str(error)[:200]}") from None
    name = _choose(sheets, options, known, raw, path)
    _fill(raw, sheets[name], options, known, path)
    if _is_from_1904(path):
        _from_1904(raw, sheets[name])
    return raw


def _check_size(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > MAX_UNPACKED or unpacked > max(FREE_BYTES, path.stat().st_size * MAX_RATIO):
        raise ReadError("Workbook too large", f"{path.name} unpacks to {unpacked:,} bytes; save the sheet as CSV")


def _is_from_1904(path: Path) -> bool:
    """Whether the workbook counts days from 1904, as those of old Macs do."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        head = archive.read("xl/workbook.xml")[:20_000] if "xl/workbook.xml" in names else b""
    return bool(FROM_1904.search(head))


def _from_1904(raw: Raw, rows: list[Row]) -> None:
    """Bare numbers of a workbook from 1904: were they days, they are days since then; beside texts that is told."""
    numbers = {}
    for place, _ in enumerate(raw.names, 1):
        cells = [(line, row[place - 1]) for line, row in rows if place <= len(row)]
        numbers[place] = [(line, cell) for line, cell in cells if isinstance(cell, float)]
    days = {place for place, cells in numbers.items() if cells and all(1 <= cell < 80_000 for _, cell in cells)}
    raw.from_1904 = raw.exact & days
    for place, name in enumerate(raw.names, 1):
        cells = [] if place in raw.exact else numbers[place]
        if cells and all(14_000 <= cell < 80_000 for _, cell in cells):
            line, found = cells[0]
            text = (
                "“{column}” may hold days counted from 1904 ({found} in line {line}): show them as dates and save again"
            )
            raw.note("days_from_1904", WARN, text, column=name, found=as_text(found), line=line)


def _rows(book: CalamineWorkbook, name: str) -> list[Row]:
    """The rows of a sheet that hold something, with their row numbers."""
    try:
        cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except CalamineError:
        return []  # a chart sheet
    return [(number, row) for number, row in enumerate(cells, 1) if any(cell not in ("", None) for cell in row)]


def _choose(sheets: dict[str, list[Row]], options: ReadOptions, known: Collection[str], raw: Raw, path: Path) -> str:
    if options.sheet is not None:
        if options.sheet not in sheets:
            raise ReadError("No such sheet", f'{path.name} has no sheet "{options.sheet}"; it has {", ".join(sheets)}')
        raw.say("sheet", options.sheet, "given")
        return options.sheet
    full = [name for name, rows in sheets.items() if len(rows) > 1 and max(len(_filled(row)) for _, row in rows) > 1]
    if not full:
        full = [name for name, rows in sheets.items() if rows]
    if not full:
        raise ReadError("Empty file", f"{path.name} holds no sheet with cells")
    fitting = [name for name in full if _knows(sheets[name], known)]
    chosen = fitting if len(fitting) == 1 else full
    if len(chosen) > 1:
        answers = tuple(Option(name, (("sheet", name),), _effect(sheets[name])) for name in fitting or full)
        text = "Which sheet of the workbook is meant?"
        raw.questions.append(Question("sheet", "", "", text, answers, chosen[0]))
    else:
        raw.say("sheet", chosen[0], "holds the mapped columns" if len(fitting) == 1 else "the only sheet with rows")
    return chosen[0]


def _filled(row: Sequence[Any]) -> list[Any]:
    return [cell for cell in row if cell not in ("", None)]


def _effect(rows: list[Row]) -> str:
    many = f"{len(rows)} row" if len(rows) == 1 else f"{len(rows)} rows"
    return f"{many}; the first: " + " | ".join(as_text(cell) for cell in _filled(rows[0][1])[:6])


def _knows(rows: list[Row], known: Collection[str]) -> bool:
    wanted = {plain(name) for name in known}
    return bool(wanted) and any(wanted <= {plain(as_text(cell)) for cell in row} for _, row in rows[:40])


def _fill(raw: Raw, rows: list[Row], options: ReadOptions, known: Collection[str], path: Path) -> None:
    width = max(len(row) for _, row in rows)
    while width > 1 and all(len(row) < width or row[width - 1] in ("", None) for _, row in rows):
        width -= 1
    if width > MAX_COLUMNS:
        raise ReadError("Too many columns", f"{path.name} has {width:,} columns; at most {MAX_COLUMNS:,} are read")
    skip = options.skip_rows or 0
    rows = [(number, (list(row) + [""] * width)[:width]) for number, row in rows if number > skip]
    first = [[as_text(cell) for cell in row] for _, row in rows[:HEAD_ROWS]]
    head = find_header(first, known, options.header)
    line = None if head.index is None else rows[head.index][0]
    above = [(rows[n][0], first[n]) for n in range(head.first - (head.index is not None))]
    tell_header(head, line, above, raw)
    raw.names = name_columns(head, width, raw)
    body = rows[head.first :]
    raw.exact = frozenset(n + 1 for n in range(width) if _is_exact([row[n] for _, row in body]))
    divided = {n + 1 for n in range(width) if any(isinstance(row[n], float) and row[n] % 1 for _, row in body)}
    raw.mixed = frozenset(divided - raw.exact)
    with RowWriter(raw.path, width) as writer:
        for number, row in body:
            writer.add(number, [as_text(cell) for cell in row])
        raw.rows = writer.rows


def _is_exact(cells: Sequence[Any]) -> bool:
    """Whether the cells are numbers or dates themselves, and no text that looks like one."""
    texts = [cell for cell in cells if isinstance(cell, str) and cell.strip() and not is_spelled_null(cell)]
    return not texts and any(not isinstance(cell, str) for cell in cells if cell is not None)


def as_text(cell: Any) -> str:
    """A cell as text: ISO dates, whole numbers without a fraction, at most the 15 digits a spreadsheet holds."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds" if not cell.microsecond else "microseconds")
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    if isinstance(cell, float):
        return _number(cell)
    return str(cell)


def _number(cell: float) -> str:
    if cell == int(cell) and abs(cell) < 1e15:
        return str(int(cell))
    text = format(cell, ".15g")
    _, point, rest = text.partition(".")
    return f"{text}0" if point and len(rest) == 3 and "e" not in text else text  # never mistaken for a thousands mark
