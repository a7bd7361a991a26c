"""The `read` part of a mapping file: what a person says about a file's bytes, marks, dates and currency."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import available_timezones

from data.errors import did_you_mean

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "cp1252", "cp1258", "latin-1")
TEXTS = ("delimiter", "encoding", "quote", "decimal", "thousands", "date", "timezone", "sheet")
CURRENCIES = ("currency", "keep_currency")
DATE_WORDS = ("dmy", "mdy", "ymd", "excel", "excel-1904", "epoch")  # orders, or counts of days or seconds
FORMAT_KEYS = ("date", "decimal", "thousands", "timezone")


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How the bytes are to be read; None means: find out. `date` is a strptime format, `skip_rows` counts lines.

    Of amounts in several currencies either `rates` says what one unit of each other one is worth in `currency`, or the
    rows of the one in `keep_currency` are used and the others set aside.
    """

    delimiter: str | None = None
    encoding: str | None = None
    quote: str | None = None
    skip_rows: int | None = None
    decimal: str | None = None
    thousands: str | None = None
    date: str | None = None
    timezone: str | None = None
    header: bool | None = None
    sheet: str | None = None
    currency: str | None = None
    rates: tuple[tuple[str, str], ...] | None = None
    keep_currency: str | None = None


def flag(name: str, value: object, problems: list[str]) -> bool | None:
    """`value` as true or false; None when nothing was said."""
    if value is None or isinstance(value, bool):
        return value
    word = str(value).lower()
    if word not in ("true", "false", "yes", "no"):
        problems.append(f"{name}: expected true or false, found {value!r}")
    return word in ("true", "yes")


def read_options(found: dict[Any, Any], problems: list[str]) -> ReadOptions:
    """The options `found` under `read`; what is wrong with them is added to `problems`."""
    known = [f.name for f in fields(ReadOptions)]
    problems += [f'unknown key "read.{key}"{did_you_mean(str(key), known)}' for key in found if key not in known]
    texts: dict[str, Any] = {key: str(found[key]) for key in (*TEXTS, *CURRENCIES) if found.get(key) is not None}
    skip = found.get("skip_rows")
    if skip is not None and not isinstance(skip, int):
        problems.append(f"read.skip_rows: expected a whole number, found {skip!r}")
        skip = None
    rates = found.get("rates")
    if rates is not None and not isinstance(rates, dict):
        problems.append(f"read.rates: expected currencies and rates, such as {{USD: 25400}}, found {rates!r}")
        rates = None
    texts |= {"rates": tuple((str(code).upper(), str(rate)) for code, rate in rates.items())} if rates else {}
    return ReadOptions(skip_rows=skip, header=flag("read.header", found.get("header"), problems), **texts)


def read_misfits(read: ReadOptions) -> list[str]:
    """What in `read` cannot be, in words."""
    problems: list[str] = []
    for name in ("quote", "decimal", "thousands"):
        value = getattr(read, name)
        if value is not None and len(value) > 1:
            problems.append(f"read.{name}: expected one character, found {value!r}")
    if read.delimiter is not None and (len(read.delimiter) != 1 or read.delimiter in "\r\n"):
        problems.append(f"read.delimiter: expected one character, found {read.delimiter!r}")
    if read.decimal is not None and (read.decimal == read.thousands or read.decimal not in (".", ",")):
        problems.append(f"read.decimal: expected . or , and unlike thousands, found {read.decimal!r}")
    if read.encoding is not None and read.encoding not in ENCODINGS:
        problems.append(f'unknown encoding "{read.encoding}"{did_you_mean(read.encoding, ENCODINGS)}')
    if read.skip_rows is not None and read.skip_rows < 0:
        problems.append("read.skip_rows: expected 0 or more")
    if read.date is not None and not re.search(r"%[YymdbBjs]", read.date) and read.date not in DATE_WORDS:
        problems.append(f'read.date: expected a format such as "%d/%m/%Y", found {read.date!r}')
    if read.timezone is not None and read.timezone not in available_timezones():
        problems.append(f'unknown time zone "{read.timezone}"{did_you_mean(read.timezone, available_timezones())}')
    return problems + _currency_misfits(read)


def _currency_misfits(read: ReadOptions) -> list[str]:
    problems = []
    if read.rates and not read.currency:
        problems.append("read.rates: say with read.currency which currency the amounts are converted to")
    if read.rates and read.keep_currency:
        problems.append("read.rates and read.keep_currency: give one, to convert other currencies or to leave them out")
    for code, rate in read.rates or ():
        try:
            good = 0 < Decimal(rate) < Decimal(10) ** 12
        except InvalidOperation:
            good = False
        if not good:
            problems.append(f"read.rates.{code}: expected a number above zero with a decimal point, found {rate!r}")
    return problems
