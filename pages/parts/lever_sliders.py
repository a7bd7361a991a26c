"""The four factors of R1 or R2 as sliders whose positions live in the URL. For the What-if screen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from data.words import Words
from metrics.levers import B2BInputs, B2CInputs
from metrics.what_if import factors, inputs_from
from pages.parts import own_params

STEPS = 40  # from zero to the starting value; sliders go on to three times as far
REACH = 3
FINE = 0.05  # shares below it move by 0.1 points, others by 0.5


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor: its name in the URL, its words, and its unit (count, share or money)."""

    name: str
    words: str
    unit: str


FACTORS = {
    "b2c": (
        Factor("visits", "Visits a month", "count"),
        Factor("carts", "Add-to-cart rate", "share"),
        Factor("pays", "Checkout rate, cart → order", "share"),
        Factor("order", "Average order value", "money"),
    ),
    "b2b": (
        Factor("mqls", "MQLs a month", "count"),
        Factor("sqls", "MQL → SQL", "share"),
        Factor("wins", "SQL → won", "share"),
        Factor("contract", "Average contract value", "money"),
    ),
}
NAMES = tuple(factor.name for group in FACTORS.values() for factor in group)


def sliders(
    said: Words, side: str, start: B2CInputs | B2BInputs, preset: B2CInputs | B2BInputs
) -> B2CInputs | B2BInputs:
    """Draw the sliders of one side; `start` is where it stands today, `preset` where the sliders begin."""
    moved = [
        _slider(said, factor, today, begin)
        for factor, today, begin in zip(FACTORS[side], factors(start), factors(preset), strict=True)
    ]
    first, second, third, fourth = moved
    return inputs_from(side, (first, second, third, fourth))


def clear() -> None:
    """All sliders back to where they began."""
    for name in NAMES:
        own_params.put(name, "")


def written(said: Words, unit: str, value: float) -> str:
    """A factor in the form of the language."""
    if unit == "share":
        return said.percent(value, 1)
    return said.money(value) if unit == "money" else said.number(value)


def _slider(said: Words, factor: Factor, today: float, begin: float) -> float:
    now = _asked(said, factor, begin)
    key = f"slider-{factor.name}"
    st.session_state[key] = now
    st.select_slider(
        said.t(factor.words) + " · " + said.t("today {value}", value=written(said, factor.unit, today)),
        _positions(factor.unit, today, (today, begin, now)),
        format_func=lambda value: written(said, factor.unit, value),
        key=key,
        on_change=_moved,
        args=(factor.name, begin),
    )
    return now


def _moved(name: str, begin: float) -> None:
    value = float(st.session_state[f"slider-{name}"])
    own_params.put(name, "" if value == begin else f"{value:.12g}")


def _asked(said: Words, factor: Factor, begin: float) -> float:
    """What the URL says, if it is a possible value."""
    text = st.query_params.get(factor.name, "")
    if not text:
        return begin
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    top = 1.0 if factor.unit == "share" else 1e15
    if math.isfinite(value) and 0 <= value <= top:
        return value
    own_params.warn(said, factor.name, text)
    return begin


def _positions(unit: str, today: float, kept: Sequence[float]) -> list[float]:
    """Round positions from zero to three times today's value, and the values that must be among them."""
    if unit == "share":
        step = 0.001 if today < FINE else 0.005
        count = math.ceil(min(1.0, max(REACH * today, 10 * step)) / step)
        grid = [round(step * n, 6) for n in range(count + 1)]
        return sorted({*(place for place in grid if place <= 1), *kept})
    step = _round_step(today / STEPS) if today > 0 else 1.0
    return sorted({*(round(step * n, 6) for n in range(REACH * STEPS + 1)), *kept})


def _round_step(rough: float) -> float:
    size = 10.0 ** math.floor(math.log10(rough))
    return float(next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough))
