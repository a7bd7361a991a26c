"""Pollutes a small table in every row and column, reads each file back, and prints what became of it.

Usage: python -m tests.faults.pollutions [--fast] — exits with 1 when a file was read wrong without a word. `--fast`
sends every even file to the reader of large ones. A file is exact; short of rows that were named; misread but told;
refused; or silent: read wrong with no notice and no record left out. Only reading is looked at, before any mapping.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from data.errors import FunnelError
from data.mapping import Mapping
from data.read import bulk
from data.read import text as text_module
from data.read.open import open_file

Row = list[str]
HEADER = ["order_id", "ordered_at", "city", "goods", "price", "remark"]
GOODS = ('Lamp, brass 10"', "Chair", "Rug, wool", 'TV 42"', "Vase, blue, tall")
CITIES, REMARKS = ("Huế", "Hà Nội", "Cần Thơ"), ("", "gift", "", "")
EXACT, SHORT, TOLD, REFUSED, SILENT = "exact", "rows left out", "misread but told", "refused", "SILENT"


def table(count: int = 24) -> list[Row]:
    """The clean rows: ids, dates, words, cells with commas and quotes, prices, and a last column that may be blank."""
    return [
        [
            f"SO-{100 + n}",
            f"2024-03-{n % 28 + 1:02}",
            CITIES[n % 3],
            GOODS[n % 5],
            f"{n * 7 % 90 + 10}.50",
            REMARKS[n % 4],
        ]
        for n in range(count)
    ]


def written(row: Row, delimiter: str = ",", quote: str = '"', escape: str = '""') -> list[str]:
    """The cells of a row as they stand in a file: the goods are always quoted, others where they must be."""
    return [
        quote + cell.replace('"', escape) + quote if place == 3 or delimiter in cell else cell
        for place, cell in enumerate(row)
    ]


def whole(rows: list[Row], delimiter: str = ",", quote: str = '"', escape: str = '""', end: str = "\n") -> str:
    """A file of these rows."""
    return "".join(delimiter.join(written(row, delimiter, quote, escape)) + end for row in rows)


def in_rows(rows: list[Row]) -> Iterator[tuple[str, str, list[Row]]]:
    """Family, text and truth of every file that is spoiled in one row: a delimiter or quote too many, one too few."""
    lines = whole(rows).splitlines()
    for at, row in enumerate(rows):
        cells = written(row)
        spoiled = [("delimiters become blanks", " ".join(cells)), ("delimiters become ;", ";".join(cells))]
        for place in range(len(cells)):
            before, after = cells[:place], cells[place:]
            spoiled.append(("a delimiter too many", ",".join([*before, "", *after])))
            spoiled.append(("a quote too many", ",".join([*before, '"' + after[0], *after[1:]])))
            if place:
                spoiled.append(("a delimiter too few", ",".join([*before[:-1], before[-1] + after[0], *after[1:]])))
        for family, line in spoiled:
            truth = [*rows[:at], written_back(row, family, line), *rows[at + 1 :]]
            yield family, "\n".join([*lines[:at], line, *lines[at + 1 :]]) + "\n", truth


def written_back(row: Row, family: str, line: str) -> Row:
    """The row the line stands for; a quote too many is a letter of the cell it stands before."""
    if family != "a quote too many":
        return row
    cells = written(row)
    place = next(n for n in range(len(row)) if line == ",".join([*cells[:n], '"' + cells[n], *cells[n + 1 :]]))
    return [*row[:place], '"' + row[place], *row[place + 1 :]]


def in_files(rows: list[Row]) -> Iterator[tuple[str, str, list[Row]]]:
    """Family, text and truth of every file that is written another way throughout."""
    for delimiter in (";", "\t", "|", "^", "~", ", ", "; ", "\x1f"):
        yield f"delimiter {delimiter!r}", whole(rows, delimiter), rows
    for end in ("\r\n", "\r"):
        yield f"line end {end!r}", whole(rows, end=end), rows
    plain = whole(rows)
    yield "nothing", plain, rows
    yield "no last line end", plain[:-1], rows
    yield "two last line ends", plain + "\n", rows
    yield "quotes '", whole(rows, quote="'", escape='"'), rows
    yield "backslashes before quotes", whole(rows, escape='\\"'), rows
    yield "quotes inside left alone", whole(rows, escape='"'), rows
    yield "title above", "ORDERS,,,,,\n,,,,,\n" + plain, rows
    yield "header of every page", plain.replace("SO-111", ",".join(HEADER) + "\nSO-111"), rows
    yield "no header", whole(rows[1:]), rows[1:]
    yield "header alone", whole(rows[:1]), rows[:1]
    yield "one row", whole(rows[:2]), rows[:2]
    yield "nothing at all", "", []
    yield "a second, narrower table", plain + whole([row[:5] for row in rows]), rows
    yield "a second, wider table", plain + whole([[*row, "x"] for row in rows]), rows
    yield "a name too few", plain.replace("order_id,ordered_at", "order_id", 1), rows
    yield "a comma after every line but the header", plain.replace("\n", ",\n").replace(",\n", "\n", 1), rows


def outcome(text: str, truth: list[Row]) -> str:
    """What became of one file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_bytes(text.encode())
        try:
            raw = open_file(path, Path(folder), Mapping("orders"))
            raw.load()
            found = [list(raw.names)] if raw.read["header"]["value"] is not False else []
            cells = [f"c{place}" for place in range(1, len(raw.names) + 1)]
            rows = pq.read_table(raw.path).to_pylist() if raw.rows else []
            found += [[row[cell] or "" for cell in cells] for row in rows]
        except FunnelError:
            return REFUSED
    if found == truth:
        return EXACT
    if not (raw.notices or raw.asides):
        return SILENT
    return SHORT if not Counter(map(tuple, found)) - Counter(map(tuple, truth)) else TOLD


def figures(files: Iterator[tuple[str, str, list[Row]]]) -> dict[str, Counter[str]]:
    """How many files of each family came to which end."""
    counts: dict[str, Counter[str]] = {}
    for family, text, truth in files:
        counts.setdefault(family, Counter())[outcome(text, truth)] += 1
    return counts


def main(fast: bool) -> int:
    """All families; 1 when a file was read wrong without a word."""
    rows = [HEADER, *table()]
    with patch.object(bulk, "WORTH_IT", 0 if fast else bulk.WORTH_IT), patch.object(text_module, "GLANCE", 5):
        counts = figures(in_rows(rows)) | figures(in_files(rows))
    total: Counter[str] = sum(counts.values(), Counter())
    for family, ends in [*counts.items(), ("all", total)]:
        print(f"{family:40} {ends.total():5} files: " + ", ".join(f"{n} {end}" for end, n in ends.most_common()))
    return 1 if total[SILENT] else 0


if __name__ == "__main__":
    sys.exit(main("--fast" in sys.argv))
