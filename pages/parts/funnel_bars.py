"""A funnel as bars from one baseline, each with count, shares and time, for both funnel screens.

A table and a drawing at once: read aloud it is a table, and on a phone every step becomes a block of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from metrics.funnel import FunnelStep
from metrics.funnel_review import Review
from pages.parts import charts
from pages.parts.clickable import show as show_html
from pages.parts.funnel_words import COUNTS, counted, lasting, step
from pages.parts.page import View
from pages.parts.words import change, full, html_text, plain, span

STYLE = """<style>
.tf-funnel-box { container-type: inline-size; }
.tf-funnel { width: 100%; border-collapse: collapse; }
.tf-funnel th { text-align: left; color: var(--tf-muted); font-weight: 600; font-size: .9em; vertical-align: bottom; }
.tf-funnel tbody th { color: var(--tf-text); font-size: 1em; white-space: nowrap; vertical-align: middle; }
.tf-funnel th, .tf-funnel td { border: 0; border-bottom: 1px solid var(--tf-line); padding: .45em .8em .45em 0; }
.tf-funnel .num { text-align: right; white-space: nowrap; }
.tf-funnel td b { font-size: 1.12em; font-weight: 650; }
.tf-funnel small { display: block; color: var(--tf-muted); font-size: .84em; }
.tf-funnel .bar { width: 42%; min-width: 8em; }
.tf-funnel .bar .some { min-width: 2px; }
.tf-funnel thead .num { white-space: normal; max-width: 8.5em; }
.tf-now { background: var(--tf-accent); height: 1.25em; border-radius: 0 .2em .2em 0; }
.tf-then { background: light-dark(#97bfd9, #1f5f88); height: .32em; margin-top: .16em; }
.tf-wait { height: 1.25em; float: right; border-radius: 0 .2em .2em 0; background: repeating-linear-gradient(135deg,
  light-dark(#ffffff, #10171e) 0 .22em, var(--tf-accent) .22em .44em); }
@container (max-width: 640px) {
  .tf-funnel thead { position: absolute; clip-path: inset(50%); }
  .tf-funnel tr { display: grid; grid-template-columns: 1fr 1fr; padding: .5em 0; }
  .tf-funnel tr { border-bottom: 1px solid var(--tf-line); }
  .tf-funnel th, .tf-funnel td { border: 0; padding: .1em 0; }
  .tf-funnel .bar { grid-column: 1 / -1; width: auto; padding: .2em 0; }
  .tf-funnel td.num { text-align: left; }
  .tf-funnel td.count { text-align: right; grid-row: 1; grid-column: 2; }
  .tf-funnel td[data-name]:not([data-name=""])::before {
    content: attr(data-name) " "; color: var(--tf-muted); font-size: .84em; display: block;
  }
}
@container (min-width: 1450px) { .tf-funnel { font-size: 1.2em; } }
</style>"""
HEADS = ("Step", "", "Count", "% of entry", "% of step before", "Median time from step before")


def show(view: View, found: Review) -> None:
    """The bars with their title, notes and data; the days compared with as a lighter bar below each."""
    said = view.said
    entries = said.number(found.found.steps[0].entities)
    title = said.t("{side}: entries of {period}", side=counted(said, found.query), period=span(said, found.period))
    st.markdown(f"**{plain(title)}**  \n:small[{plain(_legend(view, found, entries))}]")
    show_html(STYLE + table(view, found))
    rows = [_row(view, now, then) for now, then in zip(found.found.steps, _before(found), strict=True)]
    charts.download(said, _columns(view), rows, name=f"{found.query.side}-funnel")


def table(view: View, found: Review) -> str:
    """The bars as HTML."""
    said = view.said
    top = max(step.entities for step in (*found.found.steps, *(found.before.steps if found.before else ()))) or 1
    heads = "".join(
        f'<th scope="col" class="{"num" if i > 1 else ""}">{_head(view, h)}</th>' for i, h in enumerate(HEADS)
    )
    body = "".join(_line(view, now, then, top) for now, then in zip(found.found.steps, _before(found), strict=True))
    label = html_text(said.t("Funnel, step by step: {side}", side=counted(said, found.query)))
    return (
        f'<div class="tf-funnel-box"><table class="tf-funnel" aria-label="{label}">'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _line(view: View, now: FunnelStep, then: FunnelStep | None, top: int) -> str:
    said = view.said
    name, times = step(said, now.step), lasting(said, now.median_seconds)
    cells = (
        ("count", "", f"<b>{html_text(said.number(now.entities))}</b>{_was(view, then)}"),
        ("", "% of entry", _share(view, now.of_entry)),
        ("", "% of step before", f"{_share(view, now.of_previous)}{_moved(view, now, then)}"),
        ("", "Median time from step before", html_text(times)),
    )
    shown = "".join(f'<td class="num {look}" data-name="{_head(view, head)}">{text}</td>' for look, head, text in cells)
    return f'<tr><th scope="row">{html_text(name)}</th><td class="bar">{_bar(view, now, then, top)}</td>{shown}</tr>'


def _bar(view: View, now: FunnelStep, then: FunnelStep | None, top: int) -> str:
    """The step's bar; the part still open hatched, the days compared with lighter below it."""
    said = view.said
    hover = html_text(f"{step(said, now.step)}: {said.number(now.entities)}")
    wait = ""
    if now.still_open and now.entities:
        title = html_text(said.t("{n} still open", n=said.number(now.still_open)))
        wait = f'<div class="tf-wait" style="width:{_width(now.still_open, now.entities)}%" title="{title}"></div>'
    drawn = _part("tf-now", now.entities, top, hover, wait)
    if then is not None:
        before = html_text(said.t("compared with: {n}", n=said.number(then.entities)))
        drawn += _part("tf-then", then.entities, top, before)
    return drawn


def _legend(view: View, found: Review, entries: str) -> str:
    said = view.said
    parts = [said.t("{count}: n = {n}", count=said.t(COUNTS[found.query.count]), n=entries)]
    if found.before is not None:
        parts.append(said.t("lighter bar and small figures: {period}", period=span(said, found.compared)))
    if found.query.include_open and found.found.still_open:
        parts.append(said.t("hatched: still open"))
    return " · ".join(parts)


def _before(found: Review) -> Sequence[FunnelStep | None]:
    return found.before.steps if found.before else [None] * len(found.found.steps)


def _share(view: View, share: float | None) -> str:
    title = html_text(full(view.said, "share", share))
    return f'<span title="{title}">{html_text(view.said.percent(share))}</span>'


def _was(view: View, then: FunnelStep | None) -> str:
    return "" if then is None else f"<small>{html_text(view.said.number(then.entities))}</small>"


def _moved(view: View, now: FunnelStep, then: FunnelStep | None) -> str:
    """The change against the comparison, in percentage points."""
    if then is None or now.of_previous is None or then.of_previous is None:
        return ""
    return f"<small>{html_text(change(view.said, 'share', now.of_previous - then.of_previous))}</small>"


def _head(view: View, name: str) -> str:
    return html_text(view.said.t(name)) if name else ""


def _part(look: str, entities: int, top: int, title: str, inside: str = "") -> str:
    """One bar; even the smallest number can be seen, none cannot."""
    seen = " some" if entities else ""
    return f'<div class="{look}{seen}" style="width:{_width(entities, top)}%" title="{title}">{inside}</div>'


def _width(part: int, whole: int) -> float:
    return round(100 * part / whole, 2)


def _columns(view: View) -> list[str]:
    names = ("Step", "Count", "% of entry", "% of step before", "Median seconds from step before", "Still open")
    return [view.said.t(name) for name in (*names, "Count before", "% of step before, before")]


def _row(view: View, now: FunnelStep, then: FunnelStep | None) -> list[object]:
    before = [None, None] if then is None else [then.entities, then.of_previous]
    mine = [step(view.said, now.step), now.entities, now.of_entry, now.of_previous, now.median_seconds, now.still_open]
    return [*mine, *before]
