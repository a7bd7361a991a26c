"""What a file is, by its first bytes and not by its name, and the bounded unpacking of gz and zip."""

from __future__ import annotations

import gzip
import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO

from data.errors import ReadError

MAX_UNPACKED = 8_000_000_000
MAX_RATIO = 100  # tables shrink to a tenth or a twentieth; more than this is made to hurt
SO_FAR = 3 * MAX_RATIO  # of the part unpacked: a bomb is known as such before all of its bound is unpacked
FREE_BYTES = 64_000_000  # up to here the ratio does not matter
BLOCK = 1 << 20
NAMES = (".csv", ".tsv", ".txt", ".tab", ".parquet", ".pq", ".xlsx", ".xls", ".xlsm", ".xlsb", ".ods")

REFUSED = (
    (b"%PDF", "a PDF document"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it first"),
    (b"BZh", "a bzip2 archive; unpack it first"),
    (b"\xfd7zXZ", "an xz archive; unpack it first"),
    (b"(\xb5/\xfd", "a zstandard archive; unpack it first"),
    (b"SQLite format 3", "an SQLite database"),
    (b"ORC", "an ORC file"),
    (b"Obj\x01", "an Avro file"),
    (b"ARROW1", "an Arrow file"),
    (b"FEA1", "a Feather file"),
    (b"\x89HDF", "an HDF5 file"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"BEGIN:VC", "a calendar or address card"),
    (b"PK\x05\x06", "an empty archive"),
)
ADVICE = "export the table itself as CSV, Excel or Parquet"
LATER = ((257, b"ustar", "a tar archive; unpack it first"), (8, b"DUCK", "a DuckDB database"))  # after some bytes
PICKLE = re.compile(rb"\x80[\x02-\x05].*\.\s*\0*$", re.S)
XML = re.compile(rb"<(\?xml|/?[a-z][\w:.-]*(\s[^<>]*)?/?>|!--)", re.I)
SQL = re.compile(
    rb"^\s*(insert\s+into|create\s+(table|database)|drop\s+table|-- (mysql|postgresql|mariadb))", re.I | re.M
)
HTML = re.compile(rb"^\s*(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|table|meta)\b", re.I | re.S)


def kind_of(path: Path) -> str:
    """`text`, `parquet`, `excel`, `gzip` or `zip`; ReadError for anything that is no table, saying what it is."""
    with path.open("rb") as file:
        head = file.read(64_000)
    if not head:
        raise ReadError("Empty file", f"{path.name} has 0 bytes; export it again")
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "excel"
    return _text_kind(path.name, head)


def _zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        raise ReadError("Damaged file", f"{path.name} begins like a zip or Excel file but is cut short") from None
    if "mimetype" in names and "content.xml" in names:
        return "excel"
    for folder, what in (("word/", "a Word document"), ("ppt/", "a presentation")):
        if any(name.startswith(folder) for name in names):
            _refuse(path.name, what)
    return "excel" if any(name.startswith("xl/") for name in names) else "zip"


def _text_kind(name: str, head: bytes) -> str:
    for magic, what in REFUSED:
        if head.startswith(magic):
            _refuse(name, what)
    for place, magic, what in LATER:
        if head[place:].startswith(magic):
            _refuse(name, what)
    if PICKLE.match(head):
        _refuse(name, "a Python pickle")
    plain = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    start = plain.lstrip()
    if HTML.match(start):
        _refuse(name, "a web page (HTML), not a table; open it in a spreadsheet and save it as .xlsx or .csv")
    if XML.match(start):
        _refuse(name, "XML, not a table; open it in a spreadsheet and save it as .xlsx or .csv")
    if SQL.search(plain[:4000]):
        _refuse(name, "an SQL dump, not a table; export the table itself as CSV")
    if _is_json(start):
        _refuse(name, "JSON, not a table; export it as CSV or Parquet")
    if not _is_wide(head) and _is_binary(head):
        _refuse(name, "binary data of an unknown kind, not a table")
    return "text"


def _is_json(start: bytes) -> bool:
    return bool(re.match(rb'\{\s*("[^"]*"\s*:|\})|\[\s*(\{|\[|")', start))


def _is_wide(head: bytes) -> bool:
    return head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")) or head[:4000].rstrip(b"\0").count(0) > 400


def _is_binary(head: bytes) -> bool:
    head = head.translate(None, b"\x01\x1e\x1f")  # they stand between the cells of some exports
    control = sum(head.count(bytes([byte])) for byte in (*range(1, 9), *range(14, 27), *range(28, 32)))
    return control > len(head) // 50 and control > 2


def _refuse(name: str, what: str) -> None:
    what = what if ";" in what else f"{what}; {ADVICE}"
    raise ReadError("Not a table", f"{name} is {what}")


def unpack(path: Path, kind: str, folder: Path) -> tuple[Path, str]:
    """The one data file inside a gz or zip, written into `folder`: its path and its own name. Bounded in size."""
    target = folder / "unpacked"
    if kind == "gzip":
        try:
            with path.open("rb") as read, gzip.GzipFile(fileobj=read) as source:
                _copy(source, target, path, read.tell)
        except (OSError, EOFError, zlib.error) as error:
            raise ReadError("Damaged archive", f"{path.name}: {error}") from None
        return target, path.name.removesuffix(".gz")
    return target, _unzip(path, target)


def _unzip(path: Path, target: Path) -> str:
    with path.open("rb") as read, zipfile.ZipFile(read) as archive:
        data = [i for i in archive.infolist() if not i.is_dir() and not _hidden(i.filename)]
        named = [i for i in data if i.filename.lower().endswith(NAMES)] or data
        if len(named) != 1:
            found = ", ".join(i.filename for i in named[:5]) or "none"
            raise ReadError("Several files in one archive", f"{path.name}: expected one data file, found {found}")
        if named[0].flag_bits & 1:
            raise ReadError("Locked archive", f"{path.name} is protected by a password")
        try:
            with archive.open(named[0]) as source:
                _copy(source, target, path, read.tell)
        except (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError) as error:
            raise ReadError("Damaged archive", f"{path.name}: {error}") from None
    return Path(named[0].filename).name


def _hidden(name: str) -> bool:
    return name.startswith("__MACOSX") or Path(name).name.startswith(".")


def _copy(source: IO[bytes] | gzip.GzipFile, target: Path, path: Path, place: Callable[[], int]) -> None:
    """Unpack within bounds; `place` tells how many bytes of the archive were read, other entries included."""
    packed, written = path.stat().st_size, 0
    with target.open("wb") as out:
        while block := source.read(BLOCK):
            written += len(block)
            bound = max(FREE_BYTES, min(MAX_UNPACKED, packed * MAX_RATIO, place() * SO_FAR))
            if written > bound:
                target.unlink()
                raise ReadError(
                    "Archive grows too large",
                    f"{path.name}: {packed:,} bytes unpack to more than {written:,}; unpack it yourself to look at it",
                )
            out.write(block)
