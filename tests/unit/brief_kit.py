"""Two versions of a made-up company, a week apart, with planted changes: for the tests of the brief and the report.

Ten weeks of visits and leads with the noise that chance brings; everything planted is an argument.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from data.dataset import DataSet
from tests.unit import kit

MONDAY = date(2026, 3, 30)
WEEKS = 10
VISITS, SESSIONS = 12_000, 40_000  # a week
BUYING = {"Paid": 0.018, "Search": 0.036, "Email": 0.055}
MIX = {"Paid": 0.30, "Search": 0.50, "Email": 0.20}
LEADS = {"Webinar": 0.02, "Partner": 0.02, "Inbound": 0.02}
B2B_MIX = {"Webinar": 0.25, "Partner": 0.25, "Inbound": 0.50}
SIZES = ("Small", "Large")
DEALS = 12
MONEY = pa.decimal128(18, 2)


@dataclass(frozen=True)
class Plan:
    """What is planted: a mix and rates in the last week, visits of week `late_week` that came late, deals moved."""

    mix: Mapping[str, float] = field(default_factory=lambda: MIX)
    leads: Mapping[str, float] = field(default_factory=lambda: LEADS)
    buying: Mapping[str, float] = field(default_factory=lambda: BUYING)
    late_week: int | None = None
    late: int = 300
    moved: Mapping[int, date] = field(default_factory=dict)
    amounts: Mapping[int, int] = field(default_factory=dict)


def versions(folder: Path, plan: Plan, seed: int = 7) -> tuple[DataSet, DataSet]:
    """The export of the week before, and today's with everything in `plan`."""
    before = write(folder / "before", WEEKS - 1, Plan(), seed)
    return before, write(folder / "after", WEEKS, plan, seed)


def write(folder: Path, weeks: int, plan: Plan, seed: int) -> DataSet:
    """One version: the first `weeks` weeks, the same in all versions of a seed but for what is planted."""
    folder.mkdir(parents=True)
    files = {
        "events": _save(folder, "events", _events(weeks, plan, seed)),
        "orders": _save(folder, "orders", _orders(weeks, plan, seed)),
        "marketing": _save(folder, "marketing", _marketing(weeks)),
        "leads": _save(folder, "leads", _leads(weeks, plan, seed)),
        "deals": kit.write(folder, "deals", _deals(weeks, plan)),
        "targets": kit.write(
            folder, "targets",
            [{"side": "b2b", "period_start": date(2026, 4, 1), "period_end": date(2026, 6, 30), "amount": 400_000}],
        ),
    }  # fmt: skip
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files.values())).hexdigest()
    return DataSet("planted", digest, {name: (path,) for name, path in files.items()})


def _save(folder: Path, name: str, table: pa.Table) -> Path:
    path = folder / f"{name}.parquet"
    pq.write_table(table, path)
    return path


def _visits(weeks: int, plan: Plan, seed: int) -> list[tuple[int, str, int, int]]:
    """(week, channel, visits, buyers) for every week and channel, and what came late."""
    found = []
    for week in range(weeks):
        rng = np.random.default_rng([seed, week])
        last = week == WEEKS - 1
        mix, buying = (plan.mix, plan.buying) if last else (MIX, BUYING)
        shares = rng.multinomial(VISITS, [mix[name] for name in MIX])
        found += [(week, name, int(n), int(rng.binomial(n, buying[name]))) for name, n in zip(MIX, shares, strict=True)]
    if plan.late_week is not None:
        found.append((plan.late_week, "Search", plan.late, 10))
    return found


def _moments(week: int, count: int) -> np.ndarray:
    """`count` moments spread over the week, to the second, the last one on Sunday evening."""
    start = np.datetime64(datetime.combine(MONDAY + timedelta(weeks=week), datetime.min.time()), "us")
    return start + (np.arange(count) * (7 * 86_400 - 3600) // max(1, count - 1)).astype("timedelta64[s]")


def _events(weeks: int, plan: Plan, seed: int) -> pa.Table:
    """Every visit is a person of their own; a buyer's purchase follows a minute later."""
    columns: dict[str, list[np.ndarray]] = {name: [] for name in ("user_id", "ts", "event", "channel", "segment")}
    for part, (week, channel, visits, buyers) in enumerate(_visits(weeks, plan, seed)):
        who = np.char.add(f"{week}-{part >= weeks * 3}-{channel}-", np.arange(visits).astype(str))
        at = _moments(week, visits)
        rows = np.linspace(0, visits - 1, buyers).astype(int)
        carts = np.arange(0, visits, 8)
        for name, values in (
            ("user_id", [who, who[carts], who[rows]]),
            ("ts", [at, at[carts] + np.timedelta64(30, "s"), at[rows] + np.timedelta64(60, "s")]),
            ("event", [np.full(visits, "visit"), np.full(len(carts), "add_to_cart"), np.full(buyers, "purchase")]),
            ("channel", [np.full(visits + len(carts) + buyers, channel)]),
            ("segment", [np.array(SIZES)[np.concatenate([np.arange(visits), carts, rows]) % 2]]),
        ):
            columns[name] += values
    joined = {name: np.concatenate(values) for name, values in columns.items()}
    return pa.table({name: pa.array(values) for name, values in joined.items()} | {"session_id": joined["user_id"]})


def _orders(weeks: int, plan: Plan, seed: int) -> pa.Table:
    """One order of 100 per buyer."""
    events = _events(weeks, plan, seed)
    bought = events.filter(pa.compute.equal(events["event"], "purchase"))
    amount = pa.array([Decimal(100)] * len(bought), MONEY)
    return bought.select(["user_id", "ts", "channel", "segment"]).append_column("amount", amount)


def _marketing(weeks: int) -> pa.Table:
    days = [MONDAY + timedelta(days=day) for day in range(weeks * 7)]
    rows = [(day, channel, int(SESSIONS * share / 7)) for day in days for channel, share in B2B_MIX.items()]
    return pa.table(
        {
            "side": ["b2b"] * len(rows),
            "date": pa.array([row[0] for row in rows], pa.date32()),
            "channel": [row[1] for row in rows],
            "sessions": pa.array([row[2] for row in rows], pa.int64()),
        }
    )


def _leads(weeks: int, plan: Plan, seed: int) -> pa.Table:
    ids, moments, channels = [], [], []
    for week in range(weeks):
        rng = np.random.default_rng([seed, week, 2])
        rates = plan.leads if week == WEEKS - 1 else LEADS
        for channel, share in B2B_MIX.items():
            count = int(rng.binomial(int(SESSIONS * share), rates[channel]))
            ids += [f"L{week}-{channel}-{n}" for n in range(count)]
            moments.append(_moments(week, count))
            channels += [channel] * count
    return pa.table({"lead_id": ids, "created_at": pa.array(np.concatenate(moments)), "channel": channels})


def _deals(weeks: int, plan: Plan) -> list[dict[str, object]]:
    """Open deals due in June, ten thousand and more each; what is planted is known in today's version only."""
    today = weeks == WEEKS
    return [
        {
            "deal_id": f"D{n}",
            "name": f"Deal {n}",
            "created_at": datetime(2026, 4, 1 + n),
            "status": "open",
            "stage": "Proposal",
            "owner": "Lan" if n % 2 else "Minh",
            "channel": "Partner",
            "segment": "Small",
            "amount": plan.amounts.get(n, 10_000 + n * 1000) if today else 10_000 + n * 1000,
            "expected_close": plan.moved.get(n, date(2026, 6, 10 + n)) if today else date(2026, 6, 10 + n),
        }
        for n in range(DEALS)
    ]
