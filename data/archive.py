"""A version as one zip for people to take away: CSV for spreadsheets, Parquet for tools, mapping files, a list."""

from __future__ import annotations

import json
import secrets
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from data import engine, files, scratch
from data.publishing import stored_parts
from data.records import Version
from data.tables import TABLES

if TYPE_CHECKING:
    from data.dataset import DataSet
    from data.store import Workspace

DANGEROUS = "^[=+\\-@\\t\\r]"  # a spreadsheet would run text that starts like this


def export(workspace: Workspace, version: Version, target: Path) -> Path:
    """Write `version` to the zip `target`, whole or not at all; StoreError when a stored file is damaged."""
    dataset = workspace.open(version.name, version.number)
    folder = scratch.folder() / f"export-{secrets.token_hex(8)}"
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    with files.explain(f"export {version.name} to {target}"), engine.explain():
        folder.mkdir()
        try:
            _write_tables(dataset, folder)
            _zip(version, _mappings(workspace, version), folder, temporary)
            files.sync(temporary)
            files.publish(temporary, target)
        finally:
            temporary.unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)
    return target


def _write_tables(dataset: DataSet, folder: Path) -> None:
    con = engine.connect([folder, *{path.parent for paths in dataset.files.values() for path in paths}])
    for table, paths in dataset.files.items():
        source = engine.parquet(paths)
        columns = [str(row[0]) for row in con.execute(f"describe select * from {source}").fetchall()]
        fields = ", ".join(_safe(table, column) for column in columns)
        csv, parquet = (engine.quote_text(str(folder / f"{table}.{ending}")) for ending in ("csv", "parquet"))
        con.execute(f"copy (select {fields} from {source}) to {csv} (format csv, header)")
        con.execute(f"copy (select * from {source}) to {parquet} (format parquet)")


def _safe(table: str, column: str) -> str:
    """A column for CSV: text that a spreadsheet would take for a formula gets an apostrophe; numbers stay."""
    name = engine.quote(column)
    if TABLES[table].column(column).type != "TEXT":
        return name
    return f"case when regexp_matches({name}, '{DANGEROUS}') then '''' || {name} else {name} end as {name}"


def _mappings(workspace: Workspace, version: Version) -> list[tuple[str, str]]:
    """Every mapping its tables were read with, as (table, YAML)."""
    parts = stored_parts(workspace, version).items()
    return list(dict.fromkeys((table, part.mapping) for table, found in parts for part in found))


def _zip(version: Version, mappings: Sequence[tuple[str, str]], folder: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, f"{path.suffix[1:]}/{path.name}")
        for number, (table, mapping) in enumerate(mappings, 1):
            archive.writestr(f"mapping/{number}-{table}.yaml", mapping)
        archive.writestr("contents.json", json.dumps(_contents(version), ensure_ascii=False, indent=2))


def _contents(version: Version) -> dict[str, object]:
    return {
        "dataset": version.name,
        "version": version.number,
        "stored": version.created_at,
        "timezone": version.timezone,
        "currency": version.currency,
        "rows": dict(version.rows),
        "uploads": [{"table": u.table, "file": u.name, "sha256": u.raw, "ledger": u.ledger} for u in version.uploads],
    }
