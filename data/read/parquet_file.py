"""Parquet files into rows of text cells: checksums verified, values exact, sizes watched before unpacking."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.errors import ReadError
from data.read.raw import INFO, WARN, Raw
from data.read.rows import MAX_CELL

BATCH_ROWS = 20_000
MAX_COLUMNS = 2_000
MAX_ROWS_PER_BYTE = 200  # beyond it, a small file would become a huge table
FREE_ROWS = 5_000_000
MAX_RATIO = 300  # bytes of text for each byte of the file
FREE_BYTES = 500_000_000
MAX_BYTES = 64_000_000_000
MICRO = pa.timestamp("us")
MICRO_UTC = pa.timestamp("us", tz="UTC")


def read_parquet_file(path: Path, folder: Path) -> Raw:
    """The Parquet file at `path` as `Raw`; ReadError when it is damaged or would grow beyond reason."""
    try:
        texts = _once([field.name for field in pq.read_schema(path) if _is_text(field.type)])
        try:
            return _read(path, folder, texts)
        except (pa.ArrowException, OSError) as error:
            if "Not yet implemented" not in str(error):
                raise
            return _read(path, folder, [])  # texts written as differences cannot be read as dictionaries
    except (pa.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0][:200]
        raise ReadError("Damaged Parquet file", f"{path.name}: {reason}; export or download it again") from None


def _read(path: Path, folder: Path, dictionaries: list[str]) -> Raw:
    raw = Raw(folder / "raw.parquet", (), 0)
    raw.say("format", "parquet", "its first bytes")
    with pq.ParquetFile(
        path, page_checksum_verification=True, coerce_int96_timestamp_unit="us", read_dictionary=dictionaries
    ) as file:
        _check_size(file, path)
        places = _usable(file.schema_arrow, raw)
        _copy(file, places, raw, path)
    return raw


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_binary(kind))


def _once(names: list[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count == 1]


def _check_size(file: pq.ParquetFile, path: Path) -> None:
    meta, size = file.metadata, path.stat().st_size
    unpacked = sum(meta.row_group(n).total_byte_size for n in range(meta.num_row_groups))
    if meta.num_columns > MAX_COLUMNS:
        raise ReadError("Too many columns", f"{path.name} has {meta.num_columns:,} columns; at most {MAX_COLUMNS:,}")
    if unpacked > MAX_BYTES or (meta.num_rows > FREE_ROWS and meta.num_rows > size * MAX_ROWS_PER_BYTE):
        what = f"{meta.num_rows:,} rows and {unpacked:,} bytes in a file of {size:,} bytes"
        raise ReadError("Parquet file grows too large", f"{path.name}: {what}")


def _usable(schema: pa.Schema, raw: Raw) -> list[int]:
    """Positions of the columns that hold single values; the others are kept aside, and that is told."""
    places, names, exact = [], [], set()
    seen: Counter[str] = Counter()
    for place, field in enumerate(schema):
        if pa.types.is_nested(field.type):
            text = "“{column}” holds lists or records ({kind}); it is kept aside"
            raw.note("nested_column", INFO, text, column=field.name, kind=str(field.type)[:80])
            continue
        seen[field.name] += 1
        name = field.name or f"column {place + 1}"
        if seen[field.name] > 1:
            first, name = name, f"{name} ({seen[field.name]})"
            text = "two columns are called “{first}”; both are kept, the one at position {place} as “{column}”"
            raw.note("duplicate_header", WARN, text, first=first, place=place + 1, column=name)
        places.append(place)
        names.append(name)
        if not _is_text(field.type) and not pa.types.is_dictionary(field.type):
            exact.add(len(places))
    raw.names, raw.exact = tuple(names), frozenset(exact)
    return places


def _copy(file: pq.ParquetFile, places: list[int], raw: Raw, path: Path) -> None:
    size = path.stat().st_size
    schema = pa.schema([(f"c{n}", pa.string()) for n in range(1, len(places) + 1)])
    raw.offset, unpacked = 1, 0
    with pq.ParquetWriter(raw.path, schema, compression="snappy") as writer:
        for batch in file.iter_batches(batch_size=BATCH_ROWS):
            columns = [as_text(batch.column(place), file.schema_arrow.field(place).name) for place in places]
            unpacked += sum(column.nbytes for column in columns)
            if unpacked > max(FREE_BYTES, size * MAX_RATIO):
                what = f"over {unpacked:,} bytes of text in a file of {size:,} bytes"
                raise ReadError("Parquet file grows too large", f"{path.name}: {what}")
            writer.write_table(pa.table(columns, schema=schema))
            raw.rows += batch.num_rows


def as_text(column: pa.Array, name: str) -> pa.Array:
    """The values of `column` as text that reads back exactly; moments as ISO text, those with a zone in UTC with Z."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        _check_cells(column.dictionary, name)
        column, kind = column.dictionary_decode(), kind.value_type
    if pa.types.is_timestamp(kind):
        return _moments(column)
    if pa.types.is_floating(kind):
        return _floats(column)
    if pa.types.is_duration(kind):  # a length of time is no amount
        return pc.binary_join_element_wise(pc.cast(pc.cast(column, pa.int64()), pa.string()), kind.unit, " ")
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        column = pc.cast(column, pa.string())
    if pa.types.is_null(kind):
        return pa.nulls(len(column), pa.string())
    text = pc.cast(column, pa.string())
    if _is_text(kind):
        _check_cells(text, name)
    return text


def _moments(column: pa.Array) -> pa.Array:
    if column.type.tz is None:
        return pc.cast(pc.cast(column, MICRO, safe=False), pa.string())
    wall = pc.cast(pc.cast(column, MICRO_UTC, safe=False), MICRO)
    return pc.binary_join_element_wise(pc.cast(wall, pa.string()), "Z", "")


def _floats(column: pa.Array) -> pa.Array:
    """Whole numbers without a fraction, so that an id that became 17.0 on the way is 17 again."""
    wide = pc.cast(column, pa.float64())
    whole = pc.and_(pc.equal(pc.floor(wide), wide), pc.less(pc.abs(wide), 1e15))
    plain = pc.cast(pc.cast(pc.if_else(whole, wide, None), pa.int64()), pa.string())
    return pc.coalesce(plain, pc.cast(column, pa.string()))


def _check_cells(texts: pa.Array, name: str) -> None:
    longest = pc.max(pc.binary_length(texts)).as_py() if len(texts) else 0
    if longest and longest > MAX_CELL:
        raise ReadError("Cell too large", f"column {name}: a cell holds {longest:,} bytes; at most {MAX_CELL:,}")
