"""Rows of text cells into a Parquet file, in batches, for every reader."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from data.errors import ReadError

BATCH_ROWS = 50_000
BATCH_CELLS = 2_000_000
BATCH_CHARACTERS = 64_000_000
MAX_CELL = 1_000_000


class RowWriter:
    """Collects rows and writes them as text columns c1, c2, … plus `line`; blank cells become NULL."""

    def __init__(self, path: Path, width: int) -> None:
        fields = [pa.field("line", pa.int64())] + [pa.field(f"c{n}", pa.string()) for n in range(1, width + 1)]
        self.schema = pa.schema(fields)
        self.writer = pq.ParquetWriter(path, self.schema, compression="snappy")
        self.batch_rows = max(1, min(BATCH_ROWS, BATCH_CELLS // (width + 1)))
        self.batch: list[Sequence[str | None]] = []
        self.lines: list[int] = []
        self.size = self.rows = self.last_line = 0

    def add(self, line: int, cells: Sequence[str | None]) -> None:
        """One row, found at `line`."""
        self.batch.append(cells)
        self.lines.append(line)
        self.last_line = line
        self.rows += 1
        for cell in cells:
            if cell and len(cell) > 200:
                self._weigh(line, cell)
        if len(self.batch) >= self.batch_rows or self.size > BATCH_CHARACTERS:
            self._flush()

    def _weigh(self, line: int, cell: str) -> None:
        if len(cell) > MAX_CELL:
            text = f"line {line}: a cell holds {len(cell):,} characters; at most {MAX_CELL:,} are read"
            raise ReadError("Cell too large", text)
        self.size += len(cell)

    def _flush(self) -> None:
        if not self.batch:
            return
        columns = zip(*self.batch, strict=True)
        lines = pa.py_buffer(np.array(self.lines, np.int64))
        arrays = [pa.Array.from_buffers(pa.int64(), len(self.lines), [None, lines]), *map(_texts, columns)]
        self.writer.write_table(pa.table(arrays, schema=self.schema))
        self.batch, self.lines, self.size = [], [], 0

    def __enter__(self) -> RowWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._flush()
        self.writer.close()


def _texts(column: Sequence[str | None]) -> pa.Array:
    """The cells as Arrow texts, blank ones NULL; `pa.array` would load pandas, which takes longer than most files."""
    cells = [cell.encode() if cell else b"" for cell in column]
    ends = np.zeros(len(cells) + 1, np.int32)
    np.cumsum(np.fromiter(map(len, cells), np.int32, len(cells)), out=ends[1:])
    filled = np.packbits(ends[1:] > ends[:-1], bitorder="little")
    buffers = [pa.py_buffer(filled), pa.py_buffer(ends), pa.py_buffer(b"".join(cells))]
    return pa.Array.from_buffers(pa.string(), len(cells), buffers)
