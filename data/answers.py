"""Answers to the checklist, one row a question in the workspace: for the Checklist screen.

Several people may answer at once: answers to different questions never touch each other, of two answers to one
question the later stays. Each keeps its moment and its author.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from data.errors import StoreError
from data.names import now
from data.store import Workspace

PREFIX = "checklist/"
KINDS = ("yes", "partly", "no")


@dataclass(frozen=True, slots=True)
class Answer:
    """`answer` is yes, partly or no; `at` a moment in UTC, `author` empty without sign-in."""

    answer: str
    at: str
    author: str


def keep_answer(place: Workspace, question: str, answer: str | None) -> None:
    """Keep an answer, or take it back with None. StoreError for an answer that is none of yes, partly, no."""
    if answer is not None and answer not in KINDS:
        raise StoreError("Answer not kept", f"{answer!r} for question {question}: expected yes, partly or no")
    with place.db.write() as db:
        if answer is None:
            db.execute("delete from settings where key = ?", [PREFIX + question])
            return
        value = json.dumps({"answer": answer, "at": now(), "author": place.person})
        db.execute("insert or replace into settings (key, value) values (?, ?)", [PREFIX + question, value])


def kept_answers(place: Workspace) -> dict[str, Answer]:
    """All answers by question."""
    with place.db.read() as db:
        rows = db.execute(
            "select key, value from settings where substr(key, 1, ?) = ?", [len(PREFIX), PREFIX]
        ).fetchall()
    return {row["key"].removeprefix(PREFIX): Answer(**json.loads(row["value"])) for row in rows}
