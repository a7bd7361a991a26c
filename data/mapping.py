"""The mapping file: how a foreign file becomes a canonical table, for the upload screen, presets and command line.

```yaml
table: deals
read: {delimiter: ";", decimal: ",", thousands: ".", date: "%d/%m/%Y", timezone: Asia/Ho_Chi_Minh, header: true}
columns: {deal_id: opportunity_id, closed_at: 7}     # canonical: theirs; a number is a column position, the first is 1
values: {status: {Won: won, Engaging: open}}         # theirs: canonical
constants: {segment: SMB}
drop_rows: {deal_id: ["", "Total"]}                  # set aside and counted, not loaded
formats: {expected_close: {date: "%m/%d/%Y"}}        # where one column is written unlike the others
unpivot: {"Date entered Demo": Demo}                 # stage_changes from one date column per stage: theirs: stage
drop_repeats: true                                   # exactly repeated rows of a table without an id count once
keep_ids: true                                       # ids that are e-mails or phone numbers stay as they are
reshape: {keep_rows: {Field: [StageName]}}           # rows or columns not one to one ours: see data/reshape.py
```
Amounts in several currencies: `read: {currency: VND, rates: {USD: 25400}}` converts, `read: {keep_currency: USD}` keeps
the rows of one and sets the others aside. What `read` leaves out is detected.
Unknown keys are refused, and all problems are listed at once.
"""

from __future__ import annotations

import re
from collections import abc
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import yaml

from data import reshape as reshaping
from data.errors import MappingError, did_you_mean
from data.read_options import FORMAT_KEYS, ReadOptions, flag, read_misfits, read_options
from data.reshape import Reshape
from data.tables import TABLES

MAX_BYTES = 1_000_000
DAY = r"\d{4}-\d\d-\d\d"
MONEY = r"-?\d{1,15}(\.\d{1,2})?"  # 1.000 may be a thousand
MOMENT = DAY + r"([ T]\d\d:\d\d(:\d\d)?)?"
CONSTANTS = {  # how a constant of each type is written, and what to say of others
    "MONEY": (MONEY, '{key}: expected an amount such as 1500 or 1500.50, found "{value}"'),
    "NUMBER": (MONEY, '{key}: expected a number such as 1500 or 1500.50, found "{value}"'),
    "COUNT": (r"\d{1,18}", '{key}: expected a whole number, found "{value}"'),
    "DATE": (DAY, '{key}: expected a day such as 2026-06-28, found "{value}"'),
    "TIMESTAMP": (MOMENT, '{key}: expected a moment such as 2026-06-28 or 2026-06-28 14:05, found "{value}"'),
}


@dataclass(frozen=True, slots=True)
class Mapping:
    """One file's way into one table; `columns` goes from canonical names to theirs (or to positions, from 1)."""

    table: str | None = None
    read: ReadOptions = field(default_factory=ReadOptions)
    columns: abc.Mapping[str, str | int] = field(default_factory=dict)
    values: abc.Mapping[str, abc.Mapping[str, str]] = field(default_factory=dict)
    constants: abc.Mapping[str, str] = field(default_factory=dict)
    drop_rows: abc.Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    formats: abc.Mapping[str, abc.Mapping[str, str]] = field(default_factory=dict)
    unpivot: abc.Mapping[str, str] = field(default_factory=dict)
    drop_repeats: bool = False
    keep_ids: bool = False
    reshape: Reshape = field(default_factory=Reshape)


