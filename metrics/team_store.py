"""A team's own targets, written into the workspace's benchmark file: for the Definitions screen.

Two people who set targets at the same time lose nothing: each change is made to the file as it stands, under a lock.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from data.errors import ConfigError
from data.files import copy_synced, explain, locked, publish
from data.store import Workspace
from metrics.benchmark_file import read_benchmarks
from metrics.benchmarks import DEFAULT, TEAM_NAME
from metrics.settings import Benchmarks, KpiSettings
from metrics.team_edit import changed_team

PATIENCE_S = 30.0


def guide() -> Benchmarks:
    """The benchmarks of benchmarks.yaml without any team's changes."""
    found, problems = read_benchmarks(DEFAULT, None)
    if found is None or problems:
        raise ConfigError("Benchmarks cannot be used", "; ".join(problems))
    return found


def set_target(place: Workspace, key: str, side: str, changes: Mapping[str, object] | None) -> None:
    """Make `changes` all that the team's file says about one KPI; None takes the KPI back to the guide's.

    ConfigError says what does not fit, and nothing is written; StoreError when the workspace cannot take it.
    """
    with explain("set the target"), locked(place.folder / "benchmarks.lock", PATIENCE_S):
        text = changed_team(team_text(place), guide(), key, side, changes)
        temporary = place.folder / f"benchmarks.{secrets.token_hex(8)}"
        try:
            copy_synced(io.BytesIO(text.encode()), temporary)
            publish(temporary, place.benchmarks)
        finally:
            temporary.unlink(missing_ok=True)


def team_text(place: Workspace) -> str:
    """The team's file as it stands: the workspace's own, else the one beside benchmarks.yaml, else empty."""
    beside = DEFAULT.with_name(TEAM_NAME)
    for path in (place.benchmarks, beside):
        if path.exists():
            return path.read_text(encoding="utf-8")
    return ""


def changes_of(base: KpiSettings, values: Mapping[str, Any]) -> dict[str, object] | None:
    """The keys of a team file that differ from the guide's settings `base`; None where nothing does.

    `values` are as typed on screen: `code`, `direction`, `low`, `high` (shares and margin in per cent), `margin`,
    `window`, `mode`; a key that is absent is not changed.
    """
    band = next((band for band in base.bands if band.code == values.get("code")), None)
    typed = {
        "direction": values.get("direction"),
        "low": _in_unit(values.get("low"), base.unit),
        "high": _in_unit(values.get("high"), base.unit),
        "margin": _in_unit(values.get("margin"), "share"),
    }
    if band is None and typed["low"] is None and typed["high"] is None:
        typed = {}
    changes: dict[str, object] = {
        name: value for name, value in typed.items() if band is None or value != getattr(band, name)
    }
    if band is None:
        changes = {name: value for name, value in changes.items() if value is not None}
    elif changes and band is not base.bands[0]:
        changes["code"] = band.code
    for name, before in (("window", base.window_days), ("mode", base.mode)):
        if values.get(name) is not None and values[name] != before:
            changes[name] = values[name]
    return changes or None


def _in_unit(value: float | None, unit: str) -> float | None:
    """What was typed, in the unit of the file: 2.5 (%) is 0.025, to the digit."""
    if value is None:
        return None
    return float(Decimal(str(value)) / 100) if unit == "share" else float(value)
