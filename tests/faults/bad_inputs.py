"""Reads every file of a folder that has a manifest.json, and prints what became of each beside what is true of it.

Usage: python tests/faults/bad_inputs.py FOLDER [MAPPING.yaml] — exits with 1 when a file was loaded wrong without a
word, crashed, or a clean one got a notice. The manifest lists `file, what_is_wrong, right_outcome, truth {rows, sum,
dmin, dmax, cities}`; MAPPING defaults to orders.yaml in the folder, and is narrowed to the columns a file has.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from data.errors import FunnelError
from data.ingest import Ingested, ingest
from data.mapping import load_mapping


def outcome(found: Ingested, truth: dict[str, Any]) -> tuple[str, str]:
    """The outcome in one word, and what differs from the truth."""
    if found.records != found.used + found.set_aside + found.rejected + found.duplicates:
        return "LEDGER", f"{found.records} records do not add up"
    if found.questions:
        return "asked", found.questions[0].message
    if found.refused:
        return "refused", next(notice.message for notice in found.notices if notice.severity == "error")
    wrong = _differences(found, truth)
    if found.notices:
        placed = all(notice.line is not None or notice.column for notice in found.notices)
        text = "; ".join(f"{notice.code} {notice.line or notice.column}" for notice in found.notices)
        return ("noticed" if placed else "NO PLACE"), " ".join([text, *(f"[{one}]" for one in wrong)])
    return ("SILENT", "; ".join(wrong)) if wrong else ("exact", "")


def _differences(found: Ingested, truth: dict[str, Any]) -> list[str]:
    pairs = [("rows", found.used), ("dmin", found.first), ("dmax", found.last), ("cities", list(found.segments))]
    wrong = [f"{key} {mine} for {truth[key]}" for key, mine in pairs if key in truth and str(truth[key]) != str(mine)]
    if "sum" in truth and found.amount_sum is not None and abs(float(found.amount_sum) - truth["sum"]) > 0.005:
        wrong.append(f"sum {found.amount_sum} for {truth['sum']}")
    return wrong


def read(path: Path, mapping: Path, truth: dict[str, Any]) -> tuple[str, str]:
    """What reading one file gave; a traceback of any other kind than ours is a crash."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            return outcome(ingest(path, Path(folder), None, load_mapping(mapping)), truth)
        except FunnelError as error:
            return "refused", str(error)
        except Exception:
            return "CRASH", traceback.format_exc().strip().splitlines()[-1]


def main(folder: Path, mapping: Path) -> int:
    """All files of the manifest; 1 when one went wrong."""
    counts: dict[str, int] = {}
    for entry in json.loads((folder / "manifest.json").read_text(encoding="utf-8")):
        started = time.monotonic()
        word, text = read(folder / entry["file"], mapping, entry.get("truth", {}))
        clean = entry["what_is_wrong"].startswith("nothing") and word != "exact"
        word = "CLEAN?" if clean else word
        counts[word] = counts.get(word, 0) + 1
        print(f"{word:9}{time.monotonic() - started:5.1f} s  {entry['file']:36} {text[:200]}")
    print(", ".join(f"{count} {word}" for word, count in sorted(counts.items())))
    return 1 if any(word.isupper() or word == "CLEAN?" for word in counts) else 0


if __name__ == "__main__":
    place = Path(sys.argv[1])
    sys.exit(main(place, Path(sys.argv[2]) if len(sys.argv) > 2 else place / "orders.yaml"))
