"""What the data cannot speak of, in a few lines by what to upload: instead of a wall of empty cards. Scorecard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from metrics.result import Score
from metrics.table_words import lacking
from pages.parts.page import View
from pages.parts.scorecard_rows import SIDES, label
from pages.parts.words import html_text


def needs(score: Score) -> str:
    """What `score` lacks altogether (a table, column or kind of event); empty where the data have it."""
    return next((str(dict(note.values)["what"]) for note in score.notes if note.code == "missing"), "")


def listed(view: View, scores: Sequence[Score]) -> str:
    """One line per thing to upload and the KPIs that wait for it, the most useful first; empty when nothing does."""
    waiting: dict[str, list[Score]] = defaultdict(list)
    for score in scores:
        if needs(score):
            waiting[_upload(view, needs(score))].append(score)
    lines = sorted(waiting.items(), key=lambda pair: -len(pair[1]))
    return f'<ul class="tf-brief">{"".join(_line(view, *line) for line in lines)}</ul>' if lines else ""


def _upload(view: View, need: str) -> str:
    """The table to upload; the column or kind of event only where the table itself is there."""
    table = need.partition(".")[0].partition(":")[0]
    table = "orders" if table == "purchases" else table
    return need if table in view.board.frame.tables else table


def _line(view: View, need: str, scores: Sequence[Score]) -> str:
    names = ", ".join(f"{SIDES[score.side]} {label(view, score)}" for score in scores)
    return f"<li><span><b>{html_text(lacking(view.said, need))}</b>: {html_text(names)}</span></li>"
