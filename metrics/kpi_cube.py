"""KPI cubes: each fact reduced in one scan to sums by moment × day × channel × segment, and the samples behind medians.

Every filter, period and comparison of the scorecard is answered from these tables of some thousand rows.
"""

from __future__ import annotations

from functools import partial

import duckdb

from metrics.benchmarks import Benchmarks
from metrics.catalog import MEASURES, SAMPLES, Measure
from metrics.cube import ensure
from metrics.facts import FACTS, ensure_fact, fact_sql, window_days
from metrics.frame import Frame
from metrics.sessions import ensure_gaps, sessions_sql

SAMPLES_CUBE = "cube_samples"


def measures_of(fact: str) -> list[Measure]:
    """The measures summed over `fact`, in catalogue order."""
    return [measure for measure in MEASURES.values() if measure.fact == fact]


def expression(measure: Measure, benchmarks: Benchmarks, as_of: str) -> str:
    """What one row adds to `measure`: nothing while its window has not fully passed at `as_of`."""
    if measure.window is None:
        return measure.what
    days = f"interval {window_days(benchmarks, measure.window)} day"
    what = measure.what.format(window=days)
    return f"case when {measure.at} + {days} <= {as_of} then {what} end"


def ensure_kpi_cubes(frame: Frame, benchmarks: Benchmarks) -> None:
    """Build what is not there yet: one cube per fact and the samples."""
    for fact in FACTS:
        statement = cube_sql(frame, benchmarks, fact)
        recipe = f"{fact_sql(frame, benchmarks, fact)}\n{statement}"
        ensure(frame, f"cube_{fact}", partial(_build, frame=frame, benchmarks=benchmarks, fact=fact), recipe)
    _ensure_samples(frame, benchmarks)


def cube_sql(frame: Frame, benchmarks: Benchmarks, fact: str) -> str:
    """The statement of one cube: `place, day, channel, segment` and one column per measure of `fact`."""
    as_of = f"timestamp '{frame.as_of}'"
    measures = measures_of(fact)
    places = sorted({measure.at for measure in measures})
    sums = ",\n  ".join(
        f"sum(case when place = {_text(m.at)} then {expression(m, benchmarks, as_of)} end) as {m.name}"
        for m in measures
    )
    return f"""with placed as (
  select *, unnest([{", ".join(_text(place) for place in places)}]) as place,
    unnest([{", ".join(f"cast({place} as timestamp)" for place in places)}]) as moment
  from fact_{fact}
)
select
  place,
  cast(moment as date) as day,
  channel,
  segment,
  {sums}
from placed
where moment is not null
group by place, cast(moment as date), channel, segment"""


def _build(cursor: duckdb.DuckDBPyConnection, frame: Frame, benchmarks: Benchmarks, fact: str) -> None:
    sql = cube_sql(frame, benchmarks, fact)
    if fact == "sessions":  # only summed up here: the table itself, of a row per session, waits until it is asked for
        ensure_gaps(frame)
        rows = fact_sql(frame, benchmarks, fact).replace("from sessions", f"from (\n{sessions_sql(frame)}\n)")
        sql = sql.replace(f"from fact_{fact}", f"from (\n{rows}\n)")
    else:
        ensure_fact(frame, benchmarks, fact)
    cursor.execute(f"create table cube_{fact} as\n{sql}")


def _ensure_samples(frame: Frame, benchmarks: Benchmarks) -> None:
    parts = [
        f"select '{name}' as sample, cast({m.at} as date) as day, channel, segment, {m.what} as x, count(*) as n "
        f"from fact_{m.fact} where {m.at} is not null and ({m.what}) is not null group by all"
        for name, m in SAMPLES.items()
    ]
    statement = "\nunion all\n".join(parts)

    def build(cursor: duckdb.DuckDBPyConnection) -> None:
        for measure in SAMPLES.values():
            ensure_fact(frame, benchmarks, measure.fact)
        cursor.execute(f"create table {SAMPLES_CUBE} as {statement}")

    facts = "\n".join(fact_sql(frame, benchmarks, m.fact) for m in SAMPLES.values())
    ensure(frame, SAMPLES_CUBE, build, statement + facts)


def _text(value: str) -> str:
    return f"'{value}'"
