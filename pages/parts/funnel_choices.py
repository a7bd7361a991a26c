"""What a funnel screen lets one choose (steps, whom, window, order, still open), kept in the URL with the filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import streamlit as st

from metrics.funnel import WINDOWS, FunnelQuery, default_query
from metrics.funnel_steps import KNOWN, occurs
from metrics.table_words import STEP_WORDS
from pages.parts import own_params
from pages.parts.funnel_words import COUNTS, ORDERS, step
from pages.parts.page import View

OFFERED = {"person": (1, 7, 14, 30), "lead": (90, 180, 365)}
OPEN = {"no": "Left out", "yes": "Included"}
BY = {"channel": "Channel", "segment": "Segment"}
FEWEST = 2


def choose(view: View, side: str) -> FunnelQuery | None:
    """Draw the choices of `side`; the funnel asked for, or None where the data have no two steps to follow."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="funnel-choices"):
        count = _count(view, side)
        query = default_query(view.board.frame, side, count, view.period)
        options = steps_in(view, side, count)
        if len(options) < FEWEST:
            return None
        length = _window(view, count)
        order = own_params.pick(view.said, "Order of steps", "order", _words(view, ORDERS), "in")
        still_open = own_params.pick(view.said, "Still open", "open", _words(view, OPEN), "no") if length else "yes"
    standard = query.steps if len(query.steps) >= FEWEST else tuple(options)
    return replace(
        query,
        steps=_steps(view, options, standard),
        window=length,
        order=order,
        channel=view.query.channel,
        segment=view.query.segment,
        include_open=still_open == "yes",
    )


def by(view: View) -> str:
    """Channel or segment."""
    return own_params.pick(view.said, "Compare by", "by", _words(view, BY), "channel")


def steps_in(view: View, side: str, count: str) -> list[str]:
    """The steps one can choose, in the funnel's order: those that occur in the data."""
    return [code for code in STEP_WORDS if code in KNOWN[side] and occurs(view.board.frame, count, code)]


def _count(view: View, side: str) -> str:
    if side == "b2b":
        return "lead"
    if "events" not in view.board.frame.tables:
        return "person"
    codes = {code: COUNTS[code] for code in ("person", "session")}
    return own_params.pick(view.said, "Counted by", "count", _words(view, codes), "person")


def _window(view: View, count: str) -> timedelta | None:
    usual = WINDOWS[count]
    if usual is None:
        return None
    lengths = {f"{days}d": timedelta(days=days) for days in OFFERED[count]}
    words = {code: _days(view, length) for code, length in lengths.items()}
    return lengths[own_params.pick(view.said, "Window", "window", words, f"{usual.days}d")]


def _days(view: View, length: timedelta) -> str:
    return view.said.t("{n} {n:day|days}", n=length.days)


def _steps(view: View, options: Sequence[str], standard: Sequence[str]) -> tuple[str, ...]:
    now = _asked(view, options, standard)
    st.session_state["own-steps"] = list(now)
    st.pills(
        view.said.t("Steps (the first one chosen is the entry)"),
        list(options),
        format_func=lambda code: step(view.said, code),
        selection_mode="multi",
        key="own-steps",
        on_change=_keep,
        args=(tuple(options), tuple(standard)),
    )
    return now


def _asked(view: View, options: Sequence[str], standard: Sequence[str]) -> tuple[str, ...]:
    """The steps in the URL; what cannot be a funnel is reported and the standard one is shown."""
    value = st.query_params.get("steps", "")
    found = whole(value.split(","), options)
    if value and (len(found) < FEWEST or set(value.split(",")) - set(options)):
        own_params.warn(view.said, "steps", value)
    return found if len(found) >= FEWEST else tuple(standard)


def whole(codes: Sequence[str], options: Sequence[str]) -> tuple[str, ...]:
    """The known ones of `codes` in the funnel's order; a repurchase brings its purchase along."""
    wanted = set(codes) | ({"purchase"} if "repurchase" in codes else set())
    return tuple(code for code in options if code in wanted)


def _keep(options: tuple[str, ...], standard: tuple[str, ...]) -> None:
    chosen = whole(st.session_state["own-steps"], options)
    own_params.put("steps", ",".join(chosen) if len(chosen) >= FEWEST else "", ",".join(standard))


def _words(view: View, codes: dict[str, str]) -> dict[str, str]:
    return {code: view.said.t(name) for code, name in codes.items()}
