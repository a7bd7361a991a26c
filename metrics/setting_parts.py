"""The pieces that benchmarks.yaml and a team's file have in common: bands, windows, variants, assumptions, minimums."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from data.tables import TABLES
from metrics import expect
from metrics.catalog import MEASURES, Kpi
from metrics.expect import below
from metrics.result import AMBER, Band
from metrics.settings import KpiSettings
from metrics.strict_yaml import Problems

Kpis = Mapping[tuple[str, str], KpiSettings]
CODES = (
    *(f"F{row}" for row in range(1, 8)),
    *(f"K{row}" for row in range(1, 6)),
    *(f"R{row}" for row in range(1, 25)),
)
BAND_KEYS = ("code", "direction", "low", "high", "margin", "variant", "over")
DIRECTIONS = {"higher": "low", "lower": "high", "within": "low"}  # -> the end it cannot do without
MODES = ("exact", "within", "on_or_after")
MINIMUMS = ("default", "deals", "accounts")
MOST_GROWTH = 5.0  # revenue kept may pass 100 %; a larger bound is a percentage written as a number


def read_band(
    problems: Problems, path: str, raw: Any, kpi: Kpi, margin: float, codes: Collection[str] = CODES
) -> Band | None:
    """One band of `kpi`, in its unit; None, with problems, where it does not hold together."""
    before = len(problems.found)
    given = expect.mapping(problems, path, raw, BAND_KEYS, ("code", "direction"))
    code = expect.choice(problems, below(path, "code"), given["code"], codes) if "code" in given else None
    direction = _choice(problems, path, given, "direction", DIRECTIONS)
    low, high = _end(problems, path, given, "low", kpi), _end(problems, path, given, "high", kpi)
    if given.get("margin") is not None:
        margin = expect.number(problems, below(path, "margin"), given["margin"], 1, "a share such as 0.20") or 0.0
    over = _choice(problems, path, given, "over", (AMBER,))
    band = Band(code or "", low, high, direction or "", margin, over, _variant(problems, path, given))
    if len(problems.found) == before:
        _holds_together(problems, path, band)
    return band if len(problems.found) == before else None


def _choice(problems: Problems, path: str, given: dict[Any, Any], key: str, known: Collection[str]) -> str | None:
    return expect.choice(problems, below(path, key), given[key], known) if given.get(key) is not None else None


def _variant(problems: Problems, path: str, given: dict[Any, Any]) -> str | None:
    variant = given.get("variant")
    if variant is None or isinstance(variant, str):
        return variant
    problems.add(below(path, "variant"), f"found {expect.shown(variant)}, expected a name")
    return None


def _end(problems: Problems, path: str, given: dict[Any, Any], key: str, kpi: Kpi) -> float | None:
    """The low or high end; shares are fractions, so that 25 for 25 % is caught."""
    if given.get(key) is None:
        return None
    if kpi.unit != "share":
        return expect.number(problems, below(path, key), given[key], hint=f"a number of 0 or more ({kpi.unit})")
    most = MOST_GROWTH if kpi.kind == "snapshot" and kpi.count == "money" else 1.0
    return expect.number(problems, below(path, key), given[key], most, "a share such as 0.25 for 25 %")


def _holds_together(problems: Problems, path: str, band: Band) -> None:
    end = DIRECTIONS[band.direction]
    missing = getattr(band, end) is None and (band.direction != "within" or band.high is None)
    if missing:
        problems.add(path, f"direction {band.direction} has no {end}; expected a number there")
    if band.low is not None and band.high is not None and band.low > band.high:
        problems.add(path, f"low {band.low:g} is above high {band.high:g}; expected low <= high")
    if band.over and (band.direction != "within" or band.high is None):
        problems.add(below(path, "over"), "goes only with direction within and a high")


def has_window(kpi: Kpi) -> bool:
    """Whether entries of this KPI have a number of days to get there."""
    measure = MEASURES.get(kpi.denominator)
    return named_days(kpi) is not None or (measure is not None and measure.window is not None)


def named_days(kpi: Kpi) -> int | None:
    """The days in the KPI's own name (retention_d7 is 7), which no setting can change."""
    found = re.fullmatch(r"\w+_d(\d+)", kpi.key)
    return int(found[1]) if found else None


