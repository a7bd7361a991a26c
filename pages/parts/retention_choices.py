"""What the Retention screen lets one choose (start, activity, mode, cohorts), kept in the URL with the filters."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from metrics.retention import RetentionQuery
from metrics.retention_view import DAYS, cohort_days
from pages.parts import own_params
from pages.parts.page import View

STARTS = {"purchase": "First purchase", "activity": "First activity"}
ACTIVITIES = {"any": "Any activity", "purchase": "Purchases only"}
MODES = {"exact": "On day N", "within": "On any of days 1 to N", "on_or_after": "On day N or later"}
COHORTS = {"day": "Days", "week": "Weeks", "month": "Months"}


def choose(view: View) -> RetentionQuery:
    """Draw the choices; the table asked for."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="retention-choices"):
        cohort = _pick(view, "Cohorts", "cohort", COHORTS, "week")
        mode = _pick(view, "Counts as retained", "mode", MODES, "exact", "list")
        start = _pick(view, "Day 0 is", "start", STARTS, "purchase")
        activity = _pick(view, "Activity", "activity", ACTIVITIES, "any")
    return RetentionQuery(
        period=cohort_days(view.period, cohort, view.board.frame.first),
        start=start,
        mode=mode,
        days=DAYS[cohort],
        cohort=cohort,
        activity=activity,
        channel=view.query.channel,
        segment=view.query.segment,
    )


def _pick(
    view: View,
    label: str,
    name: str,
    codes: dict[str, str],
    default: str,
    look: Literal["segments", "list"] = "segments",
) -> str:
    words = {code: view.said.t(word) for code, word in codes.items()}
    return own_params.pick(view.said, label, name, words, default, look)
