"""`python -m metrics report`: the Monday review as five slides or one HTML page, for cron; sent where it is asked."""

from __future__ import annotations

import argparse
import os
import tempfile
from functools import partial
from pathlib import Path

from data.actions import Action, actions
from data.errors import QueryError, StoreError
from data.sources import open_source
from data.store import Workspace
from data.words import LANGUAGES, Words
from metrics import brief_base, notify, report, report_rows
from metrics.board import Board, open_board
from metrics.brief import brief
from metrics.commands import common
from metrics.evaluate import Query

KINDS = (".pptx", ".html")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this command alone."""
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="monday.pptx or monday.html")
    parser.add_argument("--language", choices=tuple(LANGUAGES), default="en", help="en or vi (default: en)")
    parser.add_argument("--before", metavar="NAME@N", help="compare with this source instead of the last review")
    parser.add_argument("--channel", help="this channel only")
    parser.add_argument("--segment", help="this segment only")
    parser.add_argument("--mail", action="store_true", help="send it by e-mail (TWO_FUNNELS_SMTP_…)")
    parser.add_argument("--webhook", action="store_true", help="announce it (TWO_FUNNELS_WEBHOOK_URL)")


def run(args: argparse.Namespace) -> int:
    """Write the file, then send it; settings are checked before anything is computed."""
    if args.out.suffix.lower() not in KINDS:
        raise QueryError("Unknown kind of report", f"--out {args.out}: expected a name ending in {' or '.join(KINDS)}")
    mail = notify.smtp() if args.mail else None
    url = notify.webhook() if args.webhook else None
    found = gather(args)
    said = Words(args.language, found.brief.currency)
    write(args.out, render(found, said, args.out.suffix.lower()))
    subject, body = message(found, said)
    if mail is not None:
        notify.mail(mail, subject, body, args.out)
    if url is not None:
        notify.post(url, f"*{subject}*\n{body}")
    print(args.out)
    return 0


def gather(args: argparse.Namespace) -> report.Report:
    """The report of the command's source, against what is asked or found."""
    board = common.board(args)
    common.known(board, "channel", args.channel)
    common.known(board, "segment", args.segment)
    period = common.period(args, board.frame)
    free = args.date_from or args.date_to
    name = None if free else args.period or "week"
    query = Query(period, "previous", args.channel, args.segment, name)
    workspace = Workspace.existing()
    if args.before:
        base = brief_base.Found(open_source([args.before], args.timezone), None)
    else:
        base = brief_base.find(workspace, board.dataset, query)
    before = None if base.before is None else open_board(base.before, benchmarks=board.benchmarks)
    earlier = partial(brief_base.earlier, workspace, board.dataset)
    told = brief(board, query, before, base.review, earlier=earlier)
    return report.report(board, query, before, base.review, _actions(workspace, board), told)


def _actions(workspace: Workspace | None, board: Board) -> list[Action]:
    if workspace is None:
        return []
    try:
        return actions(workspace, board.dataset.name)
    except StoreError as error:
        if error.title == "No such data set":  # files that were never stored have no actions
            return []
        raise


def render(found: report.Report, said: Words, kind: str) -> bytes:
    """The file's bytes: `.pptx` or `.html`."""
    if kind == ".html":
        from metrics.report_html import page

        return page(found, said).encode()
    from metrics.report_slides import slides  # only slides need the office library

    return slides(found, said)


def write(path: Path, content: bytes) -> None:
    """The file, whole or not at all."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except OSError as error:
        raise StoreError("Report not written", f"{path}: {error.strerror}") from None


def message(found: report.Report, said: Words) -> tuple[str, str]:
    """Subject and body of what is sent: where both sides stand, and what turned or moved."""
    subject = f"{said.t('Monday funnel review')} · {report_rows.who_and_when(found, said)}"
    lines = [report_rows.side_sentence(found, said, where) for where in found.standings]
    told = [found.brief.text(said, one) for name in ("flips", "moved", "slow") for one in found.brief.sections[name]]
    return subject, "\n".join([*lines, *(f"• {line}" for line in told)])