def has_mode(kpi: Kpi) -> bool:
    """Whether there is more than one way to count this KPI's retention."""
    return kpi.key.startswith("retention_d")


def read_window(problems: Problems, path: str, given: Mapping[Any, Any], kpi: Kpi) -> int | None:
    """The window of `kpi` in days; a problem where it has none, or another one by name."""
    if "window" not in given:
        return None
    here = below(path, "window")
    if not has_window(kpi):
        problems.add(here, f"{kpi.key} counts no days; remove the window")
        return None
    fixed = named_days(kpi)
    return expect.whole(problems, here, given["window"], fixed or 1, fixed or expect.MAX_DAYS)


def read_mode(problems: Problems, path: str, given: Mapping[Any, Any], kpi: Kpi) -> str | None:
    """How `kpi` counts retention; a problem where it is not retention."""
    if "mode" not in given:
        return None
    if not has_mode(kpi):
        problems.add(below(path, "mode"), f"{kpi.key} has no mode; remove it")
        return None
    return expect.choice(problems, below(path, "mode"), given["mode"], MODES)


def pick_variants(
    problems: Problems, path: str, raw: Any, kpis: Kpis, whole: bool = False
) -> dict[tuple[str, str], KpiSettings]:
    """`kpis` with the bands of the variants in `raw` (KPI key -> variant); `whole`: every choice must be made."""
    choices = {settings.key: _variants(settings) for settings in kpis.values() if _variants(settings)}
    given = expect.mapping(problems, path, raw, choices, choices if whole else ())
    picked = {
        key: variant
        for key, name in given.items()
        if (variant := expect.choice(problems, below(path, key), name, choices[key])) is not None
    }
    return {
        at: _with_variant(settings, picked[settings.key]) if settings.key in picked else settings
        for at, settings in kpis.items()
    }


def _variants(settings: KpiSettings) -> tuple[str, ...]:
    names = (band.variant for band in (*settings.bands, *settings.others) if band.variant)
    return tuple(dict.fromkeys(names))


def _with_variant(settings: KpiSettings, variant: str) -> KpiSettings:
    every = (*settings.bands, *settings.others)
    fits = [band for band in every if band.variant in (variant, None)]
    fits.sort(key=lambda band: band.variant is None)  # the picked variant is the default
    return replace(settings, bands=tuple(fits), others=tuple(band for band in every if band not in fits))


def read_minimums(problems: Problems, path: str, raw: Any, required: Collection[str] = ()) -> dict[str, int]:
    """The least number of cases that may carry a colour, by what is counted."""
    given = expect.mapping(problems, path, raw, MINIMUMS, required)
    read = {key: expect.whole(problems, below(path, key), value, 1, 1_000_000) for key, value in given.items()}
    return {key: value for key, value in read.items() if value is not None}


def minimum_of(kpi: Kpi, minimums: Mapping[str, int]) -> int | None:
    """The minimum for `kpi`: deals, accounts (also behind revenue kept), or any other rows; None for plain money."""
    counted = "accounts" if kpi.kind == "snapshot" else kpi.count
    if counted == "money":
        return None
    return minimums.get(counted if counted in MINIMUMS else "default")


def read_margins(problems: Problems, path: str, raw: Any, required: Collection[str] = ()) -> dict[str, float]:
    """The assumed gross margin of each side named."""
    given = expect.mapping(problems, path, raw, ("gross_margin",), ("gross_margin",))
    here = below(path, "gross_margin")
    sides = expect.mapping(problems, here, given.get("gross_margin", {}), ("b2c", "b2b"), required)
    read = {
        side: expect.number(problems, below(here, side), value, 1, "a share such as 0.60")
        for side, value in sides.items()
    }
    return {side: value for side, value in read.items() if value is not None}


def read_fields(problems: Problems, path: str, raw: Any) -> tuple[str, ...]:
    """Columns of `deals` that a CRM must have filled."""
    if not isinstance(raw, list) or not raw:
        problems.add(path, f"found {expect.shown(raw)}, expected a list of columns of deals")
        return ()
    names = [expect.choice(problems, below(path, at), name, TABLES["deals"].names) for at, name in enumerate(raw, 1)]
    return tuple(dict.fromkeys(name for name in names if name is not None))