class _Loader(yaml.SafeLoader):
    """YAML where only bare whole numbers are not text: `No: lost` and `2024-01-01` stay what was written."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 — the base class declares it so


for _first in "0123456789":
    _Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^(?:0|[1-9][0-9]{0,17})$"), [_first])


def _unique(loader: _Loader, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    for key in keys:
        if isinstance(key, dict | list) or keys.count(key) > 1:
            raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} stands there twice", node.start_mark)
    return dict(yaml.SafeLoader.construct_mapping(loader, node, deep=True))


_Loader.add_constructor("tag:yaml.org,2002:map", _unique)


class _Dumper(yaml.SafeDumper):
    """Texts with a character one cannot see are escaped: YAML takes some of them for the end of a line."""


_Dumper.add_representer(
    str, lambda own, text: own.represent_scalar("tag:yaml.org,2002:str", text, None if text.isprintable() else '"')
)


def load_mapping(path: Path | str) -> Mapping:
    """The mapping in the file at `path`; MappingError lists everything that is wrong with it."""
    path = Path(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise MappingError("Mapping file too large", f"{path.name} is larger than a mapping file can be")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise MappingError("No mapping file", f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise MappingError("Mapping file unreadable", f"{path.name} is not UTF-8 text") from None
    return parse_mapping(text, path.name)


def parse_mapping(text: str, name: str = "mapping") -> Mapping:
    """The mapping written in `text`; `name` is the file's name for messages."""
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_Loader)):
            raise MappingError("Mapping file unreadable", f"{name}: references (*name) are not allowed")
        found = yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        if mark is None:
            raise MappingError("Mapping file unreadable", f"{name} is not YAML") from None
        problem = f"{name} is not YAML from line {mark.line + 1} on: “{getattr(error, 'problem', None) or '?'}”"
        raise MappingError("Mapping file unreadable", problem) from None
    if not isinstance(found, dict):
        raise MappingError("Mapping file unreadable", f"{name}: expected keys such as table, read, columns")
    problems: list[str] = []
    mapping = _build(found, problems)
    problems += _misfits(mapping)
    if problems:
        raise MappingError("Mapping does not fit", f"{name}: " + "; ".join(problems))
    return mapping


def check_mapping(mapping: Mapping) -> None:
    """MappingError when `mapping`, made on screen or by a preset, does not fit its table."""
    problems = _misfits(mapping)
    if problems:
        raise MappingError("Mapping does not fit", "; ".join(problems))


def dump_mapping(mapping: Mapping) -> str:
    """`mapping` as YAML text that `parse_mapping` reads back to an equal mapping."""
    out: dict[str, Any] = {"table": mapping.table} if mapping.table else {}
    read = {f.name: getattr(mapping.read, f.name) for f in fields(ReadOptions)}
    read = {key: value for key, value in read.items() if value is not None}
    if mapping.read.rates:
        read["rates"] = dict(mapping.read.rates)
    if read:
        out["read"] = read
    for name in ("columns", "constants", "unpivot"):
        if getattr(mapping, name):
            out[name] = dict(getattr(mapping, name))
    for name in ("values", "formats"):
        if getattr(mapping, name):
            out[name] = {key: dict(value) for key, value in getattr(mapping, name).items()}
    if mapping.drop_rows:
        out["drop_rows"] = {key: list(value) for key, value in mapping.drop_rows.items()}
    out |= {name: True for name in ("drop_repeats", "keep_ids") if getattr(mapping, name)}
    out |= {"reshape": reshaping.dump(mapping.reshape)} if mapping.reshape else {}
    return yaml.dump(out, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=None, width=120)


def _build(found: dict[Any, Any], problems: list[str]) -> Mapping:
    known = [f.name for f in fields(Mapping)]
    problems += [f'unknown key "{key}"{did_you_mean(str(key), known)}' for key in found if key not in known]
    table = found.get("table")
    return Mapping(
        table=None if table is None else str(table),
        read=read_options(_dict(found, "read", problems), problems),
        columns={str(k): v if isinstance(v, int) else str(v) for k, v in _flat(found, "columns", problems).items()},
        values=_nested(found, "values", problems),
        constants={str(k): str(v) for k, v in _flat(found, "constants", problems).items()},
        drop_rows=_lists(found, problems),
        formats=_nested(found, "formats", problems),
        unpivot={str(k): str(v) for k, v in _flat(found, "unpivot", problems).items()},
        drop_repeats=flag("drop_repeats", found.get("drop_repeats"), problems) or False,
        keep_ids=flag("keep_ids", found.get("keep_ids"), problems) or False,
        reshape=reshaping.parse(found.get("reshape"), problems),
    )


def _dict(found: dict[Any, Any], key: str, problems: list[str]) -> dict[Any, Any]:
    value = found.get(key)
    if value in (None, "") or isinstance(value, dict):
        return value or {}
    problems.append(f"{key}: expected names and values, found {value!r}")
    return {}


def _flat(found: dict[Any, Any], key: str, problems: list[str]) -> dict[Any, Any]:
    entries = _dict(found, key, problems)
    bad = [name for name, value in entries.items() if isinstance(value, dict | list)]
    problems += [f"{key}.{name}: expected one value, found a list" for name in bad]
    return {name: value for name, value in entries.items() if name not in bad}


