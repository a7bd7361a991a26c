"""What reading a file brought up, as plain English lines, for the command line: questions, refusals, remarks."""

from __future__ import annotations

from data.errors import FunnelError, ReadError
from data.ingest import Ingested
from data.read.raw import ERROR, Notice
from data.typed.question import Question

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


def question_line(question: Question) -> str:
    """The question, and the line to put in the mapping file for each answer."""
    text = question.text.format(example=question.example, column=question.column)
    answers = " or ".join(_answer(question, option.read) for option in question.options)
    return f"{text} Write {answers}"


def _answer(question: Question, read: tuple[tuple[str, str], ...]) -> str:
    keys = ", ".join(f'{key}: "{value}"' for key, value in read)
    return f"read: {{{keys}}}"


def notice_line(notice: Notice) -> str:
    """The remark with its place."""
    named = [f"line {notice.line}"] if notice.line is not None else []
    named += [f"column {notice.column}"] if notice.column else []
    return f"{', '.join(named)}: {notice.message}" if named else notice.message
