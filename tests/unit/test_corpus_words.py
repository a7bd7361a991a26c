"""Files of every kind that goes wrong, read: no word of what is said about them on the Vietnamese screen is English."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.errors import FunnelError
from data.figures import fill
from data.ingest import Ingested, ingest
from data.retell import retell
from tests.unit.test_errors_words import ENGLISH, VI

HEAD = "order_id,user_id,ts,amount"
ROWS = [f"o{n},u{n % 7},2026-05-{n % 28 + 1:02d},{n + 1}.50" for n in range(40)]


def orders(head: str = HEAD, rows: list[str] | None = None, **at: str) -> str:
    """Forty orders, with other cells in column ts or amount, or another head."""
    cells = [row.split(",") for row in rows or ROWS]
    for name, text in at.items():
        for number, row in enumerate(cells):
            row[["order_id", "user_id", "ts", "amount"].index(name)] = text.format(n=number, d=number % 12 + 1)
    return "\n".join([head, *(",".join(row) for row in cells)]) + "\n"


def changed(line: int, text: str) -> str:
    lines = orders().splitlines()
    lines[line] = text
    return "\n".join(lines) + "\n"


def workbook() -> bytes:
    import pandas as pd

    out = io.BytesIO()
    with pd.ExcelWriter(out) as book:
        for sheet in ("May", "June"):
            frame = pd.DataFrame([[f"{sheet}{n}", f"u{n}", f"2026-05-{n + 1:02d}", n] for n in range(9)])
            frame.to_excel(book, sheet_name=sheet, index=False, header=HEAD.split(","))
    return out.getvalue()


FILES: dict[str, str | bytes] = {
    "plain.csv": orders(),
    "preamble.csv": "Shop report\nMade by hand\n\n" + orders(),
    "footer.csv": orders() + "Made on 2026-06-01\n",
    "total.csv": orders() + "Total,,,860.00\n",
    "short.csv": changed(3, "o2,u2"),
    "long.csv": changed(3, "o2,u2,2026-05-03,3.50,x,y,z"),
    "quote.csv": changed(3, 'o2,"u2,2026-05-03,3.50'),
    "blank.csv": changed(3, ",,,"),
    "missing.csv": changed(3, "o2,,2026-05-03,3.50"),
    "unreadable.csv": changed(3, "o2,u2,someday,3.50"),
    "money.csv": changed(3, "o2,u2,2026-05-03,lots"),
    "nulls.csv": changed(3, "o2,u2,2026-05-03,N/A"),
    "twice.csv": changed(3, "o1,u2,2026-05-03,3.50"),
    "negative.csv": changed(3, "o2,u2,2026-05-03,-3.50"),
    "huge.csv": changed(3, "o2,u2,2026-05-03,99999999999.00"),
    "future.csv": changed(3, "o2,u2,2199-05-03,3.50"),
    "impossible.csv": changed(3, "o2,u2,2026-02-31,3.50"),
    "days.csv": orders(ts="{d:0>2}/03/2026"),
    "dots.csv": orders(ts="{d:0>2}.03.2026"),
    "epoch.csv": orders(ts="17485{n:0>2}000"),
    "serial.csv": orders(ts="461{n:0>2}"),
    "zoned.csv": orders(ts="2026-05-03T10:00:{n:0>2}+09:00"),
    "thousands.csv": orders(amount="{n}50.000"),
    "signs.csv": orders(amount="${n}.50"),
    "dong.csv": orders(amount="{n}50.000 ₫"),
    "mixed.csv": orders().replace("1.50\n", "1.50 €\n").replace("3.50\n", "$3.50\n"),
    "percent.csv": orders(amount="{n}.5%"),
    "semicolon.csv": orders().replace(".", "@").replace(",", ";").replace("@", ","),
    "tab.tsv": orders().replace(",", "\t"),
    "twins.csv": orders("order_id,user_id,ts,amount,amount", [row + ",1" for row in ROWS]),
    "nameless.csv": orders("order_id,user_id,ts,amount,", [row + ",1" for row in ROWS]),
    "headless.csv": "\n".join(ROWS) + "\n",
    "strange.csv": orders("aaa,bbb,ccc,ddd"),
    "lacking.csv": orders("order_id,zzz,ts,amount"),
    "many.csv": "a,b\n" + "x,y\n" * 9,
    "header.csv": HEAD + "\n",
    "empty.csv": b"",
    "utf16.csv": orders().encode("utf-16"),
    "latin.csv": orders(user_id="Jos\xe9{n}").encode("latin-1"),
    "byte.csv": orders().encode().replace(b"u2", b"u\xff", 1),
    "nul.csv": orders().encode() + b"\0" * 50,
    "report.csv": b"%PDF-1.7 nothing",
    "page.csv": "<!doctype html><table></table>",
    "dump.csv": "insert into orders values (1);\n",
    "list.csv": '[{"a": 1}]',
    "packed.csv.gz": gzip.compress(orders().encode()),
    "cut.csv.gz": gzip.compress(orders().encode())[:-20],
    "book.xlsx": workbook(),
    "cut.xlsx": workbook()[:900],
    "rar.csv": b"Rar!\x1a\x07 nothing",
    "ads.csv": "Day,Campaign,Currency code,Impr.,Clicks,Cost\n"
    + "".join(f"2026-05-{n + 1:02d},Brand,VND,{1000 + n},{n},{n * 9}\n" for n in range(20)),
}


def told(found: Ingested) -> Iterator[str]:
    """All that the Datasets page says about a read file."""
    for notice in found.notices:
        spoken = {name: retell(VI, v) if name in ("message", "expected") else v for name, v in notice.values}
        yield retell(VI, fill(VI, notice.text, spoken))
    for decision in found.read.values():
        yield retell(VI, str(decision.get("why") or ""))
    for question in found.questions:
        yield VI.t(question.text, example=retell(VI, question.example), column=question.column)
        yield from (retell(VI, text) for option in question.options for text in (option.label, option.effect))
    reasons = found.preview.guess.reasons.values() if found.preview else ()
    for why in reasons:
        yield VI.t(why.text, **{name: retell(VI, str(value)) for name, value in why.values})


def bare(text: str) -> str:
    """Without what stands in quotes: it comes out of the file."""
    return re.sub(r"“[^”]*”|\"[^\"]*\"|'[^']*'|`[^`]*`", "", text)


@pytest.mark.parametrize("name", FILES)
def test_everything_said_about_a_file_is_vietnamese(name: str, tmp_path: Path) -> None:
    content = FILES[name]
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    try:
        texts = [*told(ingest(path, tmp_path / "out", show=True))]
    except FunnelError as error:
        texts = [retell(VI, error.title), retell(VI, error.message).replace(name, "")]
    assert len(texts) > 1
    assert {text: left for text in texts if (left := ENGLISH.findall(bare(text)))} == {}
