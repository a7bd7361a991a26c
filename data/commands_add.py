"""`python -m data add NAME table=path[:mapping.yaml]…`: a new version of a data set, for cron jobs and scripts.

Exit 0 when stored (or when nothing was new), 2 when refused, 3 when the mapping file must answer a question first.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from data import engine, worker
from data.arguments import Parser
from data.beside import beside
from data.errors import FunnelError
from data.mapping import zone
from data.names import check_name
from data.read.raw import Notice
from data.records import Version, to_json
from data.said import QuestionError, accept, notice_line
from data.sources import FileSource, parse_file
from data.store import Workspace

if TYPE_CHECKING:
    from data.ingest import Ingested

COUNTS = ("records", "used", "set_aside", "rejected", "duplicates")


def parser() -> Parser:
    """The command's options."""
    options = Parser(prog="python -m data add", description="Store files as a new version of a data set.")
    options.add_argument("name", metavar="NAME", help="the data set; it is made when it does not exist")
    options.add_argument("files", nargs="+", metavar="table=path[:mapping.yaml]", help="a file, and how to read it")
    options.add_argument(
        "--mode", choices=("append", "replace"), default="append", help="add to the tables, or replace"
    )
    options.add_argument("--timezone", help="the data set's time zone (default: its own, or Asia/Ho_Chi_Minh)")
    options.add_argument("--currency", help="the data set's currency (default: what the files say, or VND)")
    options.add_argument("--workspace", help="the workspace folder (default: $TWO_FUNNELS_WORKSPACE or ./workspace)")
    options.add_argument("--format", choices=("table", "json"), default="table")
    return options


def run(argv: Sequence[str]) -> int:
    """Store the files; the exit code."""
    try:
        args = parser().parse_args(argv)
        check_name(args.name)
        files = [parse_file(file) for file in args.files]
        workspace = Workspace(args.workspace)
        timezone = _timezone(workspace, args.name, args.timezone)
        read = [_read(workspace, file, timezone) for file in files]
        with engine.explain():
            told = beside(workspace, args.name, read, args.mode)
            version = workspace.publish(args.name, read, args.mode, timezone, args.currency)
    except FunnelError as error:
        print(f"{error.title}: {error.message}".replace("\n", " "), file=sys.stderr)
        return 3 if isinstance(error, QuestionError) else 2
    found = [(one, [*one.notices, *(notice for at, notice in told if at == n)]) for n, one in enumerate(read)]
    print(_json(version, found) if args.format == "json" else _table(version, found))
    return 0


def _timezone(workspace: Workspace, name: str, asked: str | None) -> str | None:
    """The zone asked for, else that of the data set, else None."""
    if asked is not None:
        zone(asked)
        return asked
    return next((info.timezone for info in workspace.datasets() if info.name.casefold() == name.casefold()), None)


def _read(workspace: Workspace, file: FileSource, timezone: str | None) -> Ingested:
    worker.warm()  # it loads while the bytes are kept
    raw = workspace.raw_put(file.path)
    ingested = workspace.prepare(raw, file.table, file.mapping, timezone)
    accept(ingested, str(file.path))
    return ingested


Found = Sequence[tuple["Ingested", Sequence[Notice]]]


def _table(version: Version, found: Found) -> str:
    read = [one for one, _ in found]
    wide = max(len(one.file) for one in read)
    lines = [f"{'file':{wide}}  {'table':13}" + "".join(f"{count.replace('_', ' '):>11}" for count in COUNTS)]
    for one in read:
        lines.append(f"{one.file:{wide}}  {one.table:13}" + "".join(f"{getattr(one, c):>11,}" for c in COUNTS))
    lines += [f"{one.file}: {notice_line(notice)}" for one, notices in found for notice in notices]
    lines += [str(remark) for remark in version.notices]
    rows = ", ".join(f"{table} {count:,}" for table, count in version.rows.items())
    lines.append(f"{version.name}@{version.number} {'stored' if version.added else 'unchanged'}: {rows}")
    return "\n".join(lines)


def _json(version: Version, found: Found) -> str:
    return json.dumps(
        {
            "dataset": version.name,
            "version": version.number,
            "added": version.added,
            "timezone": version.timezone,
            "currency": version.currency,
            "rows": dict(version.rows),
            "notices": [{"code": remark.code, "message": str(remark)} for remark in version.notices],
            "files": [_file(one, notices) for one, notices in found],
        },
        ensure_ascii=False,
        indent=2,
    )


def _file(one: Ingested, notices: Sequence[Notice]) -> dict[str, object]:
    """One file's ledger, as `data check` tells it."""
    found = {"table": one.table, "file": one.file, **{count: getattr(one, count) for count in COUNTS}}
    rest = {"read": one.read, "amount_sum": one.amount_sum, "first": one.first, "last": one.last}
    told = [
        {"code": n.code, "line": n.line, "column": n.column, "found": n.found, "message": n.message} for n in notices
    ]
    plain: dict[str, object] = json.loads(to_json(rest | {"segments": one.segments}))
    return found | plain | {"notices": told}
