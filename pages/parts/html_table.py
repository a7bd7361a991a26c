"""Tables as HTML, for lists a person reads rather than sorts: text by language, statuses with their shape, scrollable.

Cells are text and are escaped here; `Html` marks what a part has made (a status, a bullet) and escaped itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from pages.parts.words import html_text

STYLE = """<style>
.tf-scroll { overflow-x: auto; }
.tf-scroll:focus-visible { outline: .15em solid var(--tf-accent); outline-offset: .1em; }
.tf-table { width: 100%; border-collapse: collapse; font-size: .95em; }
.tf-table th { text-align: left; color: var(--tf-muted); font-weight: 600; vertical-align: bottom; }
.tf-table td { vertical-align: top; }
.tf-table th, .tf-table td { padding: .35em .9em .35em 0; border: 0; border-bottom: 1px solid var(--tf-line); }
.tf-table td, .tf-table th { min-width: 3.2em; }
.tf-table .num { text-align: right; }
.tf-table .num + :not(.num) { padding-left: .9em; }
.tf-table td.num { white-space: nowrap; }
.tf-table tr.total td { font-weight: 650; }
.tf-table .tf-value { font-size: 1.05em; }
.tf-table .tf-status { margin-top: .25em; }
.tf-table .tf-open::after { content: none; }
@media (min-width: 1700px) { .tf-table { font-size: 1.1em; } }
@media (min-width: 1200px) { .tf-stack td:first-child { white-space: nowrap; } }
@media (max-width: 640px) {
  .tf-stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .tf-stack, .tf-stack tbody { display: block; }
  .tf-stack tr { display: flex; flex-direction: column; padding: .5em 0; border-bottom: 1px solid var(--tf-line); }
  .tf-stack td, .tf-stack td.num {
    display: flex; justify-content: space-between; gap: 1.2em; padding: .1em 0; border: 0; text-align: right;
    white-space: normal;
  }
  .tf-stack td::before { content: attr(data-head); flex: none; max-width: 45%; }
  .tf-stack td::before { color: var(--tf-muted); text-align: left; }
  .tf-table.tf-stack .num + :not(.num) { padding-left: 0; }
  .tf-stack td.lead { order: -1; font-weight: 600; text-align: left; justify-content: flex-start; gap: .4em; }
  .tf-stack td.lead:not(.num)::before { content: none; }
}
</style>"""


STACKED = 5  # from so many columns on, a phone shows each row as a block of named values


class Html(str):
    """A string that is HTML of ours already."""


Cell = str | Html


def table(
    heads: Sequence[str], rows: Sequence[Sequence[Cell]], label: str, numeric: Sequence[int] = (), lead: int = 0
) -> str:
    """A table with one header row; columns in `numeric` stand right-aligned. `label` names it for screen readers,
    column `lead` a row's block on a phone.
    """
    looks = ["num" if column in numeric else "" for column in range(len(heads))]
    top = "".join(
        f'<th scope="col" role="columnheader" class="{look}">{_cell(head)}</th>'
        for head, look in zip(heads, looks, strict=True)
    )
    names = [html_text(head) for head in heads]
    body = "".join(f'<tr role="row">{_cells(row, looks, names, lead)}</tr>' for row in rows)
    kind = "tf-table tf-stack" if len(heads) >= STACKED else "tf-table"
    return (
        f'{STYLE}<div class="tf-scroll" tabindex="0" role="region" aria-label="{html_text(label)}">'
        f'<table class="{kind}" role="table"><thead role="rowgroup"><tr role="row">{top}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table></div>'
    )


def _cells(row: Sequence[Cell], looks: Sequence[str], names: Sequence[str], lead: int) -> str:
    return "".join(
        f'<td role="cell" class="{look}{" lead" * (place == lead)}" data-head="{name}"><span>{_cell(cell)}</span></td>'
        for place, (cell, look, name) in enumerate(zip(row, looks, names, strict=True))
    )


def _cell(cell: Cell) -> str:
    return str(cell) if isinstance(cell, Html) else html_text(cell)
