"""Open deals one has to look at, by what is wrong with them, as a table with its download. For the Pipeline screen."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from metrics.haircuts import flagged
from metrics.pipeline import Coverage, quarter_name
from metrics.pipeline_deals import FLAWS, NO_AMOUNT, PAST_DUE, STALE, UNDATED, Deal
from pages.parts import charts, own_params
from pages.parts.clickable import show as show_html
from pages.parts.html_table import table
from pages.parts.page import View
from pages.parts.words import day, group, money, plain

SHOWN = 15
SHORT = {PAST_DUE: "past due", STALE: "stale", NO_AMOUNT: "no amount", UNDATED: "no date"}
ALL, QUARTER = "all", "quarter"


def show(view: View, found: Coverage) -> None:
    """The list, narrowed by one of: all, those of the quarter, past due, stale, no amount, no date."""
    said = view.said
    kinds = {
        ALL: flagged(found),
        QUARTER: list(found.haircuts),
        PAST_DUE: list(found.past_due),
        STALE: list(found.stale),
        NO_AMOUNT: list(found.no_amount),
        UNDATED: list(found.undated),
    }
    names = {ALL: said.t("All"), QUARTER: said.t("Due in {quarter}", quarter=quarter_name(found.quarter))}
    words = {kind: f"{names.get(kind) or said.t(FLAWS[kind])} ({len(deals)})" for kind, deals in kinds.items()}
    chosen = own_params.pick(said, "Which deals", "deals", words, ALL)
    deals = kinds[chosen]
    if not deals:
        st.caption(said.t("None: nothing to look at here."))
        return
    show_html(_table(view, deals[:SHOWN]))
    st.caption(
        plain(said.t("Stale: longer in its stage than 9 of 10 won deals were. Past due: its expected close is over."))
    )
    if len(deals) > SHOWN:
        st.caption(plain(said.t("The {shown} largest of {n}; all of them in the download.", shown=SHOWN, n=len(deals))))
    charts.download(said, _columns(view), [_row(view, deal) for deal in deals], name=f"deals-{chosen}")


def _table(view: View, deals: Sequence[Deal]) -> str:
    said = view.said
    heads = (
        "Deal",
        "Stage",
        "Owner",
        "Segment",
        "Open amount",
        "Expected close",
        "Days in stage",
        "9 of 10 won within",
        "What is wrong",
    )
    rows = [
        [
            deal.name or deal.deal_id,
            deal.stage or "–",
            group(said, deal.owner),
            group(said, deal.segment),
            money(said, None if deal.amount is None else float(deal.amount)),
            day(said, deal.expected_close),
            said.number(deal.age_days),
            said.number(deal.limit_days),
            ", ".join(said.t(SHORT[flaw]) for flaw in deal.flaws),
        ]
        for deal in deals
    ]
    return table([said.t(head) for head in heads], rows, said.t("Deals to look at"), numeric=(4, 5, 6, 7))


def _columns(view: View) -> list[str]:
    names = (
        "Deal id",
        "Deal",
        "Stage",
        "Owner",
        "Channel",
        "Segment",
        "Open amount",
        "Expected close",
        "Created",
        "Days in stage",
        "9 of 10 won within",
        "What is wrong",
    )
    return [view.said.t(name) for name in names]


def _row(view: View, deal: Deal) -> list[object]:
    wrong = "; ".join(view.said.t(FLAWS[flaw]) for flaw in deal.flaws)
    who = [deal.deal_id, deal.name, deal.stage, deal.owner, deal.channel, deal.segment]
    return [*who, deal.amount, deal.expected_close, deal.created_at, deal.age_days, deal.limit_days, wrong]
