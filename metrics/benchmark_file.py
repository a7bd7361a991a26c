"""From benchmarks.yaml to settings: every key checked, every problem named; for benchmarks.py alone.

The catalogue says which KPIs there are, in which unit, and which of them have a window; the file must fit it both ways.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from data.tables import SIDES
from metrics import expect, setting_parts
from metrics.catalog import BY_KEY, Kpi
from metrics.expect import below
from metrics.result import Band
from metrics.setting_parts import CODES, MINIMUMS, MODES
from metrics.settings import Benchmarks, Caution, KpiSettings, Term, Texts
from metrics.strict_yaml import Problems, read
from metrics.team_file import apply_team

KEYS = (
    "margin", "minimums", "assumptions", "crm_required_fields", "variants", "retention_modes", "stages", "kpis",
    "warnings", "terms",
)  # fmt: skip
KPI_KEYS = ("label", "meaning", "window", "mode", "bands")
STAGES = tuple(range(1, 8))
ROWS = (*SIDES, "both")


@dataclass(frozen=True, slots=True)
class Common:
    """What holds for every KPI of the file."""

    margin: float
    minimums: Mapping[str, int]
    modes: Mapping[str, Texts]


def read_benchmarks(path: Path, team: Path | None) -> tuple[Benchmarks | None, list[str]]:
    """The settings of both files (None where the first cannot be read), and all problems of both."""
    problems, its_problems = Problems(path.name), Problems(_name(team, path) if team else "")
    raw = read(path, problems)
    changes = read(team, its_problems) if team else None
    found = from_raw(problems, raw, path) if raw is not None else None
    if found is not None and changes is not None:
        found = apply_team(its_problems, changes, replace(found, team=team))
    return found, problems.found + its_problems.found


def _name(team: Path, path: Path) -> str:
    """What messages call the team's file: with its folder where both files have the same name."""
    return f"{team.parent.name}/{team.name}" if team.name == path.name else team.name


def from_raw(problems: Problems, raw: Any, path: Path) -> Benchmarks:
    """The settings in what `path` says; what does not fit adds a problem and is left out."""
    top = expect.mapping(problems, "", raw, KEYS, KEYS)
    kpis = _kpis(problems, top) if "kpis" in top else {}
    if "variants" in top:
        kpis = setting_parts.pick_variants(problems, "variants", top["variants"], kpis, whole=True)
    stages, codes = _stages(problems, top["stages"]) if "stages" in top else ({}, {})
    margins = (
        setting_parts.read_margins(problems, "assumptions", top["assumptions"], SIDES) if "assumptions" in top else {}
    )
    required: tuple[str, ...] = ()
    if "crm_required_fields" in top:
        required = setting_parts.read_fields(problems, "crm_required_fields", top["crm_required_fields"])
    return Benchmarks(
        kpis=kpis,
        stages=stages,
        stage_codes=codes,
        gross_margins=margins,
        crm_required_fields=required,
        warnings=_warnings(problems, top["warnings"]) if "warnings" in top else (),
        terms=_terms(problems, top["terms"]) if "terms" in top else (),
        file=path,
    )


def _kpis(problems: Problems, top: dict[Any, Any]) -> dict[tuple[str, str], KpiSettings]:
    common = _common(problems, top)
    found = {}
    for side, raw in expect.mapping(problems, "kpis", top["kpis"], SIDES, SIDES).items():
        keys = [key for key, its_side in BY_KEY if its_side == side]
        for key, item in expect.mapping(problems, f"kpis.{side}", raw, keys, keys).items():
            found[key, side] = _kpi(problems, f"kpis.{side}.{key}", item, BY_KEY[key, side], common)
    return found


def _common(problems: Problems, top: dict[Any, Any]) -> Common:
    margin = expect.number(problems, "margin", top["margin"], 1, "a share such as 0.20") if "margin" in top else None
    minimums: dict[str, int] = {}
    if "minimums" in top:
        minimums = setting_parts.read_minimums(problems, "minimums", top["minimums"], MINIMUMS)
    given = expect.mapping(problems, "retention_modes", top.get("retention_modes", {}), MODES, MODES)
    modes = {mode: expect.words(problems, f"retention_modes.{mode}", text, ("days",)) for mode, text in given.items()}
    return Common(margin or 0.0, minimums, modes)


