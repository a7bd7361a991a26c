"""How fast deals move: sales velocity with its four factors, and days in each stage. For the Pipeline screen (R16)."""

from __future__ import annotations

from collections.abc import Sequence

from metrics.dwell import StageDwell
from metrics.pipeline_rates import Velocity
from pages.parts.html_table import Html, table
from pages.parts.page import View
from pages.parts.words import html_text, money, span


def velocity(view: View, found: Velocity) -> str:
    """Open deals × win rate × average won ÷ cycle = money per day, each factor with what it rests on."""
    said = view.said
    average = None if found.average_won is None else float(found.average_won)
    factors = [
        (said.number(found.open_deals), said.t("open deals")),
        (said.percent(found.win_rate), said.t("win rate ({n} closed)", n=said.number(found.won + found.lost))),
        (money(said, average), said.t("average won amount ({n} won)", n=said.number(found.won))),
        (_days(view, found.cycle_days), said.t("median sales cycle")),
    ]
    signs = ("", "×", "×", "÷")
    parts = "".join(_factor(sign, value, words) for sign, (value, words) in zip(signs, factors, strict=True))
    result = _factor("=", said.t("{money} a day", money=money(said, found.per_day)), said.t("sales velocity"))
    rests = html_text(said.t("From deals closed {period}.", period=span(said, found.period)))
    box = "display:flex;flex-wrap:wrap;gap:.6em 1.4em;align-items:flex-start"
    return f'<div style="{box}">{parts}{result}</div><p class="tf-muted">{rests}</p>'


def stages(view: View, found: Sequence[StageDwell]) -> str:
    """Days won deals spent in each stage, against those in it now; stages in which nothing stays are left out."""
    said = view.said
    heads = ("Stage", "Won deals: median days", "9 of 10 won within", "Open now", "Open: median so far")
    rows = [
        [
            one.stage,
            _days(view, one.won_median_days),
            _days(view, one.limit_days) + (" *" if one.few and one.limit_days is not None else ""),
            said.number(one.open_deals),
            _so_far(view, one),
        ]
        for one in found
        if one.open_deals or one.won_median_days
    ]
    few = any(one.few and one.limit_days is not None for one in found if one.open_deals or one.won_median_days)
    note = f'<p class="tf-muted">{html_text(said.t("* fewer than 10 won deals stand behind it"))}</p>' if few else ""
    return table([said.t(head) for head in heads], rows, said.t("Days in each stage"), numeric=(1, 2, 3, 4)) + note


def _so_far(view: View, one: StageDwell) -> str | Html:
    days = _days(view, one.open_median_days)
    if not one.open_median_days or not one.won_median_days or one.open_median_days <= one.won_median_days:
        return days
    slower = html_text(view.said.t("slower than won deals"))
    return Html(f'<b>{html_text(days)}</b><br><span style="white-space:normal">{slower}</span>')


def _factor(sign: str, value: str, words: str) -> str:
    lead = f'<span class="tf-muted" style="font-size:1.3em">{sign}</span> ' if sign else ""
    return (
        f'<div>{lead}<span class="tf-value">{html_text(value)}</span>'
        f'<div class="tf-muted">{html_text(words)}</div></div>'
    )


def _days(view: View, days: float | None) -> str:
    return "–" if days is None else view.said.t("{n} {n:day|days}", n=view.said.number(days, 1))
