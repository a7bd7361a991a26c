"""A team's own benchmarks on top of the guide's: bands, windows, choices and assumptions; for benchmark_file.py.

```yaml
variants: {checkout_conversion: subscription}     # which kind of business we are
prefer: {nrr: K4}                                 # which table's band comes first
assumptions: {gross_margin: {b2c: 0.55}}
minimums: {deals: 8}
crm_required_fields: [owner, stage, amount]
kpis:
  b2c:
    ctr: {low: 0.02}                              # changes the default band, keeps what is not named
    checkout_conversion: {code: K1, margin: 0.1}  # changes the K1 band instead
    retention_d30: {direction: higher, low: 0.2}  # a target of our own where the guide has none
    retention_d7: {mode: within}
    repurchase_rate: {window: 45}
```
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from data.tables import SIDES
from metrics import expect, setting_parts
from metrics.catalog import BY_KEY, Kpi
from metrics.expect import below
from metrics.result import Band
from metrics.setting_parts import BAND_KEYS
from metrics.settings import Benchmarks, KpiSettings
from metrics.strict_yaml import Problems

KEYS = ("variants", "prefer", "assumptions", "minimums", "crm_required_fields", "kpis")
CHANGES = ("direction", "low", "high", "margin")
KPI_KEYS = ("code", *CHANGES, "window", "mode")
TEAM = "team"
DEFAULT_MARGIN = 0.2


def apply_team(problems: Problems, raw: Any, base: Benchmarks) -> Benchmarks:
    """`base` with the team's changes; what does not fit adds a problem and changes nothing."""
    top = expect.mapping(problems, "", raw, KEYS)
    kpis = dict(base.kpis)
    if "variants" in top:
        kpis = setting_parts.pick_variants(problems, "variants", top["variants"], kpis)
    if "prefer" in top:
        kpis = _prefer(problems, top["prefer"], kpis)
    if "minimums" in top:
        kpis = _with_minimums(setting_parts.read_minimums(problems, "minimums", top["minimums"]), kpis)
    if "kpis" in top:
        kpis = _change(problems, top["kpis"], kpis)
    margins = setting_parts.read_margins(problems, "assumptions", top["assumptions"]) if "assumptions" in top else {}
    fields = base.crm_required_fields
    if "crm_required_fields" in top:
        fields = setting_parts.read_fields(problems, "crm_required_fields", top["crm_required_fields"])
    return replace(base, kpis=kpis, gross_margins={**base.gross_margins, **margins}, crm_required_fields=fields)


Settings = dict[tuple[str, str], KpiSettings]


def _prefer(problems: Problems, raw: Any, kpis: Settings) -> Settings:
    """The preferred table's band first, for every KPI that both tables carry."""
    codes = {key: _codes(settings) for (key, _), settings in kpis.items() if len(_codes(settings)) > 1}
    given = expect.mapping(problems, "prefer", raw, codes)
    chosen = {
        key: code
        for key, name in given.items()
        if (code := expect.choice(problems, f"prefer.{key}", name, codes[key])) is not None
    }
    return {
        at: replace(settings, bands=tuple(sorted(settings.bands, key=lambda band: band.code != chosen[at[0]])))
        if at[0] in chosen
        else settings
        for at, settings in kpis.items()
    }


def _codes(settings: KpiSettings) -> tuple[str, ...]:
    return tuple(dict.fromkeys(band.code for band in settings.bands))


def _with_minimums(minimums: dict[str, int], kpis: Settings) -> Settings:
    return {
        at: replace(settings, minimum=setting_parts.minimum_of(BY_KEY[at], minimums) or settings.minimum)
        for at, settings in kpis.items()
    }


def _change(problems: Problems, raw: Any, kpis: Settings) -> Settings:
    changed = dict(kpis)
    for side, items in expect.mapping(problems, "kpis", raw, SIDES).items():
        keys = [key for key, its_side in kpis if its_side == side]
        for key, item in expect.mapping(problems, f"kpis.{side}", items, keys).items():
            path = f"kpis.{side}.{key}"
            changed[key, side] = _changed(problems, path, item, kpis[key, side], BY_KEY[key, side])
    return changed


def _changed(problems: Problems, path: str, raw: Any, settings: KpiSettings, kpi: Kpi) -> KpiSettings:
    given = expect.mapping(problems, path, raw, KPI_KEYS)
    if "window" in given:
        settings = replace(settings, window_days=setting_parts.read_window(problems, path, given, kpi))
    if "mode" in given:
        settings = replace(settings, mode=setting_parts.read_mode(problems, path, given, kpi))
    fields = {key: value for key, value in given.items() if key in CHANGES}
    if not fields and "code" not in given:
        return settings
    if not settings.bands:
        return replace(settings, bands=_own(problems, path, given, fields, kpi))
    codes = _codes(settings)
    code = expect.choice(problems, below(path, "code"), given.get("code", codes[0]), codes)
    bands = (_merged(problems, path, band, fields, kpi) if band.code == code else band for band in settings.bands)
    return replace(settings, bands=tuple(bands))


def _own(problems: Problems, path: str, given: dict[Any, Any], fields: dict[Any, Any], kpi: Kpi) -> tuple[Band, ...]:
    """A band of the team's own, with the code `team`, where the guide gives none."""
    if "code" in given:
        problems.add(below(path, "code"), f"the guide has no band for {kpi.key}; leave the code out")
    band = setting_parts.read_band(problems, path, {"code": TEAM, **fields}, kpi, DEFAULT_MARGIN, (TEAM,))
    return (replace(band, source=TEAM),) if band else ()


def _merged(problems: Problems, path: str, band: Band, fields: dict[Any, Any], kpi: Kpi) -> Band:
    """The guide's band with the team's fields over it; an end set to null is taken away."""
    merged = {key: getattr(band, key) for key in BAND_KEYS} | fields
    if merged["direction"] != "within":
        merged["over"] = None
    found = setting_parts.read_band(problems, path, merged, kpi, band.margin)
    return replace(found, source=TEAM) if found else band
