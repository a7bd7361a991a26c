"""Everything the two funnel screens have in common: choices, losses in words, bars, groups, weeks."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from metrics.funnel import FunnelQuery, funnel
from metrics.funnel_loss import graded
from metrics.funnel_review import Review, review, weekly
from pages.parts import (
    funnel_bars,
    funnel_choices,
    funnel_groups,
    funnel_losses,
    funnel_trends,
    kpi_detail,
    missing,
    page,
    session,
)
from pages.parts.cards import empty
from pages.parts.clickable import show
from pages.parts.page import View

CHANGE = "Choose other days, or take the channel and segment filters off."
LACKING = {"b2c": ("events",), "b2b": ("leads", "deals")}


def draw(view: View, side: str) -> None:
    """The funnel of `side` from its choices to its weeks."""
    said = view.said
    query = funnel_choices.choose(view, side)
    if query is None:
        missing.box(view, "Only one step of the funnel is in the data", *LACKING[side])
        return
    found = session.kept(_key(view, "review", query), lambda: _review(view, query))
    _notes(view, found)
    if not found.found.steps[0].entities:
        show(empty(said.t("Nobody entered in these days"), said.t(CHANGE)))
        return
    short = session.kept(
        view.key("short", side, ",".join(query.steps)), lambda: graded(view.board, view.query, side, query.steps)
    )
    funnel_losses.show(view, found, short)
    funnel_bars.show(view, found)

    st.subheader(said.t("Channel by channel, segment by segment"), anchor=False)
    by = funnel_choices.by(view)
    split = replace(found.query, by=by)
    groups = session.kept(_key(view, "groups", split), lambda: funnel(view.board.frame, split))
    funnel_groups.show(view, found, groups, by)

    weeks = session.kept(_key(view, "weeks", query), lambda: weekly(view.board.frame, query))
    funnel_trends.show(view, found.query, weeks)
    kpi_detail.show_asked(view)


def _review(view: View, query: FunnelQuery) -> Review:
    return review(view.board.frame, query, view.query.compare, view.query.name)


def _key(view: View, what: str, query: FunnelQuery) -> tuple[str, ...]:
    return view.key(what, repr(query))


def _notes(view: View, found: Review) -> None:
    if found.notes:
        show(f'<p class="tf-muted">{page.notes(view.said, found.notes)}</p>')
