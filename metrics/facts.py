"""Facts: one table or view per kind of row that measures are summed over, for the KPI cubes and the drill-down.

people, sessions and purchases come from sessions.py; here the moments and flags that KPIs ask for are added. Everything
a KPI's SQL shows on screen is one of these statements and a sum over it.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from metrics.benchmarks import Benchmarks
from metrics.cube import ensure
from metrics.frame import Frame
from metrics.sessions import ensure_people, ensure_purchases, ensure_sessions
from metrics.store import ensure_person_days

SQL = Path(__file__).parent / "sql"
RETENTION_DAYS = (1, 3, 7, 30, 90)
MODES = {"exact": "a.day - b.day_0 = {n}", "within": "a.day - b.day_0 <= {n}", "on_or_after": "a.day - b.day_0 >= {n}"}
VIEWS = ("marketing", "sessions", "purchases")
BASES = {
    "sessions": (ensure_sessions,),
    "purchases": (ensure_purchases,),
    "people": (ensure_people, ensure_purchases, ensure_person_days),
}
FACTS = ("marketing", "sessions", "people", "purchases", "leads", "deals", "accounts")


def fact_sql(frame: Frame, benchmarks: Benchmarks, fact: str) -> str:
    """The statement whose rows are the rows of `fact`."""
    as_of = f"timestamp '{frame.as_of}'"
    if fact == "marketing":
        return "select *, date as day from marketing"
    if fact == "sessions":
        return 'select *, "start" as started from sessions'
    if fact == "purchases":
        return "select *, ts as day from purchases"
    template = (SQL / f"fact_{fact}.sql").read_text(encoding="utf-8")
    if fact == "people":
        return _people(template, as_of, frame, benchmarks)
    if fact == "leads":
        return template.format(as_of=as_of)
    if fact == "deals":
        return template.format(as_of=as_of, **_deals(frame, benchmarks.crm_required_fields))
    return template


def ensure_fact(frame: Frame, benchmarks: Benchmarks, fact: str) -> str:
    """The relation `fact_<fact>` with all rows of `fact`, made once per frame: a view where it only renames columns."""
    sql = fact_sql(frame, benchmarks, fact)
    name = f"fact_{fact}"

    def build(cursor: duckdb.DuckDBPyConnection) -> None:
        for base in BASES.get(fact, ()):
            base(frame)
        cursor.execute(f"create {'view' if fact in VIEWS else 'table'} {name} as\n{sql}")

    return ensure(frame, name, build, sql, keep=False)


def window_days(benchmarks: Benchmarks, key: str) -> int:
    """The window of KPI `key` in days, whichever side it is on; KeyError when it has none."""
    days = {settings.window_days for (known, _), settings in benchmarks.kpis.items() if known == key}
    found = next(iter(days - {None}), None)
    if found is None:
        raise KeyError(key)
    return found


def _people(template: str, as_of: str, frame: Frame, benchmarks: Benchmarks) -> str:
    modes = {day: MODES[benchmarks.kpi(f"retention_d{day}", "b2c").mode or "exact"] for day in RETENTION_DAYS}
    retained = ",\n    ".join(f"bool_or({modes[day].format(n=day)}) as retained_d{day}" for day in RETENTION_DAYS)
    flags = ",\n  ".join(
        f"b.day_0 + {day} <= date '{frame.last}' as eligible_d{day},\n"
        f"  coalesce(a.retained_d{day}, false) as retained_d{day}"
        for day in RETENTION_DAYS
    )
    viral = f"interval {window_days(benchmarks, 'viral_coefficient')} day"
    return template.format(as_of=as_of, retained=retained, flags=flags, viral=viral, days=RETENTION_DAYS)


def _deals(frame: Frame, fields: tuple[str, ...]) -> dict[str, str]:
    """A deal's own channel and segment when they were uploaded, else its lead's; the CRM fields that were uploaded."""
    own = {
        name: f"d.{name}" if f"deals.{name}" in frame.given else f"coalesce(lead.lead_{name}, d.{name})"
        for name in ("channel", "segment")
    }
    kept = [name for name in fields if f"deals.{name}" in frame.given]
    filled = " + ".join(
        f"cast(d.{name} is not null and cast(d.{name} as varchar) not in ('', 'Unknown') as integer)" for name in kept
    )
    return {**own, "filled": filled or "null", "due": str(len(kept)) if kept else "null"}
