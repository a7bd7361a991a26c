"""A text column into exact numbers: marks and currency decided over all its values, or asked."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal

import duckdb

from data.mapping import ReadOptions
from data.read.raw import INFO, WARN, Notice
from data.tables import SQL_TYPES
from data.typed import convert
from data.typed.nulls import is_spelled_null
from data.typed.numbers import CENTS_WITH_POINT, WHOLE, Marks, Parts, collect, outnumbered, take_apart, value_of
from data.typed.profile import ASIDE, BAD, NULL, OK, Shape, Typed, fits, shapes_of, values_of
from data.typed.question import Option, Question

ROUNDED = "“{column}” has more than two decimals; amounts were rounded to two, the first in line {line}: {found}"
BARE_WORDS = (
    "{bare} {bare:value|values} of “{column}” {bare:has|have} no currency and {marked} are like {found}: all "
    "taken as one; see line {line}"
)
PLACES = {"MONEY": 2, "COUNT": 0, "NUMBER": 6}
PLAIN = {"MONEY": r"-?\d{1,16}(\.\d{1,2})?", "COUNT": r"-?\d{1,18}", "NUMBER": r"-?\d{1,18}(\.\d{1,2}|\.\d{4,6})?"}
LIMITS = {"MONEY": Decimal(10) ** 16, "COUNT": Decimal(2) ** 63, "NUMBER": Decimal(10) ** 18}
SAME = ({"$", "USD"}, {"¥", "JPY"}, {"¥", "CNY"})


def read_numbers(
    cursor: duckdb.DuckDBPyConnection,
    relation: str,
    column: str,
    name: str,
    canonical: str,
    kind: str,
    options: ReadOptions,
) -> Typed:
    """How `column` (called `name` in the file) becomes `kind` (MONEY, COUNT or NUMBER); questions when unknowable."""
    typed = Typed("null", SQL_TYPES[kind], "a whole number" if kind == "COUNT" else "a number")
    if (options.decimal or ".") == "." and fits(cursor, relation, column, PLAIN[kind]):
        typed.sql, typed.guard = f"try_cast(v as {SQL_TYPES[kind]})", PLAIN[kind]
        typed.currency = options.currency
        return typed
    shapes = shapes_of(cursor, relation, column)
    parts = {shape.text: take_apart(shape.low) for shape in shapes}
    _currency(typed, shapes, parts, name, canonical, options)
    marks = _marks(cursor, relation, column, typed, shapes, parts, name, canonical, kind, options)
    if typed.questions or marks is None:
        return typed
    decimal, thousands = marks
    quick = [shape for shape in shapes if _quick(shape.text, decimal, thousands)]
    slow = [shape.text for shape in shapes if not _quick(shape.text, decimal, thousands)]
    typed.sql = _expression(kind, decimal, thousands, any(thousands in shape.text for shape in quick))
    found = values_of(cursor, relation, column, slow) if slow else []
    _one_by_one(typed, found, decimal, thousands, kind, options)
    convert.tell(typed, found, name, options)
    _percent(typed, shapes, parts, name)
    _units(typed, shapes, parts, name, marks)
    _rounded(cursor, relation, column, typed, name, kind, decimal, thousands, shapes, parts, options)
    return typed


def _currency(
    typed: Typed, shapes: list[Shape], parts: dict[str, Parts | None], name: str, canonical: str, options: ReadOptions
) -> None:
    seen: dict[str, Shape] = {}
    for shape in shapes:
        found = parts[shape.text]
        if found and found.currency:
            seen.setdefault(found.currency, shape)
    kept = options.keep_currency or options.currency
    if len(seen) > 1 and (
        options.keep_currency or (options.rates and all(convert.rate(code, options) for code in seen))
    ):
        typed.currency = kept
        typed.read["currency"] = {"value": kept, "why": "given"}
        return
    if len(seen) > 1 and set(seen) not in SAME:
        second = list(seen.values())[1]
        text = (
            "the column “{column}” holds several currencies ({list}); split the file by currency, or convert it to one"
        )
        values = (("column", name), ("list", ", ".join(sorted(seen))), ("line", second.line))
        typed.notices.append(Notice("mixed_currency", "error", text, values, second.line, name, second.low))
        return
    code = next(iter(seen), None)
    if options.currency and code and not (options.rates or convert.may_be(code, options.currency)):
        text = "“{column}” holds amounts in {found}, the mapping says {currency}; give rates, or correct the currency"
        first = seen[code]
        said = (("column", name), ("found", code), ("currency", options.currency), ("line", first.line))
        typed.notices.append(Notice("mixed_currency", "error", text, said, first.line, name, first.low))
        return
    typed.currency = kept or (sorted(seen, key=len)[-1] if seen else None)
    if seen and not (options.rates or options.keep_currency):
        _bare_beside(typed, shapes, parts, name)
    if seen:
        typed.read["currency"] = {"value": typed.currency, "why": f"“{next(iter(seen.values())).low}” in {name}"}


def _bare_beside(typed: Typed, shapes: list[Shape], parts: dict[str, Parts | None], name: str) -> None:
    """Amounts without a currency beside amounts with one: taken as the same, and told; 0 is 0 in any currency."""
    signed = [shape for shape in shapes if (found := parts[shape.text]) and found.currency]
    bare = [shape for shape in shapes if (found := parts[shape.text]) and not found.currency and _is_some(shape)]
    if not bare:
        return
    counts = [sum(shape.count for shape in group) for group in (bare, signed)]
    odd = min(bare if counts[0] <= counts[1] else signed, key=lambda shape: shape.line)
    text = BARE_WORDS
    values = (
        ("bare", counts[0]),
        ("column", name),
        ("marked", counts[1]),
        ("found", signed[0].low),
        ("line", odd.line),
    )
    typed.notices.append(Notice("currency_missing", WARN, text, values, odd.line, name, odd.low))


def _is_some(shape: Shape) -> bool:
    return bool(re.search("[1-9]", shape.low + shape.high))


def _units(
    typed: Typed, shapes: list[Shape], parts: dict[str, Parts | None], name: str, marks: tuple[str, str]
) -> None:
    scaled = [(shape, found) for shape in shapes if (found := parts[shape.text]) and found.scale]
    if scaled:
        (first, found), count = scaled[0], sum(shape.count for shape, _ in scaled)
        value = value_of(found, *marks)
        text = "{count} {count:value|values} of “{column}” {count:carries|carry} a unit: {found} is read as {value}"
        values = (("count", count), ("column", name), ("found", first.low), ("value", _spaced(value or Decimal(0))))
        typed.notices.append(Notice("unit", INFO, text, values, first.line, name, first.low))


def _marks(
    cursor: duckdb.DuckDBPyConnection,
    relation: str,
    column: str,
    typed: Typed,
    shapes: list[Shape],
    parts: dict[str, Parts | None],
    name: str,
    canonical: str,
    kind: str,
    options: ReadOptions,
) -> tuple[str, str] | None:
    """The decimal and the thousands mark; a question is put into `typed` when the values do not tell."""
    if options.decimal or options.thousands:
        decimal = options.decimal or ("," if options.thousands == "." else ".")
        typed.read["decimal"] = {"value": decimal, "why": "given"}
        return decimal, options.thousands or ("," if decimal == "." else ".")
    left = [p for p in parts.values() if p and convert.undivided(p, options) is None]
    found = collect([p.body for p in left])
    decimals = set(found.decimal) | {"," if mark == "." else "." for mark in found.thousands}
    if len(decimals) == 1 and not outnumbered([(p.body, shape.count) for shape in shapes if (p := parts[shape.text])]):
        decimal = decimals.pop()
        proof = next(iter((found.decimal | found.thousands).values()))
        typed.read["decimal"] = {"value": decimal, "why": f"“{proof}” in {name}"}
        return decimal, "," if decimal == "." else "."
    if not decimals and not found.unsure:
        return ".", ","
    scaled = any(p.scale for p in left)  # 1,250 triệu đ may have decimals
    if not decimals and not scaled and (decided := _by_meaning(_written_in(typed, left, options), found, kind, shapes)):
        typed.read["decimal"] = {"value": decided[0], "why": decided[2]}
        return decided[:2]
    typed.questions.append(_ask(found, shapes, name, canonical))
    return None


def _written_in(typed: Typed, parts: list[Parts], options: ReadOptions) -> str | None:
    """The currency whose habits decide the marks: that of the cells, where they are not all in the column's."""
    if not (options.rates or options.keep_currency):
        return typed.currency
    seen = {p.currency or typed.currency for p in parts if "." in p.body or "," in p.body}
    return seen.pop() if len(seen) == 1 else None


