"""Empty upload templates, one CSV a canonical table, for people who would rather fill in a file than map one.

`python -m data.sample.blank` writes them again from `data/tables.py`; a test notices when that was forgotten.
"""

from __future__ import annotations

from pathlib import Path

from data.tables import TABLES

FOLDER = Path(__file__).parent / "templates"


def header(table: str) -> str:
    """The header line of `table`'s template."""
    return ",".join(TABLES[table].names) + "\n"


def write(folder: Path = FOLDER) -> None:
    """Write all templates into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        (folder / f"{table}.csv").write_text(header(table), encoding="utf-8")


if __name__ == "__main__":
    write()
