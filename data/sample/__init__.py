"""The demo data set: the two teams of SOURCE.md section 14 over 26 weeks, made up, and the same every time.

For whoever opens the board before having data of their own, and for the tests. Files are written once into a folder
and read from there afterwards; no clock and no chance enters.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.dataset import DEFAULT_CURRENCY, DEFAULT_TIMEZONE, DataSet
from data.sample.plan import DAY, END, SEED

NAME = "demo"
TABLES = ("events", "orders", "marketing", "leads", "deals", "stage_changes", "accounts", "subscriptions", "targets")
WEEK_EARLIER = END - 7 * DAY
RESTATED = (END - 21 * DAY, END - 14 * DAY)  # the week whose late orders the earlier export did not have yet


def demo_dataset(cache_folder: Path | None = None) -> DataSet:
    """The demo as it stands on Sunday 27 September 2026; files go to `cache_folder` (default: a temporary one)."""
    return _dataset("now", cache_folder)


def previous_demo_dataset(cache_folder: Path | None = None) -> DataSet:
    """The same company as an export of Sunday 20 September 2026 held it.

    Deals stand as they stood then; one of its past weeks still lacks orders that were booked late.
    """
    return _dataset("week-earlier", cache_folder)


def version(kind: str = "now") -> str:
    """The version of the generated files: changes whenever this package's code does, so no stale file is ever read."""
    code = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    return hashlib.sha256(f"demo {SEED} {kind} ".encode() + code).hexdigest()[:16]


def default_folder() -> Path:
    """Where the files go when nobody says: this user's own folder among the temporary ones."""
    return Path(tempfile.gettempdir()) / f"two-funnels-demo-{os.getuid() if hasattr(os, 'getuid') else 'user'}"


def _dataset(kind: str, cache_folder: Path | None) -> DataSet:
    folder = (cache_folder or default_folder()) / version(kind)
    files = {name: (folder / f"{name}.parquet",) for name in TABLES}
    if not all(path.exists() for path in (folder / "complete", *(files[name][0] for name in TABLES))):
        _write(folder, kind)
    return DataSet(NAME, version(kind), files, DEFAULT_TIMEZONE, DEFAULT_CURRENCY, cubes=folder)


def _write(folder: Path, kind: str) -> None:
    """Each file appears whole, the mark `complete` last; two processes at once write the same bytes."""
    from data.sample.write import save

    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, table in build(kind).items():
        save(table, folder / f"{name}.parquet")
    (folder / "complete").touch()


def build(kind: str = "now") -> dict[str, pa.Table]:
    """All tables in memory; `kind` is `now` or `week-earlier`."""
    from data.sample import sales, shop

    story = sales.company(np.random.default_rng([SEED, 2]))
    tables = shop.tables(np.random.default_rng([SEED, 1]))
    tables["marketing"] = pa.concat_tables([_plain(tables["marketing"]), _plain(story.marketing)])
    tables |= sales.tables(story, END if kind == "now" else WEEK_EARLIER, earlier=kind != "now")
    return tables if kind == "now" else _week_earlier(tables)


def _plain(table: pa.Table) -> pa.Table:
    fields = [(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type) for f in table.schema]
    return table.cast(pa.schema(fields))


def _week_earlier(tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """Cut the shop's tables at the earlier moment, and take out what was booked late."""
    from data.sample.write import EPOCH_DAY

    def scalar(seconds: int) -> pa.Scalar:
        return pa.scalar((seconds + EPOCH_DAY * DAY) * 1_000_000, pa.timestamp("us"))

    for name in ("events", "orders"):
        table = tables[name]
        table = table.filter(pc.less(table["ts"], scalar(WEEK_EARLIER)))
        ids = table["order_id"].cast(pa.string())
        late = pc.and_(pc.greater_equal(table["ts"], scalar(RESTATED[0])), pc.less(table["ts"], scalar(RESTATED[1])))
        late = pc.and_(late, pc.fill_null(pc.ends_with(ids, "7"), False))
        tables[name] = table.filter(pc.invert(late))
    marketing = tables["marketing"]
    limit = pa.scalar(EPOCH_DAY + WEEK_EARLIER // DAY, pa.int32()).cast(pa.date32())
    tables["marketing"] = marketing.filter(pc.less(marketing["date"], limit))
    return tables
