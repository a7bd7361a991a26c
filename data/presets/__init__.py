"""Known exports (HubSpot, Shopify, Google Ads …) as mapping files with a `match` section, for `recognise`.

`match` lists names that must all be there, each alone or as a list of alternatives; a star in a name stands for
anything. A column may name alternatives too: the first one found is taken. What a file lacks is left out.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from data import reshape as reshaping
from data.errors import MappingError
from data.mapping import Mapping, ReadOptions, check_mapping
from data.naming import captured, currency_in, matches
from data.reshape import Reshape

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same language, read some ten times as fast
FOLDER = Path(__file__).parent
KEYS = {
    "title",
    "match",
    "table",
    "columns",
    "values",
    "constants",
    "formats",
    "reshape",
    "unpivot",
    "currency",
    "remarks",
    "unless",
}
NEED_ANSWER = frozenset({"monthly"})  # remarks about a guess that would be wrong without a word


@dataclass(frozen=True, slots=True)
class Preset:
    """One known export: `parts` is its file as it stands."""

    name: str
    title: str
    table: str
    match: tuple[tuple[str, ...], ...]
    parts: Dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A preset made to fit one file: a mapping of its own columns, and remarks as (canonical column, remark key)."""

    preset: Preset
    mapping: Mapping
    remarks: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def presets() -> tuple[Preset, ...]:
    """All presets, by name."""
    return tuple(_load(path) for path in sorted(FOLDER.glob("*.yaml")))


def _load(path: Path) -> Preset:
    parts = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
    if unknown := set(parts) - KEYS:
        raise MappingError("Preset does not fit", f"{path.name}: unknown key {', '.join(sorted(unknown))}")
    match = tuple(_several(one) for one in parts["match"])
    return Preset(path.stem, parts["title"], parts["table"], match, parts)


def matching(columns: Sequence[str]) -> list[Preset]:
    """The presets whose names are all among `columns`, the one that asks for most first."""
    found = [one for one in presets() if all(find(columns, names) for names in one.match)]
    return sorted(found, key=lambda one: (-len(one.match), one.name))


def find(columns: Sequence[str], names: Sequence[str]) -> str | None:
    """The first of `names` (or patterns) that is a column; None when there is none."""
    for name in names:
        for column in columns:
            if matches(column, name):
                return column
    return None


def fit(preset: Preset, columns: Sequence[str]) -> Fitted:
    """`preset` as a mapping of just these columns."""
    parts = preset.parts
    named = {ours: find(columns, _several(names)) for ours, names in (parts.get("columns") or {}).items()}
    mapped = {ours: theirs for ours, theirs in named.items() if theirs}
    stages = {column: stage for column in columns if (stage := _stage(column, parts.get("unpivot")))}
    shape = _reshape(parts.get("reshape"), columns, frozenset(mapped))
    mapping = Mapping(
        table=preset.table,
        read=ReadOptions(currency=_currency(columns, parts.get("currency"))),
        columns={ours: theirs for ours, theirs in mapped.items() if ours not in shape.given},
        values={ours: words for ours, words in (parts.get("values") or {}).items() if ours in mapped or shape.given},
        constants={ours: word for ours, word in (parts.get("constants") or {}).items() if ours not in mapped},
        formats={ours: rule for ours, rule in (parts.get("formats") or {}).items() if ours in mapped},
        unpivot=_one_pipeline(stages),
        reshape=shape,
    )
    check_mapping(mapping)
    return Fitted(preset, mapping, _remarks(parts, columns, mapped))


def _remarks(parts: Dict[str, Any], columns: Sequence[str], mapped: Dict[str, str]) -> tuple[tuple[str, str], ...]:
    unless = {ours for ours, name in (parts.get("unless") or {}).items() if find(columns, (name,))}
    return tuple(
        (ours, remark)
        for ours, rules in (parts.get("remarks") or {}).items()
        for name, remark in rules.items()
        if ours in mapped and ours not in unless and matches(mapped[ours], name)
    )


def _several(names: object) -> tuple[str, ...]:
    return tuple(map(str, names)) if isinstance(names, list) else (str(names),)


def _stage(column: str, patterns: object) -> str | None:
    found = (captured(column, pattern) for pattern in _several(patterns)) if patterns else iter(())
    return next((stage for stage in found if stage), None)


def _one_pipeline(stages: dict[str, str]) -> dict[str, str]:
    """`Demo (Sales)` is `Demo` where all stages are of one pipeline."""
    tails = {stage.rpartition(" (")[2] if stage.endswith(")") else "" for stage in stages.values()}
    if len(tails) != 1 or tails == {""}:
        return stages
    return {column: stage.rpartition(" (")[0] or stage for column, stage in stages.items()}


def _currency(columns: Sequence[str], pattern: str | None) -> str | None:
    column = find(columns, (pattern,)) if pattern else None
    return currency_in(column) if column else None


def _reshape(found: object, columns: Sequence[str], mapped: frozenset[str]) -> Reshape:
    """The preset's reshaping with the file's spelling of each name, and without what the file does not have."""
    problems: list[str] = []
    shape = reshaping.parse(found, problems)
    assert not problems, problems
    join = {ours: tuple(find(columns, (one,)) or "" for one in names) for ours, names in shape.join.items()}
    join = {ours: names for ours, names in join.items() if all(names)}
    first = {ours: _present(columns, names) for ours, names in shape.first_of.items()}
    first = {ours: names for ours, names in first.items() if names}
    given = mapped | frozenset(join) | frozenset(first)
    when = {
        ours: rule for ours, rule in shape.only_when.items() if ours in given and all(name in given for name in rule)
    }
    scale = {
        ours: replace(one, column=find(columns, (one.column,))) if one.column else one
        for ours, one in shape.scale.items()
        if ours in given and (not one.column or find(columns, (one.column,)))
    }
    changes = {key: find(columns, (name,)) or "" for key, name in shape.changes_only.items()}
    return Reshape(
        keep_rows={column: values for n, values in shape.keep_rows.items() if (column := find(columns, (n,)))},
        leave_rows={column: values for n, values in shape.leave_rows.items() if (column := find(columns, (n,)))},
        group_by=find(columns, (shape.group_by,)) if shape.group_by else None,
        changes_only=changes if all(changes.values()) else {},
        join=join,
        first_of=first,
        only_when=when,
        scale=scale,
    )


def _present(columns: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(column for name in names if (column := find(columns, (name,))))
