"""What the whole of a file says about its money: the currency it is in, and the marks its numbers are written with."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import replace

from data.guess import QUESTIONS, Choice
from data.mapping import Mapping
from data.naming import currency_in, plain
from data.pairing import common_start
from data.synonyms import currency_names
from data.tables import TABLES
from data.typed.numbers import CODES, collect, take_apart

NUMBERS = ("MONEY", "COUNT", "NUMBER")


def currency_column(columns: Sequence[str]) -> str | None:
    """Their column that holds currency codes; of several the plainest, `Currency` before `Payment currency`."""
    start = common_start(columns)
    found = [name for name in columns if {plain(name), plain(name.removeprefix(start))} & currency_names()]
    return min(found, key=len, default=None)


def with_currency(
    mapping: Mapping, columns: Sequence[str], samples: Dict[str, Sequence[str]]
) -> tuple[Mapping, tuple[Choice, ...]]:
    """`mapping` with the currency that a money column's name or a currency column says; several are a question."""
    money = _theirs(mapping, ("MONEY",))
    if mapping.read.currency or not money:
        return mapping, ()
    named = {code for name in money if (code := currency_in(name))}
    column = currency_column(columns)
    if not named and column and column not in mapping.reshape.keep_rows:
        named = {word.strip().upper() for word in samples.get(column, ()) if word.strip().upper() in CODES}
    if len(named) > 1:
        place = f"reshape.keep_rows.{column}" if column else "read.currency"
        values = (("column", column or ", ".join(money)), ("example", ", ".join(sorted(named))))
        return mapping, (Choice(place, tuple(sorted(named)), QUESTIONS["currencies"], values),)
    code = next(iter(named), None)
    return (replace(mapping, read=replace(mapping.read, currency=code)) if code else mapping), ()


def with_marks(mapping: Mapping, samples: Dict[str, Sequence[str]]) -> Mapping:
    """`mapping` with the decimal mark that some number of a program's export proves and none contradicts.

    Only for exports a program wrote: it writes all its numbers alike, which people's sheets need not do.
    """
    if mapping.read.decimal or mapping.read.thousands:
        return mapping
    cells = [cell for name in _theirs(mapping, NUMBERS) for cell in samples.get(name, ())]
    marks = collect([parts.body for cell in cells if (parts := take_apart(cell))])
    points = {*marks.decimal, *({".": ",", ",": "."}[mark] for mark in marks.thousands)}
    if len(points) != 1 or marks.wrong:
        return mapping
    decimal = points.pop()
    thousands = "," if decimal == "." else "."
    return replace(mapping, read=replace(mapping.read, decimal=decimal, thousands=thousands))


def _theirs(mapping: Mapping, types: tuple[str, ...]) -> list[str]:
    table = TABLES[mapping.table or ""]
    return [str(theirs) for ours, theirs in mapping.columns.items() if table.column(ours).type in types]