def _nested(found: dict[Any, Any], key: str, problems: list[str]) -> dict[str, dict[str, str]]:
    groups = _dict(found, key, problems)
    return {str(name): {str(k): str(v) for k, v in _flat(groups, name, problems).items()} for name in groups}


def _lists(found: dict[Any, Any], problems: list[str]) -> dict[str, tuple[str, ...]]:
    entries = _dict(found, "drop_rows", problems)
    return {str(k): tuple(map(str, v)) if isinstance(v, list) else (str(v),) for k, v in entries.items()}


def _misfits(mapping: Mapping) -> list[str]:
    problems = read_misfits(mapping.read)
    if mapping.table is None:
        return problems
    if mapping.table not in TABLES:
        return [*problems, f'unknown table "{mapping.table}"{did_you_mean(mapping.table, TABLES)}']
    table = TABLES[mapping.table]
    groups = {"columns": mapping.columns, "values": mapping.values, "constants": mapping.constants}
    for group, entries in (groups | {"formats": mapping.formats}).items():
        for name in entries:
            if name not in table.names:
                problems.append(f'{group}: {table.name} has no column "{name}"{did_you_mean(name, table.names)}')
    problems += [
        f"columns.{k}: positions start at 1" for k, v in mapping.columns.items() if isinstance(v, int) and v < 1
    ]
    for name in set(mapping.columns) & set(mapping.constants):
        problems.append(f"{name} stands under both columns and constants")
    problems += (
        _value_misfits(mapping)
        + _constant_misfits(mapping)
        + _format_misfits(mapping)
        + reshaping.misfits(mapping.reshape, table)
    )
    if mapping.unpivot and mapping.table != "stage_changes":
        problems.append(f"unpivot: only for the table stage_changes, not {mapping.table}")
    return problems


def _value_misfits(mapping: Mapping) -> list[str]:
    table = TABLES[mapping.table or ""]
    problems: list[str] = []
    mapped = [(name, value) for name, pairs in mapping.values.items() for value in pairs.values()]
    for name, value in [*mapped, *mapping.constants.items()]:
        if name in table.names and table.column(name).values and value not in table.column(name).values:
            allowed = table.column(name).values
            problems.append(f'{name}: "{value}" is not one of {", ".join(allowed)}{did_you_mean(value, allowed)}')
    return problems


def _constant_misfits(mapping: Mapping) -> list[str]:
    """Constants that are no number or moment as we write them: they are taken as they stand, so nothing is guessed."""
    table = TABLES[mapping.table or ""]
    problems: list[str] = []
    for column in (column for column in table.columns if column.name in mapping.constants and column.type != "TEXT"):
        value, (pattern, problem) = mapping.constants[column.name], CONSTANTS[column.type]
        dated = column.type in ("DATE", "TIMESTAMP")
        if not re.fullmatch(pattern, value) or (dated and not _in_calendar(value)):
            problems.append(problem.format(key=f"constants.{column.name}", value=value))
    return problems


def _in_calendar(value: str) -> bool:
    try:
        return bool(datetime.fromisoformat(value))
    except ValueError:
        return False


def _format_misfits(mapping: Mapping) -> list[str]:
    problems: list[str] = []
    for name, entries in mapping.formats.items():
        unknown = [key for key in entries if key not in FORMAT_KEYS]
        problems += [f'unknown key "formats.{name}.{key}"{did_you_mean(key, FORMAT_KEYS)}' for key in unknown]
        options = {key: value for key, value in entries.items() if key in FORMAT_KEYS}
        problems += [f"formats.{name}: {problem}" for problem in read_misfits(_formats(options))]
    return problems


def _formats(options: dict[str, str]) -> ReadOptions:
    """The format keys of one column, as reading options."""
    date, decimal, thousands, timezone = map(options.get, FORMAT_KEYS)
    return ReadOptions(date=date, decimal=decimal, thousands=thousands, timezone=timezone)


def zone(name: str) -> ZoneInfo:
    """The time zone called `name`; MappingError with a suggestion when there is none."""
    if name not in available_timezones():
        near = did_you_mean(name, available_timezones())
        raise MappingError("Unknown time zone", f'"{name}" is not a time zone{near}')
    return ZoneInfo(name)


__all__ = [
    "FORMAT_KEYS",
    "Mapping",
    "ReadOptions",
    "check_mapping",
    "dump_mapping",
    "load_mapping",
    "parse_mapping",
    "zone",
]
