"""The same funnel per channel or segment, side by side, for both funnel screens (R11: always read it split)."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from metrics.funnel import Funnel, FunnelStep
from metrics.funnel_review import Review
from pages.parts import charts
from pages.parts.clickable import show as show_html
from pages.parts.funnel_choices import BY
from pages.parts.funnel_words import between, counted, step
from pages.parts.html_table import Html, table
from pages.parts.page import View
from pages.parts.words import group, html_text, plain, span

SHOWN = 25
FEW = 30  # fewer at the step before: the share is shown, and marked as resting on few


def show(view: View, found: Review, groups: Sequence[Funnel], by: str) -> None:
    """One row per group, the largest first: share of the step before at each step, and from end to end."""
    said = view.said
    if not groups:
        st.caption(said.t("Nobody entered in these days."))
        return
    every = sorted(groups, key=lambda one: -one.steps[0].entities)
    ordered = every[:SHOWN]
    title = said.t("{side} by {by}", side=counted(said, found.query), by=said.t(BY[by]).lower())
    note = said.t("entries of {period}; share of the step before", period=span(said, found.period))
    st.markdown(f"**{plain(title)}**  \n:small[{plain(note)}]")
    lowest = _lowest(ordered)
    rows = [_row(view, one, lowest) for one in ordered]
    show_html(table(_heads(view, found, by), rows, title, numeric=tuple(range(1, len(found.query.steps) + 2))))
    if len(every) > SHOWN:
        st.caption(plain(said.t("The {shown} largest of {n}; all of them in the download.", shown=SHOWN, n=len(every))))
    st.caption(plain(said.t("▾ lowest of its column; * fewer than {n} at the step before", n=FEW)))
    columns = [said.t(BY[by]), *(said.t(name) for name in ("Step", "Count", "% of entry", "% of step before"))]
    lines = [
        [one.group, step(said, at.step), at.entities, at.of_entry, at.of_previous, at.still_open]
        for one in every
        for at in one.steps
    ]
    charts.download(said, [*columns, said.t("Still open")], lines, name=f"{found.query.side}-funnel-{by}")


def _heads(view: View, found: Review, by: str) -> list[str]:
    said, steps = view.said, found.query.steps
    ways = [f"→ {step(said, code)}" for code in steps[1:]]
    return [said.t(BY[by]), said.t("Entries"), *ways, between(said, steps[0], steps[-1])]


def _row(view: View, one: Funnel, lowest: Sequence[str | None]) -> list[str | Html]:
    said = view.said
    shares = [
        _cell(view, at.of_previous, before.entities, at.entities, lowest[place] == one.group)
        for place, (before, at) in enumerate(zip(one.steps, one.steps[1:], strict=False))
    ]
    entries, last = one.steps[0], one.steps[-1]
    ends = _cell(view, last.of_entry, entries.entities, last.entities, lowest[-1] == one.group)
    return [group(said, one.group), said.number(entries.entities), *shares, ends]


def _cell(view: View, share: float | None, of: int, reached: int, low: bool) -> Html:
    said = view.said
    few = "*" if share is not None and of < FEW else ""
    text = f"{'▾ ' if low else ''}{said.percent(share)}{few}"
    title = html_text(said.t("{n} of {total}", n=said.number(reached), total=said.number(of)))
    strong = "b" if low else "span"
    look = ' class="tf-muted"' if few else ""
    return Html(f'<{strong} title="{title}"{look}>{html_text(text)}</{strong}>')


def _lowest(groups: Sequence[Funnel]) -> list[str | None]:
    """The group with the lowest share at each way, and from end to end; None where fewer than two can be compared."""
    ways = [
        [(one.group, at.of_previous) for one in groups if (at := one.steps[place + 1]) and _enough(one.steps[place])]
        for place in range(len(groups[0].steps) - 1)
    ]
    ways.append([(one.group, one.steps[-1].of_entry) for one in groups if _enough(one.steps[0])])
    known = [[(share, name) for name, share in way if share is not None] for way in ways]
    return [_only_lowest(way) for way in known]


def _only_lowest(way: Sequence[tuple[float, str | None]]) -> str | None:
    least = min((share for share, _ in way), default=None)
    names = [name for share, name in way if share == least]
    return names[0] if len(names) == 1 and len(way) > 1 else None


def _enough(before: FunnelStep) -> bool:
    return before.entities >= FEW
