"""What `data check` prints: one plain dictionary per file, the same as JSON or as a short text."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from data.errors import FunnelError
from data.ingest import Ingested
from data.read.raw import Notice
from data.said import answer
from data.typed.question import Question


def as_json(found: Ingested) -> dict[str, Any]:
    """METRICS.md section 6: what was read and how, the ledger, notices and open questions."""
    return {
        "table": found.table,
        "file": found.file,
        "read": found.read,
        "records": found.records,
        "used": found.used,
        "set_aside": found.set_aside,
        "rejected": found.rejected,
        "duplicates": found.duplicates,
        "amount_sum": _money(found.amount_sum),
        "amounts": {status: _money(total) for status, total in found.amounts.items()},
        "currency": found.currency,
        "first": found.first.isoformat() if found.first else None,
        "last": found.last.isoformat() if found.last else None,
        "segments": list(found.segments),
        "columns": found.columns,
        "kept_aside": list(found.kept_aside),
        "notices": [notice_json(notice) for notice in found.notices],
        "questions": [_question(question) for question in found.questions],
    }


def notice_json(notice: Notice) -> dict[str, Any]:
    """A notice with its place."""
    return {
        "code": notice.code,
        "severity": notice.severity,
        "line": notice.line,
        "column": notice.column,
        "found": notice.found,
        "message": notice.message,
    }


def _question(question: Question) -> dict[str, Any]:
    options = [
        {"label": o.label, "read": dict(o.read), "write": answer(o), "effect": o.effect} for o in question.options
    ]
    return {
        "code": question.code,
        "column": question.column,
        "canonical": question.canonical,
        "question": question.message,
        "options": options,
        "example": question.example,
    }


def _money(value: Decimal | None) -> float | int | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def refusal(file: str, error: FunnelError) -> dict[str, Any]:
    """The dictionary of a file that could not be read at all: nothing in it was used."""
    table, _, rest = file.partition("=")
    name = Path(rest.rpartition(":")[0] if rest.lower().endswith((".yaml", ".yml")) else rest).name
    notice = {"code": "refused", "severity": "error", "line": None, "column": None, "found": None}
    zero = dict.fromkeys(("records", "used", "set_aside", "rejected", "duplicates"), 0)
    empty: dict[str, Any] = {"amount_sum": None, "amounts": {}, "currency": None, "first": None, "last": None}
    rest_of: dict[str, Any] = {"segments": [], "columns": {}, "kept_aside": [], "questions": []}
    base = {"table": table, "file": name, "read": {}} | zero | empty | rest_of
    return base | {"notices": [notice | {"message": str(error)}]}


def as_lines(reports: list[dict[str, Any]]) -> str:
    """The same for people at a terminal."""
    lines: list[str] = []
    for report in reports:
        lines.append(f"{report['file']} as {report['table']}")
        ledger = ("records", "used", "set_aside", "rejected", "duplicates")
        lines.append("  " + " · ".join(f"{name.replace('_', ' ')} {report[name]:,}" for name in ledger))
        if report["amount_sum"] is not None:
            lines.append(f"  amount {report['amount_sum']:,} {report['currency'] or ''}".rstrip())
        if report["first"]:
            lines.append(f"  from {report['first']} to {report['last']}")
        decisions = [f"{key} {decision['value']!r} ({decision['why']})" for key, decision in report["read"].items()]
        lines += [f"  read: {decision}" for decision in decisions]
        lines += [f"  {_place(notice)}{notice['message']}" for notice in report["notices"]]
        for question in report["questions"]:
            lines.append(f"  ? {question['question']}")
            lines += [f"      {option['effect']}: {option['write']}" for option in question["options"]]
    return "\n".join(lines)


def _place(notice: dict[str, Any]) -> str:
    return f"{notice['severity']} [{notice['code']}] "
