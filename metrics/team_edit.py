"""A team's benchmark file with one KPI changed, as text: for the screen on which a team sets its own target.

Nothing is written here; the caller puts the text in place of the file. Comments of the old text are not kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from data.errors import ConfigError
from metrics import expect
from metrics.settings import Benchmarks
from metrics.strict_yaml import Problems, parse
from metrics.team_file import apply_team

NAME = "your own benchmarks"


def changed_team(text: str, guide: Benchmarks, key: str, side: str, changes: Mapping[str, object] | None) -> str:
    """`text` (a team file, may be empty) with `changes` as all that it says about one KPI; None takes the KPI out.

    `changes` has the keys of a team file: low, high, direction, margin, code, window, mode; shares are fractions, an
    end that is None is taken away. `guide` are the benchmarks without any team. ConfigError lists what does not fit.
    """
    guide.kpi(key, side)
    raw = _parsed(text)
    kpis = raw.setdefault("kpis", {}) or {}
    items = dict(kpis.get(side) or {})
    items.pop(key, None)
    if changes is not None:
        items[key] = dict(changes)
    raw["kpis"] = {name: item for name, item in {**kpis, side: items}.items() if item}
    if not raw["kpis"]:
        del raw["kpis"]
    result = yaml.safe_dump(raw, allow_unicode=True, sort_keys=False) if raw else ""
    problems = Problems(NAME)
    apply_team(problems, parse(result.encode(), problems), guide)
    _refuse(problems)
    return result


def _parsed(text: str) -> dict[Any, Any]:
    problems = Problems(NAME)
    raw = expect.mapping(problems, "", parse(text.encode(), problems))
    if isinstance(raw.get("kpis", {}), dict):
        for side, items in (raw.get("kpis") or {}).items():
            expect.mapping(problems, f"kpis.{side}", items)
    else:
        problems.add("kpis", f"found {expect.shown(raw['kpis'])}, expected keys with values")
    _refuse(problems)
    return raw


def _refuse(problems: Problems) -> None:
    if problems.found:
        raise ConfigError("Target not set", "; ".join(problems.found))
