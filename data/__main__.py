"""The command line of the data room: `check` reads and checks files and stores nothing, `add` makes a new version.

python -m data check table=path[:mapping.yaml]… [--dataset NAME [--mode append|replace]] [--format table|json]
python -m data add   NAME table=path[:mapping.yaml]…

`check` exits with 0 when every file can be loaded, 2 when one is refused, 3 when a question must be answered first.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data import engine
from data.arguments import Parser, program
from data.beside import beside
from data.errors import FunnelError, StoreError
from data.ingest import Ingested, ingest
from data.mapping import zone
from data.read.raw import ERROR
from data.report import as_json, as_lines, notice_json, refusal
from data.said import question_line

if TYPE_CHECKING:
    from data.store import Workspace

LOADABLE, REFUSED, QUESTION = 0, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["add"]:
        from data.commands_add import run

        return run(words[1:])
    try:
        options = _parser().parse_args(words)
        if options.timezone:
            zone(options.timezone)
        with engine.explain():
            return _check(options)
    except FunnelError as error:
        return _complain(error)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m data", description="Read, check and store files.")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Parser)
    check = commands.add_parser("check", help="read and check files, store nothing")
    check.add_argument("files", nargs="+", metavar="table=path[:mapping.yaml]")
    check.add_argument("--format", choices=("table", "json"), default="table")
    check.add_argument("--timezone", help="the data set's time zone (default Asia/Ho_Chi_Minh)")
    check.add_argument("--dataset", metavar="NAME", default="", help="a stored data set to check the files against")
    check.add_argument("--mode", choices=("append", "replace"), default="append", help="how they are to be added to it")
    check.add_argument("--workspace", help="the workspace folder (default: $TWO_FUNNELS_WORKSPACE or ./workspace)")
    commands.add_parser("add", help="store files as a new version of a data set")
    return parser


def _check(options: argparse.Namespace) -> int:
    from data.sources import parse_file

    place = _place(options)
    key = place.key() if place else None
    timezone = options.timezone or (place.version(options.dataset).timezone if place else None)
    reports: list[dict[str, Any]] = []
    codes: list[int] = []
    complaints: list[str] = []
    good: dict[int, Ingested] = {}
    with tempfile.TemporaryDirectory(prefix="two-funnels-") as folder:
        for number, file in enumerate(options.files):
            try:
                source = parse_file(file)
                found = ingest(source.path, Path(folder) / str(number), source.table, source.mapping, timezone, key)
            except FunnelError as error:
                codes.append(REFUSED)
                complaints.append(str(error))
                reports.append(refusal(file, error))
                continue
            code = _code(found)
            codes.append(code)
            good |= {number: found} if code == LOADABLE else {}
            complaints += _complaints(found, code)
            reports.append(as_json(found))
        places = list(good)
        for number, notice in beside(place, options.dataset, list(good.values()), options.mode):
            reports[places[number]]["notices"].append(notice_json(notice))
            codes += [REFUSED] if notice.severity == ERROR else []
            complaints += [notice.message] if notice.severity == ERROR else []
    print(json.dumps(reports, ensure_ascii=False, indent=1) if options.format == "json" else as_lines(reports))
    for complaint in complaints:
        print(" ".join(complaint.split()), file=sys.stderr)
    return REFUSED if REFUSED in codes else QUESTION if QUESTION in codes else LOADABLE


def _place(options: argparse.Namespace) -> Workspace | None:
    """The workspace whose data set the files are checked against; None when they are checked by themselves."""
    if not options.dataset:
        return None
    from data.store import Workspace

    place = Workspace.existing(options.workspace)
    if place is None:
        raise StoreError("No such data set", f'"{options.dataset}": there is no workspace here; see --workspace')
    place.version(options.dataset)  # says what is wrong with the name
    return place


def _code(found: Ingested) -> int:
    if found.refused:
        return REFUSED
    return QUESTION if found.questions else LOADABLE


def _complaints(found: Ingested, code: int) -> list[str]:
    if code == REFUSED:
        return [f"{found.file}: {notice.message}" for notice in found.notices if notice.severity == ERROR][:1]
    return [f"{found.file}: {question_line(question)}" for question in found.questions]


def _complain(error: FunnelError) -> int:
    print(" ".join(str(error).split()), file=sys.stderr)
    return REFUSED


if __name__ == "__main__":
    program(main)
