"""`python -m metrics score`: every KPI of both sides with its grade."""

from __future__ import annotations

import argparse

from data.words import Words
from metrics import evaluate
from metrics.commands import common
from metrics.evaluate import Query
from metrics.result import Band, Grade, Note, Score
from metrics.window import COMPARISONS

TABLE = (
    "kpi",
    "side",
    "stage",
    "value",
    "n",
    "low",
    "high",
    "status",
    "certainty",
    "from",
    "to",
    "previous_value",
    "note",
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this command alone."""
    parser.add_argument("--by", choices=("channel", "segment"), help="one row per KPI and channel or segment")
    parser.add_argument("--channel", help="this channel only")
    parser.add_argument("--segment", help="this segment only")
    parser.add_argument(
        "--compare", choices=COMPARISONS, default="previous", help="previous period, or the year before"
    )


def run(args: argparse.Namespace) -> int:
    """Print the scores."""
    board = common.board(args)
    common.known(board, "channel", args.channel)
    common.known(board, "segment", args.segment)
    period = common.period(args, board.frame)
    free = args.date_from or args.date_to
    query = Query(period, args.compare, args.channel, args.segment, None if free else args.period or "week")
    found = evaluate.split_all(board, query, args.by) if args.by else evaluate.scores(board, query)
    rows = [as_row(score, board.dataset.currency) for score in found]
    if args.format == "table":
        names = (*TABLE[:2], *((args.by,) if args.by else ()), *TABLE[2:])
        rows = [{name: row.get(name) for name in names} for row in rows]
    return common.output(rows, args.format)


def as_row(score: Score, currency: str = "VND") -> dict[str, object]:
    """One score as METRICS.md section 6 lays it out; shares are fractions."""
    band = score.benchmark
    row: dict[str, object] = {
        "kpi": score.kpi,
        "side": score.side,
        "stage": score.stage,
        "unit": score.unit,
        "value": score.value,
        "numerator": score.numerator,
        "denominator": score.denominator,
        "n": score.n,
        "low": band.low if band else None,
        "high": band.high if band else None,
        "status": score.grade.status,
        "certainty": score.grade.certainty,
        "beyond": score.grade.beyond,
        "interval": list(score.interval) if score.interval else None,
        "benchmark": _band(band) if band else None,
        "also": [{**_band(other), **_grade(grade)} for other, grade in score.also],
        "from": score.period.first.isoformat(),
        "to": score.period.last.isoformat(),
        "previous_value": score.previous_value,
    }
    if score.channel is not None:
        row["channel"] = score.channel
    if score.segment is not None:
        row["segment"] = score.segment
    return row | {"note": "; ".join(note_text(note, Words("en", currency)) for note in score.notes) or None}


def note_text(note: Note, words: Words) -> str:
    """A note in a language; shares as per cent, sums as money."""
    shown = {
        name: words.percent(value, 0) if name == "share" and isinstance(value, float) else value
        for name, value in note.values
    }
    return words.t(note.text, **shown)


def _band(band: Band) -> dict[str, object]:
    return {
        "code": band.code,
        "low": band.low,
        "high": band.high,
        "direction": band.direction,
        "margin": band.margin,
    }


def _grade(grade: Grade) -> dict[str, object]:
    return {"status": grade.status, "certainty": grade.certainty}
