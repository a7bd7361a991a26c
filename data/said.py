"""What reading a file brought up, as plain English lines, for the command line: questions, refusals, remarks."""

from __future__ import annotations

import json
import re

from data.errors import FunnelError, ReadError
from data.ingest import Ingested
from data.read.raw import ERROR, Notice
from data.tables import TABLES
from data.typed.question import Option, Question

FIRST = 5  # problems named in one message


class QuestionError(FunnelError):
    """Something only a person can know; `python -m data` exits with 3 on it."""


def accept(ingested: Ingested, file: str) -> None:
    """QuestionError or ReadError unless `ingested` can be used as it is."""
    if ingested.questions:
        asked = "; ".join(question_line(question) for question in ingested.questions[:FIRST])
        raise QuestionError("A question must be answered in the mapping file", f"{file}: {asked}")
    if ingested.parquet is None:
        errors = [notice_line(notice) for notice in ingested.notices if notice.severity == ERROR]
        raise ReadError("File refused", f"{file}: {'; '.join(errors[:FIRST]) or 'no row can be used'}")


def unrecognised(ingested: Ingested) -> bool:
    """Whether nothing in the file tells its table: every table is as likely as any other."""
    return not ingested.table and any(len(question.options) == len(TABLES) for question in ingested.questions)


def question_line(question: Question) -> str:
    """The question, and the line to put in the mapping file for each answer."""
    asked = question.message if question.message.endswith(("?", ".")) else f"{question.message}."
    return f"{asked} Write {' or '.join(answer(option) for option in question.options)}"


def answer(option: Option) -> str:
    """An option as mapping file: `table` and dotted keys are places in it, other keys stand under `read`."""
    parts: dict[str, list[str]] = {}
    for key, value in option.read:
        place, _, name = key.rpartition(".") if "." in key or key == "table" else ("read", "", key)
        parts.setdefault(place, []).append(f"{_word(name)}: {json.dumps(value, ensure_ascii=False)}")
    return ", ".join(_nested(place, entries) for place, entries in parts.items())


def _word(name: str) -> str:
    """A key as YAML takes it: what is more than words goes into quotes."""
    return name if re.fullmatch(r"[^\W\d][\w ]*", name) else json.dumps(name, ensure_ascii=False)


def _nested(place: str, entries: list[str]) -> str:
    inner = ", ".join(entries)
    for name in reversed(place.split(".") if place else []):
        inner = f"{name}: {{{inner}}}"
    return inner


def notice_line(notice: Notice) -> str:
    """The remark with its place."""
    named = [f"line {notice.line}"] if notice.line is not None else []
    named += [f"column {notice.column}"] if notice.column else []
    return f"{', '.join(named)}: {notice.message}" if named else notice.message
