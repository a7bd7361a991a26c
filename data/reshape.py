"""What a mapping file says under `reshape`, for exports whose rows or columns are not one to one ours.

```yaml
reshape:
  keep_rows: {Field: [StageName]}                      # only these rows; the others are set aside and counted
  leave_rows: {Status: [cancelled, "total*"]}          # all but these rows; a star stands for any ending
  group_by: Name                                       # one row per line item: rows of one order become one row
  changes_only: {per: Id, of: StageName, by: Date}     # of rows in order of `by`, only those where `of` changes
  join: {status: [IsClosed, IsWon]}                    # their columns put together as "true | false", for `values`
  first_of: {closed_at: [Won time, Lost time]}         # the first of their columns that is filled
  only_when: {closed_at: {status: [won, lost]}}        # empty otherwise; the condition speaks of our columns
  scale: {cost: "1/1000000"}                           # a factor; or {column: Interval, factors: {year: "1/12"}}
```
Names on the left of `join`, `first_of`, `only_when` and `scale` are canonical columns, all others are the file's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from fractions import Fraction
from typing import Any

from data.errors import did_you_mean
from data.tables import Table

CHANGE_KEYS = ("per", "of", "by")


@dataclass(frozen=True, slots=True)
class Scale:
    """A factor for one column: `by_value` has one for each value of their `column`, `factor` one for all rows."""

    factor: str = "1"
    column: str | None = None
    by_value: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reshape:
    """See the module's text; everything empty means: rows and columns stay as they are."""

    keep_rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    leave_rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    group_by: str | None = None
    changes_only: Mapping[str, str] = field(default_factory=dict)
    join: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only_when: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    scale: Mapping[str, Scale] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any(getattr(self, entry.name) for entry in fields(self))

    @property
    def theirs(self) -> frozenset[str]:
        """The file's columns this speaks of."""
        several = [name for names in (*self.join.values(), *self.first_of.values()) for name in names]
        single = [self.group_by, *self.changes_only.values(), *(scale.column for scale in self.scale.values())]
        return frozenset([*self.keep_rows, *self.leave_rows, *several, *(name for name in single if name)])

    @property
    def given(self) -> frozenset[str]:
        """The canonical columns that this makes."""
        return frozenset(self.join) | frozenset(self.first_of)


def parse(found: object, problems: list[str]) -> Reshape:
    """The `reshape` section of a mapping file; what is wrong with it is added to `problems`."""
    if found in (None, ""):
        return Reshape()
    if not isinstance(found, dict):
        problems.append(f"reshape: expected names and values, found {found!r}")
        return Reshape()
    known = [entry.name for entry in fields(Reshape)]
    problems += [f'unknown key "reshape.{key}"{did_you_mean(str(key), known)}' for key in found if key not in known]
    group = found.get("group_by")
    return Reshape(
        keep_rows=_lists(found, "keep_rows", problems),
        leave_rows=_lists(found, "leave_rows", problems),
        group_by=None if group is None else str(group),
        changes_only=_changes(found, problems),
        join=_lists(found, "join", problems),
        first_of=_lists(found, "first_of", problems),
        only_when=_conditions(found, problems),
        scale=_scales(found, problems),
    )


def dump(reshape: Reshape) -> dict[str, Any]:
    """The section as plain values that `parse` reads back to an equal one; empty when nothing is asked for."""
    plain: dict[str, Any] = {
        "keep_rows": _plain(reshape.keep_rows),
        "leave_rows": _plain(reshape.leave_rows),
        "group_by": reshape.group_by,
        "changes_only": dict(reshape.changes_only),
        "join": _plain(reshape.join),
        "first_of": _plain(reshape.first_of),
        "only_when": {name: _plain(rule) for name, rule in reshape.only_when.items()},
        "scale": {name: _plain_scale(scale) for name, scale in reshape.scale.items()},
    }
    return {key: value for key, value in plain.items() if value}


def misfits(reshape: Reshape, table: Table) -> list[str]:
    """What does not fit `table`."""
    groups = {"join": reshape.join, "first_of": reshape.first_of, "only_when": reshape.only_when}
    named = [(group, name) for group, entries in groups.items() for name in entries]
    named += [("scale", name) for name in reshape.scale]
    named += [(f"only_when.{name}", other) for name, rule in reshape.only_when.items() for other in rule]
    problems = [
        f'reshape.{group}: {table.name} has no column "{name}"{did_you_mean(name, table.names)}'
        for group, name in named
        if name not in table.names
    ]
    both = set(reshape.join) & set(reshape.first_of)
    return problems + [f"reshape: {name} stands under both join and first_of" for name in sorted(both)]


def fraction(text: str) -> Fraction | None:
    """`0.001` or `1/12` as an exact number above zero; None when it is neither."""
    try:
        value = Fraction(text.replace(" ", ""))
    except (ValueError, ZeroDivisionError):
        return None
    return value if value > 0 else None


def _entries(found: dict[Any, Any], key: str, problems: list[str]) -> dict[Any, Any]:
    value = found.get(key)
    if value is None or isinstance(value, dict):
        return value or {}
    problems.append(f"reshape.{key}: expected names and values, found {value!r}")
    return {}


def _lists(found: dict[Any, Any], key: str, problems: list[str]) -> dict[str, tuple[str, ...]]:
    entries = _entries(found, key, problems)
    bad = [name for name, value in entries.items() if isinstance(value, dict) or value == []]
    problems += [f"reshape.{key}.{name}: expected a list, found {entries[name]!r}" for name in bad]
    return {str(name): _texts(value) for name, value in entries.items() if name not in bad}


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else (str(value),)


def _changes(found: dict[Any, Any], problems: list[str]) -> dict[str, str]:
    entries = _entries(found, "changes_only", problems)
    if entries and set(entries) != set(CHANGE_KEYS):
        problems.append(f"reshape.changes_only: expected per, of and by, found {', '.join(map(str, entries))}")
        return {}
    return {str(key): str(value) for key, value in entries.items()}


def _conditions(found: dict[Any, Any], problems: list[str]) -> dict[str, dict[str, tuple[str, ...]]]:
    entries = _entries(found, "only_when", problems)
    return {str(name): _lists(entries, name, problems) for name in entries}


def _scales(found: dict[Any, Any], problems: list[str]) -> dict[str, Scale]:
    scales = {str(name): _scale(value) for name, value in _entries(found, "scale", problems).items()}
    for name, scale in scales.items():
        for text in (scale.factor, *scale.by_value.values()):
            if fraction(text) is None:
                problems.append(f'reshape.scale.{name}: expected a number such as 0.01 or "1/12", found {text!r}')
    return {name: s for name, s in scales.items() if all(map(fraction, (s.factor, *s.by_value.values())))}


def _scale(value: object) -> Scale:
    if not isinstance(value, dict):
        return Scale(str(value))
    factors = value.get("factors")
    by_value = {str(k): str(v) for k, v in factors.items()} if isinstance(factors, dict) else {}
    return Scale(column=str(value.get("column", "")), by_value=by_value)


def _plain(lists: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {name: list(values) for name, values in lists.items()}


def _plain_scale(scale: Scale) -> object:
    return {"column": scale.column, "factors": dict(scale.by_value)} if scale.column else scale.factor
