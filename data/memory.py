"""What a workspace remembers for people between uploads: mappings by header, and small settings by key."""

from __future__ import annotations

from data.catalog_db import Database
from data.mapping import Mapping, dump_mapping, parse_mapping
from data.names import now


class Memory:
    """The part of Workspace that keeps mappings and settings."""

    db: Database

    def remember_mapping(self, fingerprint: str, table: str, mapping: Mapping) -> None:
        """Keep a mapping for the next file with the same header."""
        with self.db.write() as db:
            db.execute(
                "insert or replace into mappings (fingerprint, table_name, mapping, used_at) values (?, ?, ?, ?)",
                [fingerprint, table, dump_mapping(mapping), now()],
            )

    def recall_mapping(self, fingerprint: str, table: str | None = None) -> Mapping | None:
        """The mapping last used for that header (and table, where given)."""
        with self.db.read() as db:
            row = db.execute(
                """
                select mapping
                from mappings
                where fingerprint = ?
                  and (? is null or table_name = ?)
                order by used_at desc, rowid desc
                limit 1
                """,
                [fingerprint, table, table],
            ).fetchone()
        return parse_mapping(row["mapping"], "the remembered mapping") if row else None

    def setting(self, key: str, default: str = "") -> str:
        """A small value kept in the workspace."""
        with self.db.read() as db:
            row = db.execute("select value from settings where key = ?", [key]).fetchone()
        return str(row["value"]) if row else default

    def set_setting(self, key: str, value: str) -> None:
        """Keep a small value."""
        with self.db.write() as db:
            db.execute("insert or replace into settings (key, value) values (?, ?)", [key, value])
