"""Reshapes a file's text rows before they are typed, for the reader: `reshape` and `unpivot` of a mapping as SQL.

Rows come as columns c1, c2, … with `line`, and leave so, with new columns behind. Nothing disappears: rows that are
merged or filtered go to a table of their own, each with its line and a reason.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import uuid4

import duckdb

from data import formulas as sql
from data.engine import quote
from data.errors import MappingError, did_you_mean
from data.mapping import Mapping
from data.reshape import Reshape

REASONS = {
    "rows.not_kept": "not one of the rows the mapping keeps",
    "rows.merged": "merged into the first row of the same order",
    "rows.unchanged": "repeats the row before: nothing changed",
    "rows.no_stage_date": "no date in any stage column",
}


@dataclass(frozen=True, slots=True)
class Reshaped:
    """The rows now in `table` (line, c1, …, named `names`); `mapping` fits them and asks for no more reshaping.

    `aside` names a table of the rows left out: line, code and their cells; `counts` says how many there are per code.
    `added` is how many more rows there are because one row became several; `conflicts` how many groups were not merged
    because their rows contradict each other.
    """

    table: str
    names: tuple[str, ...]
    mapping: Mapping
    aside: str | None = None
    counts: Dict[str, int] = field(default_factory=dict)
    added: int = 0
    conflicts: int = 0


def needed(mapping: Mapping) -> bool:
    """Whether `apply` would change anything."""
    return bool(mapping.reshape) or bool(mapping.unpivot)


def apply(cursor: duckdb.DuckDBPyConnection, source: str, names: Sequence[str], mapping: Mapping) -> Reshaped:
    """Reshape the rows of `source` (SQL for a relation with columns line, c1, c2, …, named `names`).

    The tables made are temporary ones of `cursor`. MappingError when the mapping speaks of columns that do not exist.
    """
    work = _Work(cursor, list(names), mapping)
    work.start(source)
    if mapping.reshape.group_by:
        work.group()
    work.filter()
    if mapping.unpivot:
        work.unpivot()
    if mapping.reshape.changes_only:
        work.changes_only()
    columns = work.derive()
    done = replace(mapping, columns=columns, formats=work.formats(), reshape=Reshape(), unpivot={})
    counts = dict(cursor.execute(f"select code, count(*) from {work.aside} group by code order by code").fetchall())
    aside = work.aside if counts else None
    return Reshaped(work.table, tuple(work.names), done, aside, counts, work.added, work.conflicts)


class _Work:
    """The steps of one reshaping; each makes the next temporary table and drops the one before."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, names: list[str], mapping: Mapping) -> None:
        self.cursor, self.names, self.mapping = cursor, names, mapping
        self.width, self.mark, self.step = len(names), uuid4().hex[:8], 0
        self.table, self.aside = "", f"aside_{self.mark}"
        self.added = self.conflicts = 0
        self.columns: dict[str, str | int] = dict(mapping.columns)

    @property
    def cells(self) -> str:
        """The columns as a list in SQL."""
        return ", ".join(f"c{place + 1}" for place in range(len(self.names)))

    def cell(self, theirs: str | int) -> str:
        """The SQL column of their column; a name not found exactly may differ in case and outer blanks."""
        if isinstance(theirs, int) and 1 <= theirs <= len(self.names):
            return f"c{theirs}"
        text = str(theirs)
        if text in self.names:
            return f"c{self.names.index(text) + 1}"
        same = [place for place, name in enumerate(self.names) if name.strip().casefold() == text.strip().casefold()]
        if len(same) != 1:
            raise MappingError("Column not found", f'the file has no column "{text}"{did_you_mean(text, self.names)}')
        return f"c{same[0] + 1}"

    def next(self, query: str) -> None:
        """The rows of `query` are the rows from now on."""
        old, self.step = self.table, self.step + 1
        self.table = f"rows_{self.mark}_{self.step}"
        self.cursor.execute(f"create temp table {quote(self.table)} as {query}")
        if old:
            self.cursor.execute(f"drop table {old}")

    def count(self) -> int:
        row = self.cursor.execute(f"select count(*) from {self.table}").fetchone()
        return int(row[0]) if row else 0

    def leave_out(self, code: str, condition: str, source: str | None = None) -> None:
        """Copy the rows that meet `condition` to the table of rows left out."""
        cells = ", ".join(f"c{place + 1}" for place in range(self.width))
        self.cursor.execute(
            f"insert into {self.aside} select line, '{code}', {cells} from {source or self.table} where {condition}"
        )

    def start(self, source: str) -> None:
        self.next(f"select line, {self.cells} from {source}")
        self.cursor.execute(
            f"create temp table {self.aside} as select line, '' as code, {self.cells} from {self.table} limit 0"
        )

    def filter(self) -> None:
        """Keep what is to be kept, leave what is to be left; whole orders, so it comes after `group`."""
        reshape = self.mapping.reshape
        rules = [sql.one_of(self.cell(name), values) for name, values in reshape.keep_rows.items()]
        rules += [f"not {sql.one_of(self.cell(name), values)}" for name, values in reshape.leave_rows.items()]
        if not rules:
            return
        kept = " and ".join(rules)
        self.leave_out("rows.not_kept", f"({kept}) is not true")
        self.next(f"select * from {self.table} where {kept}")

    def unpivot(self) -> None:
        """One row for each filled date; two columns more: the stage, and when it was entered."""
        before = self.count()
        dates = {self.cell(theirs): stage for theirs, stage in self.mapping.unpivot.items()}
        empty = " and ".join(f"not {sql.filled(cell)}" for cell in dates)
        self.leave_out("rows.no_stage_date", empty)
        place = len(self.names) + 1
        parts = [
            f"select *, {sql.text(stage)} as c{place}, {cell} as c{place + 1} "
            f"from {self.table} where {sql.filled(cell)}"
            for cell, stage in dates.items()
        ]
        left = self.cursor.execute(f"select count(*) from {self.table} where {empty}").fetchone()
        self.next(f"select * from ({' union all '.join(parts)}) order by line, c{place + 1}")
        self.names += ["stage", "entered_at"]
        self.columns |= {"stage": place, "entered_at": place + 1}
        self.added = self.count() - (before - int(left[0] if left else 0))

    def group(self) -> None:
        """Rows of one key become one row, each cell the first filled one; a blank key belongs to the row above."""
        key = self.cell(self.mapping.reshape.group_by or "")
        used = {self.cell(name) for name in (*self.columns.values(), *self.mapping.reshape.theirs)} - {key}
        differ = " or ".join(f"count(distinct {sql.blank_null(cell)}) > 1" for cell in sorted(used)) or "false"
        keyed = f"""
            select *, coalesce(
                last_value({sql.blank_null(key)} ignore nulls) over (order by line),
                'line ' || line
              ) as group_key
            from {self.table}
        """
        self.next(keyed)
        groups = f"groups_{self.mark}"
        self.cursor.execute(
            f"create temp table {groups} as select group_key, min(line) as first_line, {differ} as differs "
            f"from {self.table} group by group_key having count(*) > 1"
        )
        row = self.cursor.execute(f"select count(*) from {groups} where differs").fetchone()
        self.conflicts = int(row[0]) if row else 0
        joined = f"(select r.*, g.first_line, g.differs from {self.table} r left join {groups} g using (group_key))"
        self.leave_out("rows.merged", "line <> first_line and not differs", joined)
        self.next(self._merged(joined, key))
        self.cursor.execute(f"drop table {groups}")

    def _merged(self, joined: str, key: str) -> str:
        """Merged groups as one row each; in groups that contradict each other every row keeps, or gets, the key."""
        filled = f"case when differs then group_key else {key} end as {key}"
        kept = ", ".join(filled if cell == key else cell for cell in self.cells.split(", "))
        firsts = ", ".join(
            f"arg_min(c{n + 1}, line) filter (where {sql.filled(f'c{n + 1}')}) as c{n + 1}"
            for n in range(len(self.names))
        )
        return f"""
            select line, {kept} from {joined} where differs is not false
            union all
            select min(line) as line, {firsts} from {joined} where differs is false group by group_key
            order by line
        """

    def changes_only(self) -> None:
        """Only where a value changes; times that do not sort as text are left alone, so nothing is lost by guessing."""
        rule = self.mapping.reshape.changes_only
        per, of, by = self.cell(rule["per"]), self.cell(rule["of"]), self.cell(rule["by"])
        row = self.cursor.execute(f"select bool_and({sql.iso_time(by)}) from {self.table}").fetchone()
        if not row or not row[0]:
            return
        window = f"over (partition by {sql.word(per)} order by left({by}, 19), line)"
        self.next(
            f"select *, coalesce(lag({sql.word(of)}) {window} = {sql.word(of)}, false) as repeats from {self.table}"
        )
        self.leave_out("rows.unchanged", "repeats")
        self.next(f"select * exclude (repeats) from {self.table} where not repeats")

    def derive(self) -> dict[str, str | int]:
        """Add the columns that are made of others; the mapping's columns with them in place."""
        reshape = self.mapping.reshape
        made = {name: self._joined(name, [self.cell(one) for one in parts]) for name, parts in reshape.join.items()}
        made |= {name: sql.first_filled([self.cell(one) for one in parts]) for name, parts in reshape.first_of.items()}
        for name, scale in reshape.scale.items():
            if name in made or name in self.columns:
                by = self.cell(scale.column) if scale.column else None
                made[name] = sql.scaled(self._now(name, made), scale, by, self.mapping.read.decimal)
        for name, rule in reshape.only_when.items():
            if name in made or name in self.columns:
                when = " and ".join(f"{self._canonical(n, made)} in ({sql.words(v)})" for n, v in rule.items())
                made[name] = f"case when {when} then {self._now(name, made)} end"
        if made:
            start = len(self.names)
            added = [f"{one} as c{start + place + 1}" for place, one in enumerate(made.values())]
            self.next(f"select *, {', '.join(added)} from {self.table}")
            self.columns |= {name: start + place + 1 for place, name in enumerate(made)}
            self.names += [f"{name} (made)" for name in made]
        return self.columns

    def _joined(self, name: str, cells: list[str]) -> str:
        """Cells put together. A visit that lacks a part of its name has none, lest all of a person's be one."""
        if name != "session_id":
            return sql.joined(cells)
        return f"case when {' and '.join(map(sql.filled, cells))} then {sql.joined(cells)} end"

    def _now(self, name: str, made: dict[str, str]) -> str:
        return made[name] if name in made else self.cell(self.columns[name])

    def _canonical(self, name: str, made: dict[str, str]) -> str:
        """The value our column will have, as a lower-case word."""
        if name in self.mapping.constants:
            return sql.text(self.mapping.constants[name].casefold())
        if name not in made and name not in self.columns:
            raise MappingError("Mapping does not fit", f"reshape.only_when asks for {name}, which is not mapped")
        return sql.translated(self._now(name, made), self.mapping.values.get(name, {}))

    def formats(self) -> dict[str, Dict[str, str]]:
        """Scaled columns are written with a decimal point from here on."""
        scaled = {name for name in self.mapping.reshape.scale if name in self.columns}
        return dict(self.mapping.formats) | {name: {"decimal": ".", "thousands": ","} for name in scaled}
