"""Files made to hurt: small ones that unpack to gigabytes, very many columns, very large cells, endless lines.

Usage: python tests/faults/bombs.py [FACTOR=1.0] — each is read as an upload is, by the reading process under its
limits; prints seconds by the clock and of the processor, and the most memory of that process, and exits with 1 when
one is not refused within 10 s and 1 GB. On a busy machine the processor's seconds tell more than the clock.
"""

from __future__ import annotations

import gzip
import io
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from data import worker
from data.errors import FunnelError
from data.worker import Job, Limits

SECONDS, MEMORY = 10.0, 1 << 30
MB = 1 << 20
HEADER = b"order_id,user_id,ts,amount\n"


def _packed(factor: float) -> bytes:
    """Bytes that unpack to 2 GB (times `factor`), with a header like an order file's."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9) as archive:
        archive.write(HEADER)
        for _ in range(int(2048 * factor)):
            archive.write(b"0" * MB)
    return out.getvalue()


def _zipped(factor: float) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("orders.csv", "w") as inside:
        inside.write(HEADER)
        for _ in range(int(1024 * factor)):
            inside.write(b"1,2,2024-01-01,5\n" * (MB // 17))
    return out.getvalue()


def _parquet(factor: float) -> bytes:
    """One long text, 5 million times: kilobytes in the file, gigabytes as rows."""
    count = int(5_000_000 * factor)
    texts = pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int32)), pa.array(["x" * 1000]))
    out = io.BytesIO()
    pq.write_table(pa.table(dict.fromkeys(("order_id", "user_id", "ts", "amount"), texts)), out)
    return out.getvalue()


def _sheet(factor: float) -> bytes:
    """A workbook whose sheet is one very large XML text."""
    import xlsxwriter

    small = io.BytesIO()
    with xlsxwriter.Workbook(small, {"in_memory": True}) as book:
        book.add_worksheet("Orders").write_row(0, 0, ["order_id", "user_id", "ts", "amount"])
    out = io.BytesIO()
    with zipfile.ZipFile(small) as good, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as spoiled:
        for name in good.namelist():
            content = good.read(name)
            if name.endswith("sheet1.xml"):
                rows = b"<row><c><v>1</v></c></row>" * int(5_000_000 * factor)
                content = content.replace(b"</sheetData>", rows + b"</sheetData>")
            spoiled.writestr(name, content)
    return out.getvalue()


def _wide(factor: float) -> bytes:
    count = int(100_000 * factor)
    return b",".join(b"c%d" % n for n in range(count)) + b"\n" + b",".join([b"1"] * count) + b"\n"


def _large_cell(factor: float) -> bytes:
    return HEADER + b'1,2,2024-01-01,"' + b"x" * int(10 * MB * factor) + b'"\n' + b"2,2,2024-01-01,5\n"


def _endless(factor: float) -> bytes:
    return b"x" * int(200 * MB * factor)


def _quotes(factor: float) -> bytes:
    """Quotes that open and never close, line after line."""
    return HEADER + b'"1,2,2024-01-01,5\n' * int(20_000 * factor)


BOMBS: dict[str, Callable[[float], bytes]] = {
    "gzip bomb": _packed,
    "zip bomb": _zipped,
    "parquet bomb": _parquet,
    "workbook bomb": _sheet,
    "100,000 columns": _wide,
    "10 MB cell": _large_cell,
    "endless line": _endless,
    "open quotes": _quotes,
}


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def read(content: bytes) -> tuple[str, float, float, int]:
    """What became of the file, in how many seconds (clock, processor), with how many bytes of memory at most."""
    most = [0]
    measured = worker._resident

    def watched(pid: int) -> int:
        most[0] = max(most[0], found := measured(pid))
        return found

    worker._resident = watched
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "upload"
            path.write_bytes(content)
            (Path(folder) / "job").mkdir()
            started, before = time.monotonic(), _processor()
            said = _outcome(Job(path, "upload", Path(folder) / "job"))
            return said, time.monotonic() - started, _processor() - before, most[0]
    finally:
        worker._resident = measured


def _outcome(job: Job) -> str:
    try:
        found = worker.run(job, None, None, Limits())
    except FunnelError as error:
        return f"refused: {error}"
    notices = "; ".join(str(one) for one in (*found.notices, *found.questions))
    return f"refused: {notices}" if found.parquet is None else f"READ {found.used} rows: {notices}"


def main(factor: float) -> int:
    """Every bomb; 1 when one was not refused in time."""
    bad = 0
    for name, make in BOMBS.items():
        content = make(factor)
        said, seconds, processor, memory = read(content)
        late = seconds > SECONDS or memory > MEMORY
        accepted = said.startswith("READ") and name != "open quotes"
        bad += late or accepted
        word = "LATE" if late else "READ" if accepted else "ok"
        print(
            f"{word:5} {name:16} {len(content):>11,} bytes {seconds:5.1f} s {processor:5.1f} s of processor"
            f" {memory >> 20:5} MB  {said[:160]}",
            flush=True,
        )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0))
