"""Closed Monday reviews, kept in the workspace for good: for the Brief page, the slides and the quarterly view.

A review holds the figures as they were reported: data set version, benchmarks, code, period, scores. Nothing changes it
afterwards; the database refuses, and a damaged one is noticed by its sha256. Figures are plain JSON: what they mean is
the metrics room's business.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data.errors import StoreError
from data.names import RESERVED, now
from data.store import Workspace


@dataclass(frozen=True, slots=True)
class Review:
    """One closed review. `number` counts the data set's reviews from 1, `version` is the content it was drawn from.

    `benchmarks` is the text of the files the figures were graded by, `code` the fingerprint of the code.
    """

    id: str
    dataset: str
    number: int
    version: str
    closed_at: str
    closed_by: str
    benchmarks: str
    code: str
    figures: Mapping[str, Any]


def close_review(
    workspace: Workspace, dataset: str, version: str, figures: Mapping[str, Any], benchmarks: str, code: str
) -> Review:
    """Keep a review; two people closing at once get two reviews, one after the other."""
    text = json.dumps(figures, ensure_ascii=False, sort_keys=True)
    closed_at, sha = now(), _fingerprint(version, benchmarks, code, text)
    with workspace.db.write() as db:
        key = key_of(workspace, db, dataset)
        row = db.execute("select coalesce(max(number), 0) + 1 from reviews where dataset_key = ?", [key]).fetchone()
        found = Review(
            secrets.token_hex(8), dataset, int(row[0]), version, closed_at, workspace.person, benchmarks, code, figures
        )
        db.execute(
            """
            insert into reviews
              (id, dataset, dataset_key, number, version, closed_at, closed_by, benchmarks, code, figures, sha256)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            (found.id, dataset, key, found.number, version, closed_at, found.closed_by, benchmarks, code, text, sha),
        )
    return found


def reviews(workspace: Workspace, dataset: str) -> list[Review]:
    """The data set's closed reviews, the newest first."""
    with workspace.db.read() as db:
        key = key_of(workspace, db, dataset)
        rows = db.execute("select * from reviews where dataset_key = ? order by number desc", [key]).fetchall()
    return [_review(row) for row in rows]


def review(workspace: Workspace, dataset: str, number: int) -> Review:
    """One closed review; StoreError when there is none of that number."""
    for found in reviews(workspace, dataset):
        if found.number == number:
            return found
    raise StoreError("No such review", f"data set {dataset} has no review {number}")


def key_of(workspace: Workspace, db: sqlite3.Connection, dataset: str) -> str:
    """What reviews and actions of a data set are kept under: its row, not its name, which another may take over later.

    StoreError when this person may not see it. Of the demo everybody who signs in has their own.
    """
    if dataset.casefold() == RESERVED:
        return f"{RESERVED} {workspace.person}".strip()
    return f"#{workspace.find(db, dataset)['id']}"


def _review(row: sqlite3.Row) -> Review:
    if row["sha256"] != _fingerprint(row["version"], row["benchmarks"], row["code"], row["figures"]):
        raise StoreError("Stored review damaged", f"review {row['number']} of {row['dataset']} is not what was stored")
    return Review(
        row["id"], row["dataset"], row["number"], row["version"], row["closed_at"], row["closed_by"],
        row["benchmarks"], row["code"], json.loads(row["figures"]),
    )  # fmt: skip


def _fingerprint(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()
