"""Cohorts as a heat map that is a table: one colour scale for all rows, empty cells where nothing is mature.

For Retention and Revenue. Every figure stands in an ink that can be read on its ground (contrast 4.5 or more).
On a phone the whole map stays in sight: n stands below its cohort, "Day" and "%" once in the corner, not in every cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pages.parts import charts
from pages.parts.words import html_text

DIGITS = "0123456789"
INKS = ("#0c1218", "#ffffff")
STYLE = """<style>
.tf-heat { overflow-x: auto; }
.tf-heat:focus-visible { outline: .15em solid var(--tf-accent); outline-offset: .1em; }
.tf-heat table { border-collapse: separate; border-spacing: 2px; width: 100%; font-size: .93em; }
.tf-heat th { font-weight: 600; color: var(--tf-muted); text-align: center; padding: .2em .4em; border: 0; }
.tf-heat tbody th { text-align: left; color: var(--tf-text); white-space: nowrap; font-weight: 500; }
.tf-heat td { text-align: center; padding: .28em .35em; border: 0; border-radius: .2em; min-width: 3.6em; }
.tf-heat td.n { text-align: right; color: var(--tf-muted); white-space: nowrap; padding-right: .8em; }
.tf-heat td.void { background: repeating-linear-gradient(135deg, transparent 0 .4em, var(--tf-line) .4em .46em); }
.tf-heat tr.pooled th, .tf-heat tr.pooled td { font-weight: 700; padding-bottom: .5em; padding-top: .4em; }
.tf-scale { display: flex; align-items: center; gap: .6em; color: var(--tf-muted); font-size: .88em; margin-top: .4em; }
.tf-scale i { display: inline-block; width: 1.6em; height: .9em; }
.tf-heat small { display: none; font-size: .92em; font-weight: 400; color: var(--tf-muted); white-space: nowrap; }
@media (max-width: 640px) { /* on the narrowest phones it scrolls sideways; whose row it is stays in sight */
  .tf-heat table { font-size: .8em; border-spacing: 1px; }
  .tf-heat tbody th, .tf-heat thead th:first-child { position: sticky; left: 0; background: light-dark(#fff, #10171e); }
  .tf-heat tbody th { white-space: normal; line-height: 1.2; padding: .2em .3em .2em 0; max-width: 7em; }
  .tf-heat thead th { padding: .2em 0; vertical-align: bottom; }
  .tf-heat thead th:first-child { text-align: left; }
  .tf-heat td { padding: .28em 0; min-width: 2.4em; }
  .tf-heat small { display: block; }
  .tf-heat .n, .tf-heat .pc { display: none; }
  .tf-heat .unit { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
}
</style>"""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure with its text and hover; `value` None is a cell that is not mature. `partly`: not all of it is."""

    value: float | None
    text: str
    hover: str
    partly: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One cohort; `pooled` is the row of all of them together."""

    name: str
    n: str
    cells: tuple[Cell, ...]
    pooled: bool = False


def table(
    heads: Sequence[str], rows: Sequence[Row], label: str, reach: tuple[float, float], ends: tuple[str, str]
) -> str:
    """The heat map as HTML. `heads`: cohort, n, then the columns; `reach` is where the one colour scale
    begins and ends, `ends` the words there.
    """
    first = "".join(_head(place, head, heads[-1]) for place, head in enumerate(heads))
    body = "".join(_row(row, reach) for row in rows)
    return (
        f'{STYLE}<div class="tf-heat" tabindex="0" role="region" aria-label="{html_text(label)}">'
        f"<table><thead><tr>{first}</tr></thead><tbody>{body}</tbody></table></div>{_scale(ends)}"
    )


def ground(value: float, reach: tuple[float, float]) -> tuple[str, str]:
    """The colour of a cell and the ink that reads best on it; values beyond the scale take its end."""
    scale: Sequence[str] = charts.colours()["scale"]
    low, high = reach
    place = min(len(scale) - 1, max(0, int(len(scale) * (value - low) / (high - low)))) if high > low else 0
    return scale[place], max(INKS, key=lambda ink: contrast(ink, scale[place]))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG measures it, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _head(place: int, head: str, last: str) -> str:
    """A column's head; "Day 30" is "30" on a phone, where the first head says what the numbers are."""
    text = html_text(head)
    if place == 0:
        return f'<th scope="col">{text}<small aria-hidden="true">{html_text(last.rstrip(DIGITS))} → · %</small></th>'
    if place == 1:
        return f'<th scope="col" class="n">{text}</th>'
    number = text[len(text.rstrip(DIGITS)) :]
    return f'<th scope="col"><span class="unit">{text.removesuffix(number)}</span>{number}</th>'


def _row(row: Row, reach: tuple[float, float]) -> str:
    cells = "".join(_cell(cell, reach) for cell in row.cells)
    look = ' class="pooled"' if row.pooled else ""
    name, n = html_text(row.name), html_text(row.n)
    return f'<tr{look}><th scope="row">{name}<small>n = {n}</small></th><td class="n">{n}</td>{cells}</tr>'


def _cell(cell: Cell, reach: tuple[float, float]) -> str:
    title = html_text(cell.hover)
    if cell.value is None:
        return f'<td class="void" title="{title}" aria-label="{title}"></td>'
    colour, ink = ground(cell.value, reach)
    text = html_text(cell.text.removesuffix("%"))
    sign = '<span class="pc">%</span>' if cell.text.endswith("%") else ""
    mark = "*" if cell.partly else ""
    return f'<td style="background:{colour};color:{ink}" title="{title}">{text}{sign}{mark}</td>'


def _scale(ends: tuple[str, str]) -> str:
    steps = "".join(f'<i style="background:{colour}"></i>' for colour in charts.colours()["scale"])
    low, high = (html_text(end) for end in ends)
    return f'<div class="tf-scale" aria-hidden="true">{low}<span>{steps}</span>{high}</div>'


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
