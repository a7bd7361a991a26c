"""Setting a team's own target for a KPI, or going back to the guide's. For the Definitions screen."""

from __future__ import annotations

from typing import Any

import streamlit as st

from data.errors import FunnelError
from metrics.catalog import Kpi
from metrics.result import Band
from metrics.setting_parts import DIRECTIONS, MODES, has_mode, has_window, named_days
from metrics.settings import KpiSettings
from metrics.team_store import changes_of, guide, set_target
from pages.parts import session
from pages.parts.page import View
from pages.parts.words import plain

WORDS = {"higher": "higher is better", "lower": "lower is better", "within": "inside the range"}
UNITS = {"share": "%", "days": "days", "minutes": "minutes", "multiple": "×"}
DONE = "target-done"


def show(view: View, kpi: Kpi) -> None:
    """The form, filled with what holds now."""
    said = view.said
    now, base = view.board.benchmarks.kpi(kpi.key, kpi.side), guide().kpi(kpi.key, kpi.side)
    if st.session_state.pop(DONE, None) == f"{kpi.side}.{kpi.key}":
        st.success(said.t("Kept: it holds for everybody in this workspace from now on."), icon=":material/check:")
    opened = st.expander(said.t("Your team's own target"), on_change="rerun", key=f"target-{kpi.side}-{kpi.key}")
    if not opened.open:
        return
    with opened:
        code = _which(view, kpi, now)
        with st.form(f"form-{kpi.side}-{kpi.key}-{code}"):
            values = {"code": code, **_fields(view, kpi, now, code)}
            kept = st.form_submit_button(said.t("Set this target"), type="primary")
        back = st.button(said.t("Back to the guide's"), key=f"back-{kpi.side}-{kpi.key}", icon=":material/undo:")
        st.caption(
            said.t(
                "Kept in the workspace, in {file}; what a team changed is marked as its own.",
                file="benchmarks.team.yaml",
            )
        )
        if kept or back:
            _keep(view, kpi, changes_of(base, values) if kept else None)


def _which(view: View, kpi: Kpi, now: KpiSettings) -> str | None:
    codes = [band.code for band in now.bands]
    if len(codes) < 2:
        return codes[0] if codes else None
    label = view.said.t("Which benchmark")
    return str(st.segmented_control(label, codes, default=codes[0], required=True, key=f"code-{kpi.side}-{kpi.key}"))


def _fields(view: View, kpi: Kpi, now: KpiSettings, code: str | None) -> dict[str, Any]:
    said = view.said
    band = next((band for band in now.bands if band.code == code), None)
    unit = said.symbol if kpi.unit == "money" else said.t(UNITS[kpi.unit])
    left, right = st.columns(2)
    low = _end(left, said.t("Low end ({unit})", unit=unit), kpi, band.low if band else None, f"low-{code}")
    high = _end(right, said.t("High end ({unit})", unit=unit), kpi, band.high if band else None, f"high-{code}")
    directions = list(DIRECTIONS)
    direction = left.selectbox(
        said.t("Direction"),
        directions,
        index=directions.index(band.direction if band else "higher"),
        format_func=lambda name: said.t(WORDS[name]),
        key=f"direction-{kpi.side}-{kpi.key}-{code}",
    )
    margin = right.number_input(
        said.t("Amber margin (%)"), 0.0, 100.0, _percent(band), 1.0, key=f"margin-{kpi.side}-{kpi.key}-{code}"
    )
    return {"low": low, "high": high, "direction": direction, "margin": margin, **_more(view, kpi, now)}


def _more(view: View, kpi: Kpi, now: KpiSettings) -> dict[str, Any]:
    """Window and way of counting, where the KPI has them."""
    said, values = view.said, {}
    if has_window(kpi) and named_days(kpi) is None:
        values["window"] = st.number_input(
            said.t("Window (days)"), 1, 3660, now.window_days or 1, 1, key=f"window-{kpi.side}-{kpi.key}"
        )
    if has_mode(kpi):
        words = {
            mode: now.modes[mode].get(said.language, mode).replace("{days}", str(now.window_days)) for mode in MODES
        }
        values["mode"] = st.selectbox(
            said.t("Counts as retained"),
            list(MODES),
            index=MODES.index(now.mode or MODES[0]),
            format_func=words.__getitem__,
            key=f"mode-{kpi.side}-{kpi.key}",
        )
    return values


def _end(place: Any, label: str, kpi: Kpi, end: float | None, name: str) -> float | None:
    shown = None if end is None else round(end * 100, 6) if kpi.unit == "share" else end
    key = f"{name}-{kpi.side}-{kpi.key}"
    found: float | None = place.number_input(label, 0.0, None, shown, 0.1, format="%.2f", key=key)
    return found


def _percent(band: Band | None) -> float:
    return round((band.margin if band else 0.2) * 100, 6)


def _keep(view: View, kpi: Kpi, changes: dict[str, object] | None) -> None:
    """Write the change; what does not fit is said, and nothing is written."""
    try:
        set_target(session.own_workspace(), kpi.key, kpi.side, changes)
    except FunnelError as error:
        st.error(f"**{plain(view.said.t(error.title))}**  \n{plain(error.message)}", icon=":material/error:")
        return
    st.session_state[DONE] = f"{kpi.side}.{kpi.key}"
    st.rerun()