def _by_meaning(currency: str | None, found: Marks, kind: str, shapes: list[Shape]) -> tuple[str, str, str] | None:
    """What currency and kind prove where the digits do not: đồng and counts have no decimals."""
    if len(found.unsure) > 1:
        return None
    mark = next(iter(found.unsure))
    other = "," if mark == "." else "."
    if currency in WHOLE:
        return other, mark, f"amounts in {currency} have no decimals"
    if currency in CENTS_WITH_POINT and mark == ",":
        return other, mark, f"amounts in {currency} have a decimal point and two decimals"
    marked = [shape for shape in shapes if mark in shape.text]
    if kind == "COUNT" and any(not value.endswith("000") for shape in marked for value in (shape.low, shape.high)):
        return other, mark, "a count has no decimals"
    return None


def _ask(found: Marks, shapes: list[Shape], name: str, canonical: str) -> Question:
    example = next(iter((found.unsure or found.decimal or found.thousands).values()))
    line = min((shape.line for shape in shapes if any(mark in shape.text for mark in ".,")), default=None)
    options = []
    for decimal, thousands in ((".", ","), (",", ".")):
        parts = take_apart(example)
        value = value_of(parts, decimal, thousands) if parts else None
        effect = f"“{example}” is {_spaced(value)}" if value is not None else f"“{example}” is no number"
        label = "a point before the decimals" if decimal == "." else "a comma before the decimals"
        options.append(Option(label, (("decimal", decimal), ("thousands", thousands)), effect))
    text = "Is “{example}” in the column “{column}” written with a mark for thousands or for decimals?"
    return Question("decimal_mark", name, canonical, text, tuple(options), example, line)


