"""Files that differ only in how they are written give one and the same table, without a word."""

from __future__ import annotations

import gzip
import io
import unicodedata
import zipfile
from datetime import UTC, datetime

import duckdb
import pytest

from data.read import bulk
from tests.unit.reading_kit import CITIES, NAMES, balanced, changed, orders, read, text, total

ROWS = orders()


def _date(form: str) -> list[list[str]]:
    return changed(1, lambda day: datetime.fromisoformat(day).strftime(form))


def _number(form: str) -> list[list[str]]:
    """Amounts with other marks: `form` gives thousands and decimal mark, and where the sign or currency stands."""
    thousands, decimal, around = form[0], form[1], form[2:] or "{}"

    def change(cell: str) -> str:
        plain = f"{float(cell):,.2f}".replace(",", "t").replace(".", "d")
        return around.format(plain.replace("t", thousands).replace("d", decimal))

    return changed(3, change)


def _zip(name: str, content: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("__MACOSX/._x", b"junk")
        archive.writestr(name, content)
    return out.getvalue()


PLAIN = text(ROWS)
CASES: dict[str, bytes | str] = {
    "plain": PLAIN,
    "cells of several lines": text([[*row, 'note a, b\nc, "d" e\n\nf'] for row in ROWS], header=(*NAMES, "note")),
    "unquoted json": text([[*row, '{"a":1}'] for row in ROWS], header=(*NAMES, "note"), quoting=3, quotechar=None),
    "sku like numbers": text([[f"{n + 1}E{n % 9 + 1}", *row[1:]] for n, row in enumerate(ROWS)]),
    "blanks around cells": PLAIN.replace(",", " , "),
    "no last line end": PLAIN.rstrip("\n"),
    "crlf": PLAIN.replace("\n", "\r\n"),
    "cr only": PLAIN.replace("\n", "\r"),
    "mixed ends": PLAIN.replace("\n", "\r\n", 7),
    "blank lines": PLAIN.replace("\n", "\n\n"),
    "bom": b"\xef\xbb\xbf" + PLAIN.encode(),
    "bom and quoted": b"\xef\xbb\xbf" + text(ROWS, quoting=1).encode(),
    "utf-16": PLAIN.encode("utf-16"),
    "utf-16-be": b"\xfe\xff" + PLAIN.encode("utf-16-be"),
    "utf-16-le without mark": PLAIN.encode("utf-16-le"),
    "utf-16-be without mark": PLAIN.encode("utf-16-be"),
    "utf-32": PLAIN.encode("utf-32"),
    "utf-32-be without mark": PLAIN.encode("utf-32-be"),
    "cp1258": unicodedata.normalize("NFC", PLAIN)
    .translate(
        {ord(c): d for c, d in {"ộ": "ô\u0323", "ế": "ê\u0301", "ẵ": "ă\u0303", "ầ": "â\u0300", "à": "à"}.items()}
    )
    .encode("cp1258"),
    "nfd": unicodedata.normalize("NFD", PLAIN),
    "semicolon": text(ROWS, ";"),
    "tab": text(ROWS, "\t"),
    "pipe": text(ROWS, "|"),
    "caret": text(ROWS, "^"),
    "sep line": "sep=;\n" + text(ROWS, ";"),
    "all quoted": text(ROWS, quoting=1),
    "single quotes": text(ROWS, quotechar="'", quoting=1),
    "header with odd blanks": PLAIN.replace("city", "\u00a0 City \u200b", 1),
    "decimal comma": text(_number(" ,").copy(), ";").replace(" ", "", 0),
    "thousands comma": text(_number(",.")),
    "thousands point": text(_number(".,"), ";"),
    "thousands apostrophe": text(_number("'."), ";"),
    "thousands narrow space": text(_number("\u202f,"), ";"),
    "euro": text(_number(".,{} €"), ";"),
    "dollar": text(_number(",.${}")),
    "code": text(_number(",.USD {}")),
    "dmy": text(_date("%d/%m/%Y")),
    "mdy": text(_date("%m/%d/%Y")),
    "dmy dashes and time": text(_date("%d-%m-%Y 00:00")),
    "dmy two-digit year": text(_date("%d/%m/%y")),
    "dmy dots": text(_date("%d.%m.%Y")),
    "ymd slashes": text(_date("%Y/%m/%d")),
    "month name": text(_date("%d-%b-%y")),
    "month name first": text(_date("%b %d, %Y")),
    "vietnamese month": text(changed(1, lambda d: f"{int(d[8:])} thg {int(d[5:7])}, {d[:4]}")),
    "vietnamese long": text(changed(1, lambda d: f"ngày {d[8:]} tháng {d[5:7]} năm {d[:4]}")),
    "time before date": text(_date("00:00 %d/%m/%Y")),
    "twelve hours": text(_date("%m/%d/%Y 12:00:00 AM")),
    "twelve hours vietnamese": text(_date("%d/%m/%Y 12:00 SA")),
    "compact": text(_date("%Y%m%d")),
    "iso and dmy": text([r if n % 2 else [r[0], *_date("%d/%m/%Y")[n][1:]] for n, r in enumerate(ROWS)]),
    "offset": text(_date("%Y-%m-%dT00:30:00+07:00")),
    "utc": text(changed(1, lambda d: f"{d}T01:00:00Z")),
    "utc word": text(changed(1, lambda d: f"{d} 01:00:00 UTC")),
    "excel serial": text(changed(1, lambda d: str((datetime.fromisoformat(d) - datetime(1899, 12, 30)).days))),
    "gzip": gzip.compress(PLAIN.encode()),
    "zip": _zip("anything.csv", PLAIN),
}
for _name, _factor in {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}.items():
    CASES[f"epoch {_name}"] = text(
        changed(1, lambda d, f=_factor: str(int(datetime.fromisoformat(d).replace(tzinfo=UTC).timestamp()) * f))  # type: ignore[misc]
    )


@pytest.fixture(params=["line by line", "bulk"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways of reading text, whatever the size of the file."""
    monkeypatch.setattr(bulk, "WORTH_IT", 0 if request.param == "bulk" else 10**12)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("name", CASES)
def test_same_table_however_it_is_written(name: str) -> None:
    found = read(CASES[name])
    assert not found.questions
    assert [str(notice) for notice in found.notices] == []
    assert (found.records, found.used) == (len(ROWS), len(ROWS))
    assert balanced(found)
    assert found.amount_sum == total(ROWS)
    assert (str(found.first), str(found.last)) == (min(r[1] for r in ROWS), max(r[1] for r in ROWS))
    assert set(found.segments) == set(CITIES)
    days = duckdb.sql(f"select order_id, cast(ts as date) from '{found.parquet}'").fetchall()
    keys = [f"{n + 1}E{n % 9 + 1}" if name == "sku like numbers" else row[0] for n, row in enumerate(ROWS)]
    assert [(key, str(day)) for key, day in days] == [(keys[n], row[1]) for n, row in enumerate(ROWS)]


def test_columns_without_mapping_by_their_own_names() -> None:
    header = ("Order ID", "User_id", "TS", "Amount", "Kênh")
    rows = [[f"o{n}", f"u{n % 7}", f"2024-03-{n % 28 + 1:02}", f"{n}.25", "x"] for n in range(40)]
    found = read(text(rows, header=header), "table: orders")
    named = {"order_id": "Order ID", "user_id": "User_id", "ts": "TS", "amount": "Amount"}
    assert found.columns == {**named, "channel": "Kênh"}  # the others are not lost because the required ones are ours
    assert found.kept_aside == ()
    assert found.used == 40


def test_positions_where_there_is_no_header() -> None:
    rows = [[f"{n:08x}", f"2024-01-{n % 28 + 1:02} 10:00:00", "social"] for n in range(60)]
    mapping = "table: leads\ncolumns: {lead_id: 1, created_at: 2, channel: 3}"
    found = read(text(rows, header=()), mapping)
    assert (found.records, found.used) == (60, 60)
    assert read(text(rows, header=()), mapping + "\nread: {header: false}").used == 60


def test_runs_of_blanks() -> None:
    lines = [" customer  date  price"] + [f" {n:05}  2024010{n % 9 + 1}   {n}.50" for n in range(50)]
    found = read("\n".join(lines), "table: orders\ncolumns: {user_id: customer, ts: date, amount: price}", "x.txt")
    assert found.used == 50
    assert found.amount_sum == sum(n for n in range(50)) + 25
