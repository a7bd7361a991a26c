"""Whole files spoiled at random, far down and in every part: all ways through the reader come to the same account.

Line by line, in bulk and in one go; where the file is refused, it is refused in the same words.
"""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from data import ingest as reading
from data.errors import FunnelError
from data.ingest import Ingested
from data.read import bulk
from data.read import text as text_module
from tests.unit.reading_kit import GLANCE, alike, read

Make = Callable[[random.Random, int], str]
ROWS = 90


def _day(pick: random.Random, form: str) -> str:
    year, month, day, clock = 2024, pick.randint(1, 12), pick.randint(1, 28), f"{pick.randint(0, 23):02}:30:15"
    return form.format(y=year, m=month, d=day, t=clock, f=pick.randint(0, 10**6 - 1))


DAYS: list[Make] = [
    lambda pick, _, form=form: _day(pick, form)  # type: ignore[misc]
    for form in (
        "{y}-{m:02}-{d:02}",
        "{y}-{m:02}-{d:02} {t}",
        "{y}-{m:02}-{d:02}T{t}",
        "{y}-{m:02}-{d:02}T{t}Z",
        "{y}-{m:02}-{d:02}T{t}-05:00",
        "{y}-{m:02}-{d:02} {t}.{f:06}",
        "{d:02}/{m:02}/{y}",
        "{m}/{d}/{y}",
        "{m:02}/{m:02}/{y}",
        "{d:02}.{m:02}.{y}",
        "{d}-{m}-{y} 10:20",
        "{y}{m:02}{d:02}",
        "17{f:06}{d:02}",
    )
]
SUMS: list[Make] = [
    lambda pick, _: f"{pick.randint(0, 999)}.{pick.randint(0, 99):02}",
    lambda pick, _: str(pick.randint(0, 99_999)),
    lambda pick, _: f"{pick.randint(1, 9_999_999):,}.50",
    lambda pick, _: f"{pick.randint(1, 9_999_999):,}".replace(",", "."),
    lambda pick, _: f"{pick.randint(1, 9_999) * 1000:,} ₫".replace(",", "."),
    lambda pick, _: pick.choice(["$12.50", "0", "$7.25"]),
    lambda pick, _: pick.choice(["(12.50)", "7.25", "-3"]),
    lambda pick, _: pick.choice(["--", "N/A", "", "12.50"]),
    lambda pick, _: f"{pick.randint(1, 9)}e{pick.randint(0, 3)}",
]
WORDS: list[Make] = [
    lambda pick, _: pick.choice(["Huế", "Hà Nội", "Đà Nẵng"]),
    lambda pick, _: pick.choice(["x", "NULL", ""]),
    lambda pick, _: pick.choice(["a, b", 'say "c"', "TRUE", "0007"]),
]
IDS: list[Make] = [
    lambda _, n: f"O-{n:05}",
    lambda _, n: f"{n * 7919 % 104_729:x}-{n}f",
    lambda _, n: str(99_999 - n),
    lambda _, n: f"u{n % 40}@shop.vn",
    lambda _, n: f"{n:08}",
    lambda _, n: str(12_345_678_901_234_567_890 + n),
]
EVENTS: list[Make] = [lambda pick, _: pick.choice(["visit", "add_to_cart", "purchase"])]
STATES: list[Make] = [lambda pick, _: pick.choice(["open", "won", "lost"])]
TABLES: dict[str, dict[str, list[Make]]] = {
    "orders": {"order_id": IDS, "user_id": IDS, "ts": DAYS, "amount": SUMS, "segment": WORDS},
    "events": {"user_id": IDS, "ts": DAYS, "event": EVENTS, "session_id": IDS, "channel": WORDS},
    "subscriptions": {"account_id": IDS, "valid_from": DAYS, "mrr": SUMS},
    "deals": {"deal_id": IDS, "status": STATES, "amount": SUMS, "closed_at": DAYS, "owner": WORDS},
    "targets": {"amount": SUMS, "owner": WORDS, "period_start": DAYS, "period_end": DAYS},
}
ODD_CELLS = """31/02/2024|2024-02-30|2024-01-13 24:00:00|2024-01-13 10:00:60|2024-01-13T10:00:00.1234567|1/2/24
01/31/2024|2024-01-13 10:00:00 +07:00|infinity|45000|2024-03-10 02:30:00|0000-00-00|2024-W03|13 Jan 2024|12/12/2024
1e5|1_000|1.|.5|+5|00|-0|Infinity|nan|1,234|1.234|12.505|7%|$5|5$|(7)|9999999999999999999|0x1F|5k|null|N/A|-|#REF!
Err:502|Total|total: 5|Tổng|1.2E+15|1.2e+15|=O1|'O1|a@b.vn|0912345678|O-00005|o-00005|x|TRUE|12345678901234500"""
ODD = [
    *re.split(r"[|\n]", ODD_CELLS),
    "",
    " ",
    "\t",
    " x",
    "x ",
    "\u00a0",
    "Hue\u0302\u0301",
    "\ufffd",
    "a\nb",
    'a"b',
    '"',
]
Spoil = Callable[[list[str], int, str], None]


