"""Which quarter (and whose deals) the Pipeline screen is about, and coverage of all quarters worth showing."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from metrics import brief_base
from metrics.evaluate import Query
from metrics.frame import Frame, open_frame
from metrics.grade import grade
from metrics.haircuts import owners
from metrics.pipeline import Coverage, Slice, coverage, quarter_name, quarters_of
from metrics.result import GREEN, NO_DATA, Grade, Period, Score
from metrics.window import quarter
from pages.parts import charts, coverage_cards, own_params, session
from pages.parts.clickable import show
from pages.parts.page import View

MAX_QUARTERS = 6
EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Asked:
    """The quarter chosen, and the deals looked at."""

    quarter: Period
    slice: Slice

    @property
    def key(self) -> tuple[str, str]:
        """For a cache key."""
        return quarter_name(self.quarter), repr(self.slice)


def choose(view: View) -> Asked:
    """The pickers of quarter and owner; the quarter of the last day of the data is the default."""
    said = view.said
    known = {quarter_name(one): one for one in shown(view)}
    names = owners(view.board.frame)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        chosen = own_params.pick(
            said, "Quarter", "quarter", {name: name for name in known}, quarter_name(quarter(view.board.frame.last))
        )
        everybody = {EVERYBODY: said.t("All owners"), **{f"={name}": name for name in names}}
        owner = own_params.pick(said, "Owner", "owner", everybody, EVERYBODY, look="list") if names else EVERYBODY
    person = None if owner == EVERYBODY else owner.removeprefix("=")
    return Asked(known[chosen], Slice(view.query.channel, view.query.segment, person))


def shown(view: View) -> list[Period]:
    """The quarters worth showing: those with targets or open deals round the current one, oldest first."""
    found = quarters_of(view.board.frame)
    here = found.index(quarter(view.board.frame.last))
    start = max(0, min(here - 2, len(found) - MAX_QUARTERS))
    return found[start : start + MAX_QUARTERS]


def coverages(view: View, asked: Asked) -> dict[str, Coverage]:
    """Coverage of every quarter shown, by name."""
    return {quarter_name(one): coverage(view.board.frame, one, asked.slice) for one in shown(view)}


def query(view: View, asked: Asked) -> Query:
    """The page's query for the quarter chosen."""
    return replace(view.query, period=asked.quarter, name=None)


def graded(score: Score, asked: Asked, found: Coverage) -> Score:
    """The scorecard's score of the quarter; for one owner the same with that owner's figures."""
    if asked.slice.owner is None:
        return score
    own = Grade(GREEN, "clear") if found.met else grade(found.coverage, score.benchmark)
    own = Grade(NO_DATA) if found.partial else own
    return replace(score, value=found.coverage, n=found.n, grade=own, notes=found.notes)


def earlier(view: View) -> list[Frame]:
    """Earlier versions of the same data set, for the landing."""
    number = int(view.filters.version) if view.filters.version.isdecimal() else None
    return brief_base.earlier(
        session.workspace(),
        view.board.dataset,
        number,
        lambda one: session.kept(("frame", one.version), lambda: open_frame(one)),
    )


def groups(view: View, found: Coverage) -> None:
    """Open deals of the quarter by stage, owner and segment."""
    said = view.said
    st.subheader(said.t("Open deals due in {quarter}", quarter=quarter_name(found.quarter)), anchor=False)
    if not found.counted:
        st.caption(said.t("No open deal with an amount is expected to close in this quarter."))
        return
    parts = {"Stage": found.by_stage, "Owner": found.by_owner, "Segment": found.by_segment}
    for column, (name, members) in zip(st.columns(3, gap="large"), parts.items(), strict=True):
        with column:
            st.markdown(f"**{said.t(name)}**")
            show(coverage_cards.group_table(view, members, name))
    rows = [
        [said.t(name), one.name, one.deals, one.amount, one.clean_amount, one.won, one.target, one.coverage]
        for name, members in parts.items()
        for one in members
    ]
    names = ("By", "Name", "Deals", "Open amount", "Clean amount", "Won so far", "Target", "Coverage")
    charts.download(said, [said.t(head) for head in names], rows, name=f"pipeline-{quarter_name(found.quarter)}")
