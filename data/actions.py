"""What people agreed to do on Monday, kept in the workspace: for the Brief page and the slides.

Many people write at once. Each change names the version it was made on: fields that somebody else changed meanwhile are
merged when they are others than mine, and refused when they are the same. Every state ever written is kept, refused
ones too, so no text is lost.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from data.errors import StoreError
from data.names import now
from data.reviews import key_of
from data.store import Workspace

OPEN, DONE, DROPPED = "open", "done", "dropped"
STATUSES = (OPEN, DONE, DROPPED)
LENGTH = 2000
SAVED, REFUSED = "saved", "refused"


@dataclass(frozen=True, slots=True)
class Fields:
    """What a person writes. `kpi` is `side.key` or empty; `due` a day or None; `status` one of STATUSES.

    `opened` and `closed` hold the KPI's figure when the action was made and when it was done (value, from, to).
    """

    what: str
    kpi: str = ""
    owner: str = ""
    due: date | None = None
    status: str = OPEN
    opened: Mapping[str, Any] = field(default_factory=dict)
    closed: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Action:
    """One action as it stands; `version` counts its changes and is to be given back with the next one."""

    id: str
    dataset: str
    version: int
    fields: Fields
    created_at: str
    changed_at: str


@dataclass(frozen=True, slots=True)
class State:
    """One state of an action that somebody wrote: `outcome` is saved, or refused where it met another's change."""

    version: int
    at: str
    author: str
    fields: Fields
    outcome: str


class ActionConflictError(StoreError):
    """Somebody else changed the same fields meanwhile: `mine` was kept as a refused state, `theirs` is what stands.

    `over` is theirs with only what I changed written over it: what saving mine after all would make.
    """

    def __init__(self, mine: Fields, over: Fields, theirs: Action, names: tuple[str, ...]) -> None:
        listed = ", ".join(f'{name}: "{getattr(theirs.fields, name)}"' for name in names)
        super().__init__(
            "Changed by somebody else", f"meanwhile {listed} was saved; both texts are kept, choose which one stands"
        )
        self.mine, self.over, self.theirs, self.names = mine, over, theirs, names


def add_action(workspace: Workspace, dataset: str, fields: Fields) -> Action:
    """A new action; StoreError when it says nothing."""
    _check(fields)
    at = now()
    action = Action(secrets.token_hex(8), dataset, 1, fields, at, at)
    with workspace.db.write() as db:
        key = key_of(workspace, db, dataset)
        db.execute(
            """
            insert into actions (id, dataset, dataset_key, version, fields, created_at, changed_at)
            values (?, ?, ?, 1, ?, ?, ?)
            """,
            [action.id, dataset, key, _dump(fields), at, at],
        )
        _keep(db, workspace, action, SAVED)
    return action


def change_action(workspace: Workspace, action: Action, fields: Fields) -> Action:
    """Save `fields` over `action` as it was read; ActionConflictError where another changed the same field."""
    _check(fields)
    with workspace.db.write() as db:
        key = key_of(workspace, db, action.dataset)
        row = db.execute("select * from actions where id = ? and dataset_key = ?", [action.id, key]).fetchone()
        if row is None:
            raise StoreError("No such action", "it was removed together with its data set")
        stands = _action(row)
        clashing = _clashes(action.fields, fields, stands.fields)
        if clashing:
            _keep(db, workspace, replace(action, fields=fields), REFUSED)
        else:
            saved = _merged(action.fields, fields, stands)
            if saved.fields != stands.fields:
                db.execute(
                    "update actions set version = ?, fields = ?, changed_at = ? where id = ?",
                    [saved.version, _dump(saved.fields), saved.changed_at, saved.id],
                )
                _keep(db, workspace, saved, SAVED)
                return saved
    if clashing:
        raise ActionConflictError(fields, _merged(action.fields, fields, stands).fields, stands, clashing)
    return stands


def actions(workspace: Workspace, dataset: str) -> list[Action]:
    """All actions of a data set: open ones first by due day (undated last), then the latest changed."""
    with workspace.db.read() as db:
        key = key_of(workspace, db, dataset)
        rows = db.execute("select * from actions where dataset_key = ?", [key]).fetchall()
    found = sorted((_action(row) for row in rows), key=lambda one: one.changed_at, reverse=True)
    return sorted(found, key=lambda one: (one.fields.status != OPEN, one.fields.due or date.max, one.created_at))


def history(workspace: Workspace, action: Action) -> list[State]:
    """Every state ever written, refused ones too, oldest first."""
    with workspace.db.read() as db:
        rows = db.execute(
            """
            select *
            from action_states
            where action in (select id from actions where id = ? and dataset_key = ?)
            order by number
            """,
            [action.id, key_of(workspace, db, action.dataset)],
        ).fetchall()
    return [State(row["version"], row["at"], row["author"], _load(row["fields"]), row["outcome"]) for row in rows]


NAMES = ("what", "kpi", "owner", "due", "status", "opened", "closed")
WRITTEN = ("what", "kpi", "owner", "due", "status")


def _clashes(base: Fields, mine: Fields, theirs: Fields) -> tuple[str, ...]:
    """Fields that both sides changed from `base`, and differently."""
    return tuple(
        name
        for name in WRITTEN
        if getattr(mine, name) != getattr(base, name)
        and getattr(theirs, name) != getattr(base, name)
        and getattr(mine, name) != getattr(theirs, name)
    )


def _merged(base: Fields, mine: Fields, stands: Action) -> Action:
    """What stands, with the fields changed from `base` to `mine`."""
    changed = {name: getattr(mine, name) for name in NAMES if getattr(mine, name) != getattr(base, name)}
    return replace(stands, version=stands.version + 1, fields=replace(stands.fields, **changed), changed_at=now())


def _keep(db: sqlite3.Connection, workspace: Workspace, action: Action, outcome: str) -> None:
    db.execute(
        "insert into action_states (action, version, at, author, fields, outcome) values (?, ?, ?, ?, ?, ?)",
        [action.id, action.version, now(), workspace.person, _dump(action.fields), outcome],
    )


def _check(fields: Fields) -> None:
    if not fields.what.strip():
        raise StoreError("Empty action", "say what is to be done")
    if fields.status not in STATUSES:
        raise StoreError("Unknown status", f"{fields.status!r} is not one of {', '.join(STATUSES)}")
    long = [name for name in ("what", "kpi", "owner") if len(getattr(fields, name)) > LENGTH]
    if long:
        raise StoreError("Text too long", f"{', '.join(long)}: at most {LENGTH} characters")


def _action(row: sqlite3.Row) -> Action:
    return Action(row["id"], row["dataset"], row["version"], _load(row["fields"]), row["created_at"], row["changed_at"])


def _dump(fields: Fields) -> str:
    plain = asdict(fields) | {"due": fields.due.isoformat() if fields.due else None}
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


def _load(text: str) -> Fields:
    found = json.loads(text)
    return Fields(**{**found, "due": date.fromisoformat(found["due"]) if found["due"] else None})
