"""Good files with bytes flipped, cut, doubled or put in: refused, or read with an account that balances, never worse.

Usage: python tests/faults/mutate.py [COUNT=1000] [SEED=1] — all files are read by child processes, in batches; exits
with 1 when reading one died of anything but a FunnelError, took over 20 s, or its records do not add up. Where the
mutation hits the file's structure alone (a delimiter, a quote, a line end, the packing), a total that changed without
a word is wrong too; in the cells themselves a changed digit is a changed digit, which nobody can see.
"""

from __future__ import annotations

import csv
import gzip
import io
import random
import subprocess
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from data.errors import FunnelError
from data.ingest import Ingested, ingest
from data.mapping import parse_mapping

ROWS, BATCH, SECONDS = 300, 50, 20
MAPPING = parse_mapping("table: orders\ncolumns: {order_id: id, user_id: id, ts: day, segment: city, amount: amount}")
NAMES = ("id", "day", "city", "amount")
STRUCTURE = b',;\t"\n\r'
KINDS = ("csv", "semicolons", "quoted", "crlf", "utf-16", "gzip", "zip", "parquet", "xlsx")
PACKED = ("gzip", "zip", "parquet", "xlsx")


def rows() -> list[list[str]]:
    """The orders of every good file; all totals are known."""
    first = date(2024, 1, 1)
    return [
        [f"SO-{n:05}", str(first + timedelta(days=n % 366)), ("Huế", "Hà Nội")[n % 2], f"{7 + 13 * n}.{n % 90 + 10}"]
        for n in range(ROWS)
    ]


TRUTH = sum((Decimal(row[3]) for row in rows()), Decimal(0))


def good(kind: str) -> bytes:
    """A good file of this kind."""
    out = io.StringIO()
    ends = "\r\n" if kind == "crlf" else "\n"
    quoting = csv.QUOTE_ALL if kind == "quoted" else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=";" if kind == "semicolons" else ",", lineterminator=ends, quoting=quoting)
    writer.writerows([list(NAMES), *rows()])
    text = out.getvalue()
    if kind == "utf-16":
        return b"\xff\xfe" + text.encode("utf-16-le")
    if kind == "gzip":
        return gzip.compress(text.encode(), mtime=0)
    if kind in ("zip", "parquet", "xlsx"):
        return {"zip": _zip, "parquet": _parquet, "xlsx": _xlsx}[kind](text)
    return text.encode()


def _zip(text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("orders.csv", text)
    return out.getvalue()


def _parquet(_: str) -> bytes:
    columns = zip(*rows(), strict=True)
    table = pa.table(dict(zip(NAMES, columns, strict=True)))
    out = io.BytesIO()
    pq.write_table(table, out, write_page_checksum=True)
    return out.getvalue()


def _xlsx(_: str) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Orders")
        for number, row in enumerate([list(NAMES), *rows()]):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def mutated(content: bytes, chance: random.Random) -> tuple[bytes, str, bool]:
    """`content` spoiled in one place: the bytes, what was done, and whether it hit structure alone."""
    what = chance.choice(("flip", "cut out", "double", "put in", "cut off", "zero", "structure"))
    place = chance.randrange(len(content))
    length = min(chance.choice((1, 1, 1, 7, 200)), len(content) - place)
    piece = content[place : place + length]
    if what == "structure":
        marks = [n for n, byte in enumerate(content) if byte in STRUCTURE]
        place = chance.choice(marks or [place])
        new = chance.choice((b"", content[place : place + 1] * 2, b'"', b",", b"\n"))
        return content[:place] + new + content[place + 1 :], f"{what} at {place} now {new!r}", bool(marks)
    if what == "flip":
        spoiled = bytes([piece[0] ^ (1 << chance.randrange(8))]) + piece[1:]
    elif what == "put in":
        spoiled = chance.randbytes(length) + piece
    else:
        spoiled = {"cut out": b"", "double": piece * 2, "zero": b"\0" * length, "cut off": b""}[what]
    rest = b"" if what == "cut off" else content[place + length :]
    return content[:place] + spoiled + rest, f"{what} {length} at {place}", False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: `word` is refused, asked, told, exact, or in capitals what must not be."""

    word: str
    text: str


def read(content: bytes, kind: str, folder: Path, structure: bool) -> Outcome:
    """What reading the spoiled file gives."""
    path = folder / f"orders.{kind}"
    path.write_bytes(content)
    started = time.monotonic()
    try:
        found = ingest(path, folder / "out", None, MAPPING)
    except FunnelError as error:
        return Outcome("refused", str(error))
    except BaseException:
        return Outcome("CRASH", traceback.format_exc())
    if time.monotonic() - started > SECONDS:
        return Outcome("SLOW", f"{time.monotonic() - started:.0f} s")
    return _judge(found, kind, structure)


def _judge(found: Ingested, kind: str, structure: bool) -> Outcome:
    if found.records != found.used + found.set_aside + found.rejected + found.duplicates:
        return Outcome("LEDGER", f"{found.records} records do not add up")
    if found.questions or found.refused:
        return Outcome("asked" if found.questions else "refused", "")
    if found.notices:
        return Outcome("told", "; ".join(map(str, found.notices)))
    if (found.amount_sum, found.used) != (TRUTH, ROWS) and (structure or kind in PACKED):
        return Outcome("SILENT", f"{found.used} rows, {found.amount_sum}")
    return Outcome("exact" if found.amount_sum == TRUTH else "other digits", "")


def outcomes(count: int, seed: int) -> Iterator[tuple[str, str, Outcome]]:
    """`count` spoiled files, kinds taking turns: kind, what was done, what became of it."""
    content = {kind: good(kind) for kind in KINDS}
    chance = random.Random(seed)
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        spoiled, what, structure = mutated(content[kind], chance)
        with tempfile.TemporaryDirectory() as folder:
            yield kind, what, read(spoiled, kind, Path(folder), structure and kind not in PACKED)


def main(count: int, seed: int) -> int:
    """All files, in children; 1 when one went wrong."""
    counts: dict[str, int] = {}
    for batch in range(0, count, BATCH):
        command = [sys.executable, __file__, "--batch", str(min(BATCH, count - batch)), str(seed * 1_000_000 + batch)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        lines = done.stdout.splitlines()
        if done.returncode or len(lines) != min(BATCH, count - batch):
            counts["DIED"] = counts.get("DIED", 0) + 1
            print(f"DIED batch {batch}: code {done.returncode}\n{done.stderr[-800:]}")
        for line in lines:
            word = line.split("\t")[0]
            counts[word] = counts.get(word, 0) + 1
            if word.isupper():
                print(line)
    print(", ".join(f"{number} {word}" for word, number in sorted(counts.items())))
    return 1 if any(word.isupper() for word in counts) else 0


if __name__ == "__main__":
    if "--batch" in sys.argv:
        for kind_, what_, outcome in outcomes(int(sys.argv[2]), int(sys.argv[3])):
            print(outcome.word, kind_, ascii(what_), ascii(outcome.text[-300:]), sep="\t", flush=True)
    else:
        numbers = [int(word) for word in sys.argv[1:]]
        sys.exit(main(*(numbers + [1000, 1][len(numbers) :])))
