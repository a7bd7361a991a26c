"""What all commands share: SOURCE and the common options, opening the data, and printing rows."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import IO

from data.dataset import DataSet
from data.errors import QueryError, did_you_mean
from data.sources import open_source
from data.store import Workspace
from metrics import window
from metrics.benchmarks import Benchmarks, load_benchmarks
from metrics.board import Board, open_board
from metrics.frame import Frame, open_frame
from metrics.result import Period

FORMATS = ("table", "json", "csv")
Row = Mapping[str, object]
Rows = Sequence[Row] | Row


def arguments(parser: argparse.ArgumentParser) -> None:
    """SOURCE… and the options every command takes."""
    parser.add_argument(
        "source", nargs="+", metavar="SOURCE", help="a data set's name, a folder, or table=path[:mapping.yaml]"
    )
    parser.add_argument("--from", dest="date_from", type=day, metavar="D", help="first day, 2026-06-01")
    parser.add_argument("--to", dest="date_to", type=day, metavar="D", help="last day")
    parser.add_argument("--period", choices=window.PERIODS, help="a named period instead (default: week)")
    parser.add_argument("--as-of", dest="as_of", type=day, metavar="D", help="compute as it was at the end of this day")
    parser.add_argument("--timezone", metavar="Z", help="time zone of the data, Asia/Ho_Chi_Minh")


def printing(parser: argparse.ArgumentParser) -> None:
    """The option of every command that prints rows."""
    parser.add_argument("--format", choices=FORMATS, default="table", help="how to print (default: table)")


def day(text: str) -> date:
    """A day written 2026-06-28; argparse turns the error into one line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2026-06-28") from None


def dataset(args: argparse.Namespace) -> DataSet:
    """The data set the command was given."""
    return open_source(args.source, args.timezone)


def board(args: argparse.Namespace) -> Board:
    """The board of the command's data, with the team's own bands where the workspace has some."""
    return open_board(dataset(args), args.as_of, benchmarks())


def benchmarks() -> Benchmarks:
    """The bands in force: the guide's, changed by the team file of the workspace or of the project."""
    place = Workspace.existing()
    own = place.benchmarks if place is not None and place.benchmarks.exists() else None
    return load_benchmarks(team=own)


def frame(args: argparse.Namespace) -> Frame:
    """The raw tables of the command's data."""
    return open_frame(dataset(args), args.as_of)


def period(args: argparse.Namespace, of: Frame, default: Period | None = None) -> Period:
    """The period asked for; without any, `default` or the last complete week."""
    if default is not None and args.period is None and args.date_from is None and args.date_to is None:
        return default
    return window.resolve(of.last, of.first, args.period, args.date_from, args.date_to)


def known(of: Board, by: str, value: str | None) -> None:
    """QueryError when the data have no such channel or segment."""
    if value is not None:
        among(of.values(by), by, value)


def among(names: Sequence[str], by: str, value: str) -> None:
    """QueryError when `value` is none of the channels or segments `names`."""
    if value not in names:
        raise QueryError(f"Unknown {by}", f"{value!r}: the data have {', '.join(names)}{did_you_mean(value, names)}")


def whole(of: Frame) -> Period:
    """All days of the data."""
    return Period(of.first, of.last)


def output(rows: Rows, form: str, out: IO[str] | None = None) -> int:
    """Print rows (or one object) as table, JSON or CSV; the exit code 0."""
    stream = out or sys.stdout
    if form == "json":
        json.dump(rows, stream, ensure_ascii=False, indent=1, default=_json)
        stream.write("\n")
        return 0
    listed = [rows] if isinstance(rows, Mapping) else list(rows)
    if form == "csv":
        _csv(listed, stream)
    else:
        _table(listed, stream)
    return 0


def _json(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    raise QueryError("Cannot print", f"a value of type {type(value).__name__}")


def _columns(rows: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _csv(rows: list[Row], stream: IO[str]) -> None:
    objects = {name for row in rows for name, value in row.items() if isinstance(value, dict)}
    rows = [_flat(row, objects) for row in rows]
    columns = _columns(rows)
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_safe(row.get(name)) for name in columns])


def _flat(row: Row, objects: set[str]) -> Row:
    """Objects within a row become columns of their own: benchmark.code, benchmark.low …"""
    flat: dict[str, object] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{key}": one for key, one in value.items()}
        elif name not in objects:
            flat[name] = value
    return flat


def _safe(value: object) -> object:
    """A cell that no spreadsheet takes for a formula; nested values as JSON; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, (dict, list, tuple)):
        return json.dumps(value, ensure_ascii=False, default=_json)
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value


def _table(rows: list[Row], stream: IO[str]) -> None:
    columns = [name for name in _columns(rows) if not all(_nested(row.get(name)) for row in rows)]
    cells = [[_cell(row.get(name)) for name in columns] for row in rows]
    widths = [max(len(line[i]) for line in [columns, *cells]) for i in range(len(columns))]
    for line in [columns, ["-" * width for width in widths], *cells]:
        stream.write("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() + "\n")


def _nested(value: object) -> bool:
    return isinstance(value, (dict, list, tuple)) or value is None


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return _short(value)
    if isinstance(value, (dict, list, tuple)):
        return f"({len(value)})"
    return str(value).replace("\n", " ")


def _short(value: float) -> str:
    """Six digits, and money whole: a sum is no power of ten."""
    short = f"{value:.6g}"
    if "e" not in short:
        return short
    return f"{value:.2f}" if abs(value) > 1 else f"{value:.9f}"
