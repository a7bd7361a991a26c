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
.tf-table td.num { white-space: nowrap; }
.tf-table tr.total td { font-weight: 650; }
.tf-table .tf-value { font-size: 1.05em; }
.tf-table .tf-open::after { content: none; }
</style>"""


class Html(str):
    """A string that is HTML of ours already."""


Cell = str | Html


def table(heads: Sequence[str], rows: Sequence[Sequence[Cell]], label: str, numeric: Sequence[int] = ()) -> str:
    """A table with one header row; columns in `numeric` stand right-aligned. `label` names it for screen readers."""
    looks = ["num" if column in numeric else "" for column in range(len(heads))]
    top = "".join(f'<th scope="col" class="{look}">{_cell(head)}</th>' for head, look in zip(heads, looks, strict=True))
    body = "".join(f"<tr>{_cells(row, looks)}</tr>" for row in rows)
    return (
        f'{STYLE}<div class="tf-scroll" tabindex="0" role="region" aria-label="{html_text(label)}">'
        f'<table class="tf-table"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _cells(row: Sequence[Cell], looks: Sequence[str]) -> str:
    return "".join(f'<td class="{look}">{_cell(cell)}</td>' for cell, look in zip(row, looks, strict=True))


def _cell(cell: Cell) -> str:
    return str(cell) if isinstance(cell, Html) else html_text(cell)
