"""Opening a number: the rows behind a KPI and the SQL that counts them. For the KPI detail and the Definitions page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from data.counted import KEY, SIDE
from data.engine import quote_text
from metrics.board import Board
from metrics.catalog import MEASURES, SAMPLES, Kpi, Measure
from metrics.drill_shapes import Parts, ending, listing, statement
from metrics.facts import ensure_fact, fact_sql
from metrics.given import missing
from metrics.kpi_cube import expression
from metrics.result import Period, Score
from metrics.window import quarter

# Shapes whose rows are those of a measure with another name.
ROWS_OF = {"payback": "buyers", "velocity": "closed", "coverage": "open_deals"}
COUNTED = f"""from kpi_counts
where {KEY} = {{key}}
  and {SIDE} = {{side}}
  and period_start >= $first
  and period_end <= $last
  and {{where}}"""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows behind a figure: `rows` are the first `len(rows)` of `total`."""

    columns: tuple[str, ...]
    rows: list[tuple[object, ...]]
    total: int


def rows(board: Board, score: Score, kpi: Kpi, limit: int = 200) -> Rows:
    """The rows `score` rests on (those of its denominator), under its filter and period, earliest first.

    Recurring revenue rests on accounts: one row each, with what they paid then and now.
    """
    parts = _parts(board, score.channel, score.segment)
    if _only_counted(board, kpi):
        return _fetch(board, _dated(f"select *\n{_counted(kpi, parts)}\norder by period_start", score.period), limit)
    shaped = listing(kpi, parts)
    if shaped is not None:
        _ensure_facts(board, ("people",))
        return _fetch(board, _dated(shaped, score.period), limit)
    measure = row_measure(kpi)
    _ensure_facts(board, (measure.fact,))
    span = quarter(score.period.last) if kpi.kind == "coverage" else score.period
    return _fetch(board, _dated(_rows_sql(board, measure, parts), span), limit)


def row_measure(kpi: Kpi) -> Measure:
    """The measure whose rows stand for the KPI: its samples, or its denominator."""
    if kpi.kind == "median":
        return SAMPLES[kpi.numerator]
    name = ROWS_OF.get(kpi.kind, kpi.denominator)
    return MEASURES[name]


def sql(
    board: Board, kpi: Kpi, period: Period | None = None, channel: str | None = None, segment: str | None = None
) -> str:
    """The statement that ends in the KPI's figure: `numerator, denominator, value` (a median: `value, n`).

    Under a filter it carries the filter. `$first` and `$last` stand for the period's days (coverage: its quarter's);
    with `period` the days themselves are written, and the statement is ready to run.
    """
    parts = _parts(board, channel, segment)
    if _only_counted(board, kpi):
        sums = "sum(numerator) as numerator,\n  sum(denominator) as denominator"
        text = ending([], f"select\n  {sums}\n{_counted(kpi, parts)}")
    else:
        text = statement(kpi, parts) or _ratio_or_median(board, kpi, parts)
    if period is not None and kpi.kind == "coverage":
        period = quarter(period.last)
    return text if period is None else _dated(text, period)


def _ratio_or_median(board: Board, kpi: Kpi, parts: Parts) -> str:
    ctes = [parts.rows_of(fact) for fact in _facts(kpi)]
    if kpi.kind == "median":
        sample = SAMPLES[kpi.numerator]
        value = f"median({sample.what}) as value, count({sample.what}) as n"
        return f"with {ctes[0]}\nselect {value}\nfrom {sample.fact}_rows\n{_between(sample, parts)}"
    above, below = (_sum(board, name, parts) for name in (kpi.numerator, kpi.denominator))
    return ending(ctes, f"select\n  {above} as numerator,\n  {below} as denominator")


def _facts(kpi: Kpi) -> list[str]:
    if kpi.kind == "median":
        return [SAMPLES[kpi.numerator].fact]
    return list(dict.fromkeys(MEASURES[name].fact for name in (kpi.numerator, kpi.denominator)))


def _parts(board: Board, channel: str | None, segment: str | None) -> Parts:
    return Parts(
        rows_of=lambda fact: _rows_of(board, fact),
        margin=board.benchmarks.gross_margin,
        as_of=f"timestamp '{board.as_of}'",
        channel=channel,
        segment=segment,
    )


def _rows_of(board: Board, fact: str) -> str:
    text = fact_sql(board.frame, board.benchmarks, fact).strip()
    indented = "\n".join(f"  {line}" for line in text.splitlines() if not line.startswith("--"))
    return f"{fact}_rows as (\n{indented}\n)"


def _sum(board: Board, name: str, parts: Parts) -> str:
    measure = MEASURES[name]
    what = expression(measure, board.benchmarks, parts.as_of)
    return f"(select coalesce(sum({what}), 0) from {measure.fact}_rows {_between(measure, parts)})"


def _between(measure: Measure, parts: Parts) -> str:
    filtered = "" if parts.where == "true" else f" and {parts.where}"
    return f"where cast({measure.at} as date) between $first and $last{filtered}"


def _rows_sql(board: Board, measure: Measure, parts: Parts) -> str:
    what = expression(measure, board.benchmarks, parts.as_of)
    condition = f"and coalesce(cast(({what}) as varchar), 'false') <> 'false'"  # what adds something to the sum
    return f"select *\nfrom fact_{measure.fact}\n{_between(measure, parts)}\n  {condition}\norder by {measure.at}"


def _only_counted(board: Board, kpi: Kpi) -> bool:
    return bool(missing(board.frame, kpi)) and board.counts.has(kpi.key, kpi.side)


def _counted(kpi: Kpi, parts: Parts) -> str:
    return COUNTED.format(key=quote_text(kpi.key), side=quote_text(kpi.side), where=parts.where)


def _dated(text: str, period: Period) -> str:
    """`text` with the period's days for `$first` and `$last`, but within quotes."""
    days = {"$first": f"date '{period.first}'", "$last": f"date '{period.last}'"}
    return re.sub(r"'(?:[^']|'')*'|\$(?:first|last)\b", lambda found: days.get(found[0], found[0]), text)


def _ensure_facts(board: Board, facts: tuple[str, ...]) -> None:
    for fact in facts:
        ensure_fact(board.frame, board.benchmarks, fact)


def _fetch(board: Board, text: str, limit: int) -> Rows:
    cursor = board.frame.cursor()
    total = cursor.execute(f"select count(*) from ({text})").fetchone()
    found = cursor.execute(f"select * from ({text}) limit {int(limit)}")
    columns = tuple(str(column[0]) for column in found.description or ())
    return Rows(columns, found.fetchall(), int(total[0]) if total else 0)
