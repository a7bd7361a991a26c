"""The quarter's coverage three ways, side by side, and what clean coverage leaves out. For the Pipeline screen (K3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from metrics.haircuts import Haircut
from metrics.pipeline import Coverage, Group, quarter_name
from metrics.pipeline_deals import FLAWS
from metrics.result import COLOURS, NO_BENCHMARK, Band, Grade, Score
from pages.parts.cards import BEYOND_WORDS, status
from pages.parts.html_table import Html, table
from pages.parts.page import View
from pages.parts.words import edges, figure, full, html_text, money
from pages.parts.words import group as who

FIT = "grid-template-columns:repeat(auto-fit,minmax(min(100%,17em),1fr))"
AXIS = 6.0  # × at the right end of the three bullets; a longer bar fills its track
UNJUDGED = Grade(NO_BENCHMARK)  # beside the graded figure: the band is drawn, the colour stays with coverage itself


def cards(view: View, found: Coverage, score: Score) -> str:
    """Three cards: against what is to go (graded by K3), clean, and against the full target.

    Without a target there is nothing to divide by: one line says what is open.
    """
    said = view.said
    if found.target is None:
        text = "Open and due in the quarter: {open} in {n} {n:deal|deals}, {clean} of it clean."
        sums = {"open": money(said, float(found.open)), "clean": money(said, float(found.clean_open))}
        return f'<p class="tf-muted">{html_text(said.t(text, n=said.number(found.n), **sums))}</p>'
    to_go = said.t(
        "open {open} in {n} {n:deal|deals} ÷ still to go {to_go}",
        open=money(said, float(found.open)),
        n=said.number(found.n),
        to_go=_money(view, found.to_go),
    )
    clean = said.t(
        "without {n} {n:deal|deals} of this quarter that {n:is|are} past due, stale or without an amount: {open} left",
        n=said.number(len(found.haircuts)),
        open=money(said, float(found.clean_open)),
    )
    whole = said.t("the same open deals ÷ the whole target {target}", target=_money(view, found.target))
    made = [
        _card(view, said.t("Coverage of what is still to go"), score, to_go, graded=True),
        _card(view, said.t("Clean coverage"), replace(score, value=found.clean_coverage, grade=UNJUDGED), clean),
        _card(
            view, said.t("Against the full target"), replace(score, value=found.full_coverage, grade=UNJUDGED), whole
        ),
    ]
    return f'<div class="tf-board"><div class="tf-cards" style="{FIT}">{"".join(made)}</div></div>'


def sentence(view: View, found: Coverage) -> str:
    """Target, won and still to go of the quarter, in one line."""
    said, name = view.said, quarter_name(found.quarter)
    won = said.t(
        "{quarter}: won {won} in {n} {n:deal|deals};",
        quarter=name,
        won=_whole(view, found.won),
        n=said.number(found.won_deals),
    )
    if any(note.code == "no_channel_target" for note in found.notes):
        rest = said.t("targets are not set per channel, so there is no coverage")
    elif found.target is None:
        rest = said.t("no target covers this quarter, so there is no coverage")
    elif found.met:
        rest = said.t("the target of {target} is met", target=_whole(view, found.target))
    else:
        rest = said.t(
            "the target is {target}, so {to_go} is still to go",
            target=_whole(view, found.target),
            to_go=_whole(view, found.to_go),
        )
    return f'<p class="tf-side">{html_text(won)} {html_text(rest)}.</p>'


def haircut_table(view: View, found: Coverage, lines: Sequence[Haircut]) -> str:
    """Why deals of the quarter are left out, with the amounts."""
    said = view.said
    if not lines[-1].deals and not found.n:
        nothing = said.t("No open deal with an amount is expected to close in this quarter.")
        return f'<p class="tf-muted">{html_text(nothing)}</p>'
    if not lines[-1].deals:
        words = said.t("Nothing is left out: every open deal of the quarter is clean.")
        return f'<p class="tf-muted">{html_text(words)}</p>'
    rows = [
        [
            said.t(FLAWS[line.flaw]) if line.flaw else said.t("Together, each deal once"),
            said.number(line.deals),
            money(said, float(line.amount)),
        ]
        for line in lines
    ]
    heads = [said.t(name) for name in ("Left out because", "Deals", "Open amount")]
    return table(heads, rows, said.t("What clean coverage leaves out"), numeric=(1, 2))


def group_table(view: View, groups: Sequence[Group], name: str) -> str:
    """Open deals of the quarter by stage, owner or segment; a bar shows the amount, its dark part what is clean."""
    said = view.said
    most = max((float(group.amount) for group in groups), default=0.0)
    targets = any(group.target is not None for group in groups)
    rows = []
    for group in groups:
        row = [who(said, group.name), said.number(group.deals), _bar(view, group, most)]
        if targets:
            row += [_money(view, group.target), _covered(view, group)]
        rows.append(row)
    heads = [said.t(head) for head in (name, "Deals", "Open amount, dark: clean")]
    heads += [said.t("Target"), said.t("Coverage")] if targets else []
    return table(heads, rows, said.t("Open amount of the quarter"), numeric=(1, 2, 3, 4))


def _card(view: View, name: str, score: Score, foot: str, graded: bool = False) -> str:
    said = view.said
    mark = status(said, score.grade) if graded else ""
    band = score.benchmark
    below = [html_text(foot)]
    if band is not None:
        below.append(html_text(f"{edges(said, score.unit, band.low, band.high)} ({band.code})"))
    if graded and score.grade.beyond in BEYOND_WORDS:
        below.append(f"<b>{html_text(said.t('above 5×: check the quality of the stages'))}</b>")
    title = html_text(full(said, score.unit, score.value))
    shown = html_text(figure(said, score.unit, score.value))
    return (
        f'<div class="tf-kpi"><div class="tf-top"><b>{html_text(name)}</b>{mark}</div>'
        f'<div class="tf-figures"><span class="tf-value" title="{title}">{shown}</span></div>'
        f'<div class="tf-bar">{_bullet(view, score, graded)}</div><div class="tf-foot">{" · ".join(below)}</div></div>'
    )


def _bullet(view: View, score: Score, graded: bool) -> str:
    """The value as a bar from zero in its band; all three cards have the same axis."""
    band, value = score.benchmark, score.value
    if band is None or value is None:
        return ""
    low, high = band.low or 0.0, band.high or AXIS
    tone = score.grade.status if graded and score.grade.status in COLOURS else "none"
    label = html_text(view.said.t("{value} against {range}", value=_times(view, value), range=_range(view, band)))
    edges_ = "".join(f'<rect class="edge" x="{_at(end)}%" y="5%" width="2" height="90%"/>' for end in (low, high))
    return (
        f'<svg class="tf-bullet tf-{tone}" role="img" aria-label="{label}"><title>{label}</title>'
        f'<rect class="track" x="0" y="15%" width="100%" height="70%"/>'
        f'<rect class="band" x="{_at(low)}%" y="15%" width="{_at(high) - _at(low)}%" height="70%"/>'
        f'<rect class="value" x="0" y="34%" width="{_at(value)}%" height="32%"/>{edges_}</svg>'
    )


def _at(value: float) -> float:
    return round(100 * min(1.0, max(0.0, value / AXIS)), 2)


def _times(view: View, value: float) -> str:
    return figure(view.said, "multiple", value)


def _range(view: View, band: Band) -> str:
    return edges(view.said, "multiple", band.low, band.high)


def _bar(view: View, group: Group, most: float) -> Html:
    """The open amount as a light bar, the clean part of it dark."""
    whole = 100 * float(group.amount) / most if most else 0.0
    clean = 100 * float(group.clean_amount) / most if most else 0.0
    amount, part = (money(view.said, float(value)) for value in (group.amount, group.clean_amount))
    words = html_text(view.said.t("{clean} of {amount} is clean", clean=part, amount=amount))
    return Html(
        f'{html_text(amount)}<svg width="100%" height="10" style="min-width:5em;display:block" role="img" '
        f'aria-label="{words}"><title>{words}</title>'
        f'<rect width="{whole:.1f}%" height="10" fill="var(--tf-band)"/>'
        f'<rect width="{clean:.1f}%" height="10" fill="var(--tf-accent)"/></svg>'
    )


def _covered(view: View, group: Group) -> str:
    return view.said.t("target met") if group.met else figure(view.said, "multiple", group.coverage)


def _whole(view: View, amount: object) -> str:
    return view.said.money(None if amount is None else float(amount))  # type: ignore[arg-type]


def _money(view: View, amount: object) -> str:
    return money(view.said, None if amount is None else float(amount))  # type: ignore[arg-type]
