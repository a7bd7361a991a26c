"""Amounts of several currencies in one column: converted at the rates a person gives, or those of one kept."""

from __future__ import annotations

from decimal import Decimal

from data.mapping import ReadOptions
from data.read.raw import INFO, WARN, Notice
from data.typed.numbers import WHOLE, Parts, grouped, take_apart, value_of
from data.typed.profile import ASIDE, Typed

DOLLAR = ("$", "USD")  # the bare sign is taken for the American dollar where rates or a kept currency say so
CONVERTED = "{count} {count:value|values} of “{column}” converted from {currency} at {rate}; the first is line {line}"
SHARED = {
    "$": ("USD", "AUD", "CAD", "SGD", "HKD", "TWD", "NZD", "MXN", "ARS", "CLP", "COP"),
    "¥": ("JPY", "CNY"),
}
Values = list[tuple[str, int, int]]


def _same(one: str | None, other: str | None) -> bool:
    return one == other or (one in DOLLAR and other in DOLLAR)


def may_be(sign: str, code: str) -> bool:
    """Whether amounts marked with `sign` can be in the currency `code`: $ and ¥ stand for several."""
    return sign == code or code in SHARED.get(sign, ()) or sign in SHARED.get(code, ())


def rate(code: str | None, options: ReadOptions) -> Decimal | None:
    """What one unit of `code` is worth in the currency of `options`; 1 for that one itself and for no currency."""
    if code is None or _same(code, options.currency):
        return Decimal(1)
    return next((Decimal(value) for other, value in options.rates or () if _same(code, other)), None)


def wanted(code: str | None, options: ReadOptions) -> bool:
    """Whether amounts in `code` are used; those without a currency are in the one that is kept."""
    return not options.keep_currency or code is None or _same(code, options.keep_currency)


def undivided(parts: Parts, options: ReadOptions) -> Decimal | None:
    """The value of 25.000₫ in a column of several currencies: no đồng has decimals, whatever $12.50 proves."""
    if not (options.rates or options.keep_currency) or parts.currency not in WHOLE:
        return None
    mark = next((mark for mark in ".," if mark in parts.body and grouped(parts.body, mark)), None)
    if mark is None:
        return None
    value = Decimal(parts.body.replace(mark, ""))
    return -value if parts.negative else value


def amount(parts: Parts, decimal: str, thousands: str, options: ReadOptions) -> Decimal | None:
    """The exact value of one cell, before it is converted; None when it fits no way of writing."""
    whole = undivided(parts, options)
    return value_of(parts, decimal, thousands) if whole is None else whole


def tell(typed: Typed, found: Values, name: str, options: ReadOptions) -> None:
    """Note which amounts were converted, at what rate, and which were left out; `found`: text, count, first line."""
    groups: dict[str, tuple[int, int, str]] = {}
    for text, count, line in found:
        parts = take_apart(text)
        code = parts.currency if parts else None
        left = typed.lookup.get(text, (None, ""))[1] == ASIDE
        if code and (left or (options.rates and not _same(code, options.currency))):
            before = groups.get(code, (0, line, text))
            groups[code] = (before[0] + count, *min(before[1:], (line, text)))
    for code, (count, line, text) in groups.items():
        values = (("count", count), ("column", name), ("currency", code), ("line", line))
        if options.keep_currency:
            words = (
                "{count} {count:row|rows} set aside: “{column}” is in {currency}, and {kept} is kept; the first "
                "is line {line}"
            )
            more = (("kept", options.keep_currency),)
            typed.notices.append(Notice("other_currency", WARN, words, (*values, *more), line, name, text))
        else:
            typed.notices.append(
                Notice("converted", INFO, CONVERTED, (*values, ("rate", str(rate(code, options)))), line, name, text)
            )