def _spaced(value: Decimal) -> str:
    """102 or 102 000: no mark that could itself be misread."""
    whole = value == value.to_integral_value()
    return f"{int(value):,}".replace(",", "\u202f") if whole else f"{value.normalize():f}"


def _quick(shape: str, decimal: str, thousands: str) -> bool:
    d, t = re.escape(decimal), re.escape(thousands)
    return bool(re.fullmatch(rf"-?(9+|9{{1,3}}({t}999)+)({d}9+)?", shape))


def _expression(kind: str, decimal: str, thousands: str, grouped: bool) -> str:
    text = f"replace(trim(v), '{thousands}', '')" if grouped else "trim(v)"
    text = text if decimal == "." else f"replace({text}, ',', '.')"
    if kind == "COUNT":
        exact = f"try_cast({text} as decimal(38, 9))"
        return f"case when {exact} = trunc({exact}) then try_cast(trunc({exact}) as bigint) end"
    places = PLACES[kind]
    return f"try_cast(round_even(try_cast({text} as decimal(38, 9)), {places}) as {SQL_TYPES[kind]})"


def _one_by_one(
    typed: Typed, found: list[tuple[str, int, int]], decimal: str, thousands: str, kind: str, options: ReadOptions
) -> None:
    for text, count, line in found:
        parts = take_apart(text)
        value = convert.amount(parts, decimal, thousands, options) if parts else None
        if parts and value is not None and not convert.wanted(parts.currency, options):
            typed.lookup[text] = (None, ASIDE)
        elif parts and value is not None:
            value *= convert.rate(parts.currency, options) or 1
            small = abs(value) < LIMITS[kind] and (kind != "COUNT" or value == value.to_integral_value())
            rounded = value.quantize(Decimal(1).scaleb(-PLACES[kind]), ROUND_HALF_EVEN) if small else None
            typed.lookup[text] = (rounded, OK if small else BAD)
        elif is_spelled_null(text):
            typed.lookup[text] = (None, NULL)
            typed.spelled += count
            typed.spelled_line = min(line, typed.spelled_line or line)
            typed.spelled_as = typed.spelled_as or text.strip()
        else:
            typed.lookup[text] = (None, BAD)


def _percent(typed: Typed, shapes: list[Shape], parts: dict[str, Parts | None], name: str) -> None:
    percent = [shape for shape in shapes if (found := parts[shape.text]) and found.percent]
    if percent:
        example, total = percent[0].low, sum(shape.count for shape in percent)
        text = (
            "{count} {count:value|values} of “{column}” {count:carries|carry} a percent sign, which was dropped: "
            "{found} is read as {value}"
        )
        values = (("count", total), ("column", name), ("found", example), ("value", example.replace("%", "").strip()))
        typed.notices.append(Notice("percent", INFO, text, values, percent[0].line, name, example))


def _rounded(
    cursor: duckdb.DuckDBPyConnection,
    relation: str,
    column: str,
    typed: Typed,
    name: str,
    kind: str,
    decimal: str,
    thousands: str,
    shapes: list[Shape],
    parts: dict[str, Parts | None],
    options: ReadOptions,
) -> None:
    """Tell when values carry more decimals than the type holds and are not just noise of binary fractions."""
    if kind != "MONEY":
        return
    for shape in shapes:
        found = parts[shape.text]
        if not found or convert.undivided(found, options) is not None:
            continue
        if len(found.body.rpartition(decimal)[2]) <= PLACES[kind] or decimal not in found.body:
            continue
        value = value_of(found, decimal, thousands)
        for text, _, line in values_of(cursor, relation, column, [shape.text]):
            value = value_of(take_apart(text) or found, decimal, thousands)
            if value is not None and abs(value - round(value, 2)) > Decimal("0.000001"):
                words = ROUNDED
                values = (("column", name), ("line", line), ("found", text))
                typed.notices.append(Notice("rounded", WARN, words, values, line, name, text))
                return