def _at(change: Callable[[str, str], str]) -> Spoil:
    def spoil(lines: list[str], at: int, delimiter: str) -> None:
        lines[at] = change(lines[at], delimiter)

    return spoil


SPOILS: list[Spoil] = [
    lambda lines, at, delimiter: None,
    _at(lambda line, delimiter: f"{line}{delimiter}x"),
    _at(lambda line, delimiter: line.rpartition(delimiter)[0]),
    _at(lambda line, delimiter: f'"{line}'),
    _at(lambda line, delimiter: line.replace(delimiter, f" {delimiter} ")),
    lambda lines, at, delimiter: lines.insert(at, ""),
    lambda lines, at, delimiter: lines.insert(at, "   "),
    lambda lines, at, delimiter: lines.insert(at, lines[0]),
    lambda lines, at, delimiter: lines.insert(at, lines[at]),
    lambda lines, at, delimiter: lines.insert(at, f"x{delimiter}" * lines[0].count(delimiter)),
    lambda lines, at, delimiter: lines.insert(0, "A report"),
    lambda lines, at, delimiter: lines.insert(0, f"sep={delimiter}"),
    lambda lines, at, delimiter: lines.append(f"Total{delimiter * lines[0].count(delimiter)}"),
    lambda lines, at, delimiter: lines.extend(["", ""]),
]
ENDS: list[Callable[[bytes, int], bytes]] = [
    lambda content, _: content,
    lambda content, _: content[:-1],
    lambda content, _: content.replace(b"\n", b"\r\n"),
    lambda content, at: content[:at] + content[at:].replace(b"\n", b"\r\n"),
    lambda content, at: content[:at] + b"\r" + content[at:],
    lambda content, _: b"\xef\xbb\xbf" + content,
    *(
        lambda content, at, byte=byte: content[:at] + byte + content[at:]
        for byte in (b"\xe9", b"\x00", b"\x1a", b"\xff")
    ),  # type: ignore[misc]
    lambda content, at: content[:at] + content[at:].decode("utf-8", "replace").encode("cp1252", "replace"),
]


def _file(table: str, pick: random.Random, odd: list[tuple[int, int, str]], spoil: Spoil, end: int) -> bytes:
    """A file of `table` whose every column keeps one habit, but for the `odd` cells and what `spoil` does to a line."""
    makers = [pick.choice(makers) for makers in TABLES[table].values()]
    rows = [[make(pick, n) for make in makers] for n in range(ROWS)]
    for line, column, cell in odd:
        rows[line][column % len(makers)] = cell
    delimiter = pick.choice(",,;\t|")
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=pick.choice([0, 0, 1]))
    writer.writerow(TABLES[table])
    writer.writerows(rows)
    lines = out.getvalue().rstrip("\n").split("\n")
    spoil(lines, pick.randint(GLANCE, len(lines) - 1), delimiter)
    content = ("\n".join(lines) + "\n").encode()
    return ENDS[end](content, pick.randint(len(content) // 2, len(content) - 1))


def _read(content: bytes, mapping: str, **how: Any) -> Ingested | str:
    try:
        return read(content, mapping, **how)
    except FunnelError as error:
        return str(error)


@given(
    st.sampled_from(list(TABLES)),
    st.integers(0, 10_000),
    st.lists(st.tuples(st.integers(0, ROWS - 1), st.integers(0, 4), st.sampled_from(ODD)), max_size=2),
    st.sampled_from(range(len(SPOILS))),
    st.sampled_from(range(len(ENDS))),
    st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_every_way_comes_to_the_same(
    table: str, seed: int, odd: list[tuple[int, int, str]], spoil: int, end: int, keyed: bool
) -> None:
    content = _file(table, random.Random(seed), odd, SPOILS[spoil], end)
    mapping = f"table: {table}\nconstants: {{side: b2b}}" if table == "targets" else f"table: {table}"
    how: dict[str, Any] = {"key": b"k" * 32} if keyed else {}
    slow = _read(content, mapping, **how)
    with patch.object(bulk, "WORTH_IT", 0), patch.object(text_module, "GLANCE", GLANCE):
        quick = _read(content, mapping, **how)
        with patch.object(reading, "swift", lambda *_: None):
            in_bulk = _read(content, mapping, **how)
    for other in (in_bulk, quick):
        if isinstance(slow, str) or isinstance(other, str):
            assert slow == other
        else:
            alike(slow, other)
