"""The open deals that have been longest in their stage, measured by won deals. For the B2B funnel screen (R16)."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from metrics.pipeline_deals import Deal
from pages.parts import charts, navigation
from pages.parts.clickable import show as show_html
from pages.parts.html_table import table
from pages.parts.page import View
from pages.parts.words import day, group, money, plain

SHOWN = 12


def show(view: View, deals: Sequence[Deal]) -> None:
    """The deals furthest past their stage's limit, all of them in the download."""
    said = view.said
    if not deals:
        st.caption(said.t("No open deal has been longer in its stage than 9 of 10 won deals were."))
        return
    text = said.t(
        "{n} open {n:deal is|deals are} longer in {n:its|their} stage than 9 of 10 won deals were; furthest past "
        "that limit first.",
        n=said.number(len(deals)),
    )
    st.caption(plain(text))
    heads = (
        "Deal",
        "Stage",
        "Owner",
        "Segment",
        "Open amount",
        "Days in stage",
        "9 of 10 won within",
        "Expected close",
    )
    rows = [_row(view, deal) for deal in deals[:SHOWN]]
    show_html(table([said.t(head) for head in heads], rows, said.t("Deals stuck longest"), numeric=(4, 5, 6, 7)))
    if len(deals) > SHOWN:
        st.caption(plain(said.t("The first {shown} of {n}; all of them in the download.", shown=SHOWN, n=len(deals))))
    charts.download(said, [said.t("Deal id"), *(said.t(head) for head in heads)], _data(deals), name="stuck-deals")
    navigation.link("pipeline", said.t("All deals to look at"), icon=":material/view_week:")


def _row(view: View, deal: Deal) -> list[str]:
    said = view.said
    return [
        deal.name or deal.deal_id,
        deal.at_stage or deal.stage or "–",
        group(said, deal.owner),
        group(said, deal.segment),
        money(said, None if deal.amount is None else float(deal.amount)),
        said.number(deal.age_days),
        said.number(deal.limit_days),
        day(said, deal.expected_close),
    ]


def _data(deals: Sequence[Deal]) -> list[list[object]]:
    return [
        [
            deal.deal_id,
            deal.name,
            deal.at_stage or deal.stage,
            deal.owner,
            deal.segment,
            deal.amount,
            deal.age_days,
            deal.limit_days,
            deal.expected_close,
        ]
        for deal in deals
    ]
