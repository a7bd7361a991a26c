"""Unit economics side by side per channel or segment, and the gross margin they assume. For the Economics screen."""

from __future__ import annotations

from collections.abc import Sequence

from metrics.economics_channels import COLUMNS, EconomicsRow
from metrics.result import AMBER, COLOURS, RED, TOO_EARLY, TOO_FEW, Score
from pages.parts import charts
from pages.parts.cards import status
from pages.parts.clickable import show
from pages.parts.html_table import Cell, Html, table
from pages.parts.page import View
from pages.parts.words import figure, full, group, html_text

SIDES = {"b2c": "B2C", "b2b": "B2B"}
NEW = {"b2c": "New buyers", "b2b": "New accounts"}
MARKED = (*COLOURS, TOO_EARLY, TOO_FEW)
BY = {"channel": "Channel", "segment": "Segment"}


def draw(view: View, rows: Sequence[EconomicsRow], side: str, by: str) -> None:
    """The table of one side, its data to download."""
    said = view.said
    keys = COLUMNS[side]
    heads = [
        said.t(BY[by]),
        said.t(NEW[side]),
        *(view.board.benchmarks.label(key, side, said.language) for key in keys),
    ]
    short = _short(view, rows)
    if short:
        show(f'<p class="tf-side">{html_text(short)}</p>', f"economics-short-{side}")
    if not any(_new(row) or any(score.value is not None for score in row.scores.values()) for row in rows):
        return  # the cards above say what is missing
    label = said.t("Unit economics by channel") if by == "channel" else said.t("Unit economics by segment")
    show(table(heads, [_row(view, row, keys) for row in rows], f"{SIDES[side]}: {label}", tuple(range(1, len(heads)))))
    lines = [[_name(view, row), _new(row), *(_value(row.scores.get(key)) for key in keys)] for row in rows]
    charts.download(said, heads, lines, name=f"economics-{side}-{by}")


def _short(view: View, rows: Sequence[EconomicsRow]) -> str:
    """Groups below a benchmark, the worst colour first, in one sentence; empty when there are none."""
    said = view.said
    found = [
        (score.grade.status != RED, f"{group(said, row.group)} {_labelled(view, score)}")
        for row in rows
        if row.group is not None
        for score in row.scores.values()
        if score.grade.status in (RED, AMBER)
    ]
    if not found:
        return ""
    return said.t("Short of the benchmark: {groups}.", groups="; ".join(text for _, text in sorted(found)))


def _labelled(view: View, score: Score) -> str:
    said, name = view.said, view.board.benchmarks.label(score.kpi, score.side, view.said.language)
    return f"{name} {figure(said, score.unit, score.value)} ({said.t('n = {n}', n=said.number(score.n))})"


def margins(view: View) -> str:
    """The assumption behind every LTV and payback, named."""
    said, bands = view.said, view.board.benchmarks
    return said.t(
        "LTV and payback assume a gross margin of {b2c} (B2C) and {b2b} (B2B): an assumption of benchmarks.yaml that "
        "a team can set to its own.",
        b2c=said.percent(bands.gross_margin("b2c"), 0),
        b2b=said.percent(bands.gross_margin("b2b"), 0),
    )


def _row(view: View, row: EconomicsRow, keys: Sequence[str]) -> list[Cell]:
    return [_name(view, row), view.said.number(_new(row)), *(_cell(view, row.scores.get(key)) for key in keys)]


def _name(view: View, row: EconomicsRow) -> str:
    return view.said.t("All") if row.group is None else group(view.said, row.group)


def _new(row: EconomicsRow) -> int | None:
    return row.scores["cac"].n if "cac" in row.scores else None


def _cell(view: View, score: Score | None) -> Cell:
    if score is None or (score.value is None and not _not_yet(score)):
        return "–"
    if score.value is None:
        return view.said.t("not yet")
    shown = html_text(figure(view.said, score.unit, score.value))
    said = view.said
    title = html_text(f"{full(said, score.unit, score.value)} · {said.t('n = {n}', n=said.number(score.n))}")
    mark = f"<br>{status(view.said, score.grade)}" if score.grade.status in MARKED else ""
    return Html(f'<span title="{title}">{shown}</span>{mark}')


def _not_yet(score: Score) -> bool:
    return any(note.code == "not_yet" for note in score.notes)


def _value(score: Score | None) -> float | None:
    return None if score is None else score.value
