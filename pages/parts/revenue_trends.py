"""NRR, GRR, logo retention and upsell rate month by month with their bands (F6, K4), for the Revenue screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from metrics.result import Period
from metrics.revenue import Retained
from pages.parts import charts, trend_chart
from pages.parts.page import View
from pages.parts.trend_chart import Point
from pages.parts.words import money, plain, span

FEW = 10
SHARES: dict[str, Callable[[Retained], float | None]] = {
    "nrr": lambda one: one.nrr,
    "grr": lambda one: one.grr,
    "logo_retention": lambda one: one.logo_retention,
    "upsell_rate": lambda one: one.upsell_rate,
}


def show(view: View, points: Sequence[Retained]) -> None:
    """Four small charts and the data of all of them."""
    said = view.said
    st.subheader(said.t("Month by month"), anchor=False)
    if not any(one.logos_then for one in points):
        st.caption(said.t("Nobody of this selection paid twelve months ago, so nothing can be compared yet."))
        return
    days = span(said, Period(points[0].day, points[-1].day))
    hint = said.t("accounts paying twelve months before, at each month's end; hollow: fewer than {n} accounts", n=FEW)
    st.caption(plain(f"B2B · {days} · {hint}"))
    with st.grid(columns="auto", min_column_width=380, gap="medium"):
        for key, share in SHARES.items():
            bands = view.board.benchmarks.kpi(key, "b2b").bands
            trend_chart.show(
                view,
                [_point(view, one, share) for one in points],
                title=view.board.benchmarks.label(key, "b2b", said.language),
                note="" if bands else said.t("no target set"),
                unit="share",
                key=f"revenue-{key}",
                band=bands[0] if bands else None,
                zero=False,
            )
    charts.download(said, _columns(view), [_row(one) for one in points], name="revenue-by-month")


def parts(view: View, now: Retained) -> str:
    """What NRR is made of, as one line: then + more − less − gone = now, and the new ones beside it."""
    said = view.said
    if not now.logos_then:
        return said.t("Nobody of this selection paid twelve months ago, so nothing can be compared yet.")
    return said.t(
        "Of {then} a month from {n} {n:account|accounts} twelve months ago: +\u00a0{more} upsell, "
        "−\u00a0{less} reductions, −\u00a0{gone} lost ({lost} {lost:account|accounts}) = {now} today. New since "
        "then, in no rate: {added}.",
        then=_sum(view, now.then),
        n=said.number(now.logos_then),
        more=_sum(view, now.expansion),
        less=_sum(view, now.contraction),
        gone=_sum(view, now.churned),
        lost=said.number(now.logos_then - now.logos_kept),
        now=_sum(view, now.now),
        added=_sum(view, now.added),
    )


def _sum(view: View, amount: object) -> str:
    return money(view.said, float(str(amount)))


def _point(view: View, one: Retained, share: Callable[[Retained], float | None]) -> Point:
    said = view.said
    behind = said.t(
        "n = {n} {n:account|accounts}, {then} a month then", n=said.number(one.logos_then), then=_sum(view, one.then)
    )
    label = said.date(one.day)
    return Point(one.day, label, share(one), behind, running=one.logos_then < FEW)


def _columns(view: View) -> list[str]:
    names = ("Day", "MRR then", "MRR of them now", "Upsell", "Reductions", "Lost", "Added", "Accounts then")
    more = ("Accounts kept", "Accounts upsold")
    rates = [view.board.benchmarks.label(key, "b2b", view.said.language) for key in SHARES]
    return [*(view.said.t(name) for name in (*names, *more)), *rates]


def _row(one: Retained) -> list[object]:
    money_parts = [one.then, one.now, one.expansion, one.contraction, one.churned, one.added]
    logos = [one.logos_then, one.logos_kept, one.logos_upsold]
    return [one.day, *money_parts, *logos, *(share(one) for share in SHARES.values())]