def _kpi(problems: Problems, path: str, raw: Any, kpi: Kpi, common: Common) -> KpiSettings:
    parts = setting_parts.has_window(kpi), setting_parts.has_mode(kpi)
    required = [name for name, is_part in zip(("window", "mode"), parts, strict=True) if is_part]
    fields = [name for name, is_part in zip(("days", "when"), parts, strict=True) if is_part]
    given = expect.mapping(problems, path, raw, KPI_KEYS, ("label", "meaning", *required))
    return KpiSettings(
        key=kpi.key,
        side=kpi.side,
        unit=kpi.unit,
        labels=expect.words(problems, below(path, "label"), given["label"], fields[:1]) if "label" in given else {},
        meanings=expect.words(problems, below(path, "meaning"), given["meaning"], fields) if "meaning" in given else {},
        bands=_bands(problems, below(path, "bands"), given.get("bands", []), kpi, common.margin),
        window_days=setting_parts.read_window(problems, path, given, kpi),
        mode=setting_parts.read_mode(problems, path, given, kpi),
        minimum=setting_parts.minimum_of(kpi, common.minimums),
        modes=common.modes if setting_parts.has_mode(kpi) else {},
    )


def _bands(problems: Problems, path: str, raw: Any, kpi: Kpi, margin: float) -> tuple[Band, ...]:
    if not isinstance(raw, list):
        problems.add(path, f"found {expect.shown(raw)}, expected a list of bands")
        return ()
    read = [setting_parts.read_band(problems, below(path, at), item, kpi, margin) for at, item in enumerate(raw, 1)]
    bands = tuple(band for band in read if band is not None)
    names = [(band.code, band.variant) for band in bands]
    for code, variant in {name for name in names if names.count(name) > 1}:
        problems.add(path, f"has two bands {code}{f' for {variant}' if variant else ''}; keep one")
    return bands


def _stages(problems: Problems, raw: Any) -> tuple[dict[tuple[str, int], Texts], dict[int, str]]:
    """Stage names by (row, n), a side without its own name taking that of both; and the stages' codes."""
    names: dict[tuple[str, int], Texts] = {}
    codes: dict[int, str] = {}
    for n, item in expect.mapping(problems, "stages", raw, STAGES, STAGES).items():
        path = f"stages.{n}"
        given = expect.mapping(problems, path, item, ("code", *ROWS), ("code", "both"))
        codes[n] = expect.choice(problems, below(path, "code"), given["code"], CODES) or "" if "code" in given else ""
        texts = {row: expect.words(problems, below(path, row), given[row]) for row in ROWS if row in given}
        names |= {(row, n): texts.get(row, texts.get("both", {})) for row in ROWS}
    return names, codes


def _warnings(problems: Problems, raw: Any) -> tuple[Caution, ...]:
    found = []
    keys = list(dict.fromkeys(key for key, _ in BY_KEY))
    for code, item in expect.mapping(problems, "warnings", raw).items():
        path = f"warnings.{code}"
        given = expect.mapping(problems, path, item)
        kpis = given.pop("kpis", None)
        if not isinstance(kpis, list) or not kpis:
            problems.add(path, "has no list of kpis it belongs to")
            kpis = []
        about = [expect.choice(problems, below(path, f"kpis.{at}"), key, keys) for at, key in enumerate(kpis, 1)]
        texts = expect.words(problems, path, given)
        found.append(Caution(str(code), tuple(key for key in about if key is not None), texts))
    return tuple(found)


def _terms(problems: Problems, raw: Any) -> tuple[Term, ...]:
    found = []
    for key, item in expect.mapping(problems, "terms", raw).items():
        path = f"terms.{key}"
        one = isinstance(item, dict) and "both" in item
        keys = ("label", "both") if one else ("label", *SIDES)
        given = expect.mapping(problems, path, item, keys, keys)
        texts = {name: expect.words(problems, below(path, name), text) for name, text in given.items()}
        sides = {side: texts.get("both" if one else side, {}) for side in SIDES}
        found.append(Term(str(key), texts.get("label", {}), sides))
    return tuple(found)
