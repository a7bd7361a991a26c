"""What reading a file gives, before anything is typed or mapped: all cells as text, and what was left out and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.engine import rows_of
from data.filled import filled

INFO, WARN, ERROR = "info", "warn", "error"


@dataclass(frozen=True, slots=True)
class Notice:
    """A remark about a file: a stable `code`, an English template and its values, and the place it is about."""

    code: str
    severity: str
    text: str
    values: tuple[tuple[str, Any], ...] = ()
    line: int | None = None
    column: str | None = None
    found: str | None = None

    @property
    def message(self) -> str:
        """The template filled in, in English; pages translate `text` and fill it themselves."""
        return filled(self.text, dict(self.values))

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class Aside:
    """A record that never became a row: `reason` says why, `cells` are its cells as far as they could be split."""

    line: int
    status: str  # "rejected" or "set_aside"
    code: str
    reason: str
    values: tuple[tuple[str, Any], ...]
    cells: tuple[str, ...]

    @property
    def words(self) -> str:
        """The reason filled in, in English."""
        return filled(self.reason, dict(self.values))


@dataclass(frozen=True, slots=True)
class Plain:
    """An even text file that was not read yet: `sql` reads its `rows` rows as c1, c2, … text, in order.

    `glance` holds the first `seen` rows as a file with `line`, `last` the first filled cells of the last rows, and
    `load` reads all rows the careful way.
    """

    sql: str
    rows: int
    above: int
    glance: Path
    seen: int
    last: tuple[str, ...]
    load: Callable[[], None]


@dataclass(slots=True)
class Raw:
    """A file as text cells: a Parquet file with columns c1, c2, … and `line`, and all that was noticed on the way.

    `exact` holds the positions (from 1) of columns whose cells were numbers or dates, not text, in the file itself:
    nothing about them is ambiguous. `offset` is the first row's line where the file needs no `line` column, because
    every line is one row. While `plain` is there nothing was read yet: `load` does it. `sql` reads the rows from
    the text itself where no file of cells was made.
    """

    path: Path
    names: tuple[str, ...]
    rows: int
    asides: list[Aside] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    read: dict[str, dict[str, Any]] = field(default_factory=dict)
    exact: frozenset[int] = frozenset()
    mixed: frozenset[int] = frozenset()  # columns of texts and of numbers with decimals
    from_1904: frozenset[int] = frozenset()  # of these the columns whose bare numbers would be days since 1904
    questions: list[Any] = field(default_factory=list)
    offset: int | None = None
    left_out: str | None = None  # a temporary table: line, code and cells of rows that reshaping set aside
    left_out_counts: dict[str, int] = field(default_factory=dict)
    plain: Plain | None = None
    sql: str = ""

    def load(self) -> None:
        """Read all rows, if that is still to be done."""
        plain, self.plain = self.plain, None
        if plain:
            plain.load()

    @property
    def gone(self) -> int:
        """Records that are no rows any more."""
        return len(self.asides) + sum(self.left_out_counts.values())

    @property
    def relation(self) -> str:
        """The rows as an SQL relation with `line`, c1, c2, …"""
        if self.sql:
            return f"(select *, row_number() over () + {(self.offset or 1) - 1} as line from {self.sql})"
        if self.offset is None:
            return rows_of(self.path)
        columns = f"select * exclude (file_row_number), file_row_number + {self.offset} as line"
        return f"({columns} from {rows_of(self.path, numbered=True)})"

    def say(self, key: str, value: Any, why: str) -> None:
        """Note a reading decision and its reason."""
        self.read[key] = {"value": value, "why": why}

    def note(self, code: str, severity: str, text: str, **values: Any) -> None:
        """Note something about the file; `line`, `column` and `found` among `values` also name the place."""
        place = {key: values.get(key) for key in ("line", "column", "found")}
        self.notices.append(Notice(code, severity, text, tuple(values.items()), **place))
