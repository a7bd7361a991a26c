"""HTML and SVG pieces of the standalone report: every text is escaped here. For report_html.py."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from metrics.result import COLOURS, Grade
from metrics.status_words import leaning

SHAPES = {
    "green": '<circle cx="8" cy="8" r="6"/>',
    "amber": '<path d="M8 2 14.5 14h-13z"/>',
    "red": '<path d="M2.5 2.5h11v11h-11z"/>',
}
DASH = '<path d="M2 7h12v2H2z"/>'
SCALE = ("#eaf2f8", "#d3e4ef", "#b7d2e5", "#97bfd9", "#74a9cb", "#5192bb", "#327ba8", "#1d6899", "#0f5480", "#093a5b")
STYLE = """
:root { color-scheme: light; --text: #17212b; --muted: #525e6a; --line: #d3dbe3; --panel: #f2f5f8; --accent: #0f5c8c;
  --previous: #97bfd9; --green: #1a7f4b; --amber: #956000; --red: #c0322b; --none: #5a6672; }
* { box-sizing: border-box; }
body { font: 14px/1.45 Inter, "Segoe UI", "Noto Sans", "Helvetica Neue", "DejaVu Sans", Arial, sans-serif;
  color: var(--text); background: #fff; max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.6rem; margin: 0; }
h2 { font-size: 1.2rem; margin: 1.8rem 0 .5rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1rem 0 .25rem; } p { margin: .25rem 0; } .muted, caption { color: var(--muted); }
ul { margin: .2rem 0; padding-left: 1.1rem; } li { margin: .15rem 0; }
.side { border-left: .25rem solid var(--accent); padding-left: .7rem; font-weight: 600; }
a { color: var(--accent); text-underline-offset: .15em; } li a { font-weight: 600; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: .2rem 0; }
th { text-align: left; color: var(--muted); background: var(--panel); font-weight: 600; }
th, td { padding: .28rem .45rem; border-bottom: 1px solid var(--line); vertical-align: top; }
.right { text-align: right; white-space: nowrap; }
.status { display: inline-flex; gap: .3em; align-items: center; font-weight: 600; white-space: nowrap; }
.status svg { width: .85em; height: .85em; flex: none; overflow: visible; }
.green { color: var(--green); fill: var(--green); stroke: var(--green); }
.amber { color: var(--amber); fill: var(--amber); stroke: var(--amber); }
.red { color: var(--red); fill: var(--red); stroke: var(--red); }
.none { color: var(--none); fill: var(--none); } .leaning { fill: none; stroke-width: 2; } .status { stroke-width: 0; }
.status.leaning { stroke-width: 2; }
svg.chart { width: 100%; height: auto; display: block; } svg.chart text { font-size: 12px; fill: var(--text); }
.now { fill: var(--accent); } .before { fill: var(--previous); } .up { fill: #4b8f9f; }
.line { fill: none; stroke-width: 2.2; }
.two { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1rem 1.5rem; }
.small { font-size: .88em; }
@media screen and (max-width: 640px) { /* every column without scrolling; the KPIs stand by stage anyway */
  table { font-size: .82em; } th, td { padding: .28rem .2rem; } .right, .status { white-space: normal; }
  #scorecard :is(th, td):first-child { display: none; } }
@page { size: A4; margin: 14mm; }
@media print { body { max-width: none; padding: 0; font-size: 10.5px; } .scroll { overflow: visible; }
  h2, h3 { break-after: avoid; } tr, svg.chart, li { break-inside: avoid; } .page { break-before: page; }
  a { color: inherit; text-decoration: none; } * { print-color-adjust: exact; } }
"""


def esc(text: object) -> str:
    """Text or an attribute's value."""
    return html.escape(str(text), quote=True)


def status(grade: Grade, word: str) -> str:
    """A status as shape, word and colour; outlined when leaning."""
    coloured = grade.status in COLOURS
    look = f"{grade.status if coloured else 'none'}{' leaning' if leaning(grade) else ''}"
    shape = f'<svg viewBox="0 0 16 16" aria-hidden="true">{SHAPES.get(grade.status, DASH)}</svg>'
    return f'<span class="status {look}">{shape}{esc(word)}</span>'


def table(caption: str, columns: Sequence[str], rows: Iterable[str], right: Sequence[int] = ()) -> str:
    """A table from finished `rows`; columns whose place is in `right` are set to the right."""
    heads = "".join(
        f'<th scope="col"{" class=right" if at in right else ""}>{esc(name)}</th>' for at, name in enumerate(columns)
    )
    named = f"<caption>{esc(caption)}</caption>" if caption else ""
    return (
        f'<div class="scroll"><table>{named}<thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
    )


def row(cells: Sequence[str], right: Sequence[int] = (), attributes: str = "") -> str:
    """One row of finished cells."""
    inside = "".join(f"<td{' class=right' if at in right else ''}>{cell}</td>" for at, cell in enumerate(cells))
    return f"<tr{attributes}>{inside}</tr>"


def bars(names: Sequence[str], now: Sequence[float], before: Sequence[float], texts: Sequence[str], alt: str) -> str:
    """Horizontal bars from a common line: now solid, before lighter below it."""
    top = max([*now, *before, 1])
    height = 40 if before else 28
    parts = []
    for at, (name, amount, text) in enumerate(zip(names, now, texts, strict=True)):
        y = at * height
        wide = 440 * amount / top
        parts.append(f'<text x="163" y="{y + 16}" text-anchor="end">{esc(name)}</text>')
        parts.append(f'<rect class="now" x="170" y="{y + 4}" width="{wide:.1f}" height="16"/>')
        parts.append(f'<text x="{175 + wide:.1f}" y="{y + 16}">{esc(text)}</text>')
        if before:
            parts.append(
                f'<rect class="before" x="170" y="{y + 21}" width="{440 * before[at] / top:.1f}" height="10"/>'
            )
    return _svg(700, height * len(names) + 4, parts, alt)


def line_chart(names: Sequence[str], series: Sequence[tuple[str, str, Sequence[float | None]]], alt: str) -> str:
    """Lines (name, colour, values), the last value of each named at its end."""
    known = [value for _, _, values in series for value in values if value is not None]
    low = 0.0 if min(known) < max(known) * 0.6 else min(known) - 0.15 * (max(known) - min(known))
    span = (max(known) - low) or 1.0
    step = 520 / max(1, len(names) - 1)
    parts = [
        f'<text x="{40 + at * step:.0f}" y="196" text-anchor="middle">{esc(name)}</text>'
        for at, name in enumerate(names)
        if len(names) <= 8 or at % 2 == 0
    ]
    ends: list[float] = []
    for name, colour, values in series:
        points = [
            (40 + at * step, 170 - 155 * (value - low) / span) for at, value in enumerate(values) if value is not None
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline class="line" stroke="{colour}" points="{path}"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        at_y = points[-1][1]
        while any(abs(at_y - other) < 14 for other in ends):
            at_y += 7
        ends.append(at_y)
        parts.append(f'<text x="{points[-1][0] + 8:.1f}" y="{at_y + 4:.1f}">{esc(name)}</text>')
    return _svg(700, 204, parts, alt)


def bridge(steps: Sequence[tuple[str, str, float]], alt: str) -> str:
    """A bridge of (name, amount in words, amount): first and last are totals."""
    levels, level = [0.0], 0.0
    for at, (_, _, amount) in enumerate(steps):
        level = amount if at in (0, len(steps) - 1) else level + amount
        levels.append(level)
    top = max([*levels, 1.0])
    wide = 690 / len(steps)
    parts = []
    for at, (name, text, amount) in enumerate(steps):
        ends = at in (0, len(steps) - 1)
        high, low = (amount, 0.0) if ends else (max(levels[at], levels[at + 1]), min(levels[at], levels[at + 1]))
        look = "now" if ends else "up" if amount >= 0 else "before"
        y, tall = 20 + 150 * (1 - high / top), max(1.5, 150 * (high - low) / top)
        x = 5 + at * wide
        box = f'x="{x + wide * 0.12:.1f}" y="{y:.1f}" width="{wide * 0.76:.1f}" height="{tall:.1f}"'
        parts.append(f'<rect class="{look}" {box}/>')
        middle = x + wide / 2
        parts.append(f'<text x="{middle:.1f}" y="{y - 5:.1f}" text-anchor="middle">{esc(text)}</text>')
        parts.append(f'<text x="{middle:.1f}" y="190" text-anchor="middle">{esc(name)}</text>')
    return _svg(700, 198, parts, alt)


def heat(rate: float | None, text: str, top: float) -> str:
    """A cell of the cohort table; empty where not mature."""
    if rate is None:
        return "<td></td>"
    level = min(len(SCALE) - 1, int(rate / (top or 1) * len(SCALE)))
    colour = "#fff" if level >= 5 else "#17212b"
    return f'<td class="right" style="background:{SCALE[level]};color:{colour}">{esc(text)}</td>'


def _svg(wide: int, tall: float, parts: Iterable[str], alt: str) -> str:
    inside = "".join(parts)
    return f'<svg class="chart" viewBox="0 0 {wide} {tall:.0f}" role="img" aria-label="{esc(alt)}">{inside}</svg>'
