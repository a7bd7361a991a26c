"""Opening a number: the rows behind a KPI and the SQL that counts them. For the KPI detail and the Definitions page."""

from __future__ import annotations

from dataclasses import dataclass

from metrics.board import Board
from metrics.catalog import MEASURES, SAMPLES, Kpi, Measure
from metrics.facts import ensure_fact, fact_sql
from metrics.kpi_cube import expression
from metrics.result import Period, Score
from metrics.window import quarter

# Shapes whose rows are those of a measure with another name.
ROWS_OF = {
    "payback": "buyers",
    "ltv_b2c": "buyers",
    "ltv_cac_b2c": "buyers",
    "velocity": "closed",
    "coverage": "open_deals",
}
SPANS_SQL = """select account_id, mrr, valid_from, valid_to
from subscriptions
where valid_from <= $last and (valid_to is null or valid_to > $last - interval 12 month)
order by account_id, valid_from"""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows behind a figure: `rows` are the first `len(rows)` of `total`."""

    columns: tuple[str, ...]
    rows: list[tuple[object, ...]]
    total: int


def rows(board: Board, score: Score, kpi: Kpi, limit: int = 200) -> Rows:
    """The raw rows `score` rests on (those of its denominator), under its filter and period, earliest first."""
    if kpi.kind in ("snapshot", "ltv_b2b", "ltv_cac_b2b"):
        return _fetch(board, SPANS_SQL, {"last": score.period.last}, limit)
    measure = row_measure(kpi)
    ensure_fact(board.frame, board.benchmarks, measure.fact)
    return _fetch(board, _rows_sql(board, measure), _parameters(score), limit)


def row_measure(kpi: Kpi) -> Measure:
    """The measure whose rows stand for the KPI: its samples, or its denominator."""
    if kpi.kind == "median":
        return SAMPLES[kpi.numerator]
    name = ROWS_OF.get(kpi.kind, kpi.denominator)
    return MEASURES[name]


def sql(board: Board, kpi: Kpi, period: Period | None = None) -> str:
    """The statement that computes the KPI from the canonical tables, ready to run; `$first`, `$last` are the period."""
    if kpi.kind in ("snapshot", "ltv_b2b", "ltv_cac_b2b"):
        return SPANS_SQL
    parts = [_rows_of(board, fact) for fact in _facts(kpi)]
    with_ = "with " + ",\n".join(parts) if parts else ""
    if kpi.kind == "median":
        sample = SAMPLES[kpi.numerator]
        value = f"median({sample.what}) as value, count({sample.what}) as n"
        return f"{with_}\nselect {value}\nfrom {sample.fact}_rows\n{_between(sample)}"
    above, below = _sum(board, kpi.numerator), _sum(board, kpi.denominator)
    return f"{with_}\nselect\n  {above} as numerator,\n  {below} as denominator"


def _facts(kpi: Kpi) -> list[str]:
    if kpi.kind == "median":
        return [SAMPLES[kpi.numerator].fact]
    names = [name for name in (kpi.numerator, kpi.denominator) if name in MEASURES]
    return list(dict.fromkeys(MEASURES[name].fact for name in names))


def _rows_of(board: Board, fact: str) -> str:
    text = fact_sql(board.frame, board.benchmarks, fact).strip()
    indented = "\n".join(f"  {line}" for line in text.splitlines() if not line.startswith("--"))
    return f"{fact}_rows as (\n{indented}\n)"


def _sum(board: Board, name: str) -> str:
    if name in SAMPLES:
        sample = SAMPLES[name]
        return f"(select median({sample.what}) from {sample.fact}_rows {_between(sample)})"
    measure = MEASURES[name]
    what = expression(measure, board.benchmarks, f"timestamp '{board.as_of}'")
    return f"(select sum({what}) from {measure.fact}_rows {_between(measure)})"


def _between(measure: Measure) -> str:
    return f"where cast({measure.at} as date) between $first and $last"


def _rows_sql(board: Board, measure: Measure) -> str:
    what = expression(measure, board.benchmarks, f"timestamp '{board.as_of}'")
    condition = f"and coalesce(cast(({what}) as varchar), 'false') <> 'false'"  # what adds something to the sum
    return f"""select *
from fact_{measure.fact}
{_between(measure)}
  and ($channel is null or channel = $channel)
  and ($segment is null or segment = $segment)
  {condition}
order by {measure.at}"""


def _parameters(score: Score) -> dict[str, object]:
    span = quarter(score.period.last) if score.kpi == "pipeline_coverage" else score.period
    return {"first": span.first, "last": span.last, "channel": score.channel, "segment": score.segment}


def _fetch(board: Board, statement: str, parameters: dict[str, object], limit: int) -> Rows:
    cursor = board.frame.cursor()
    total = cursor.execute(f"select count(*) from ({statement})", parameters).fetchone()
    found = cursor.execute(f"select * from ({statement}) limit {int(limit)}", parameters)
    columns = tuple(str(column[0]) for column in found.description or ())
    return Rows(columns, found.fetchall(), int(total[0]) if total else 0)
