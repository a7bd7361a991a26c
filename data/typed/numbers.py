"""Numbers as people write them: which mark is the decimal one, what the currency is, and the exact value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

BLANKS = "\u00a0\u202f\u2009\u2007 '’`"
BLANK = re.compile(f"[{BLANKS}]")
MINUS = str.maketrans(
    {"−": "-", "–": "-", "﹣": "-", "－": "-"} | dict(zip("０１２３４５６７８９．，", "0123456789.,", strict=True))
)
FORMULA_TEXT = re.compile(r'="(.*)"', re.S)  # how a text is kept from a spreadsheet's guesses: ="00123"
UNITS = {"k": 3, "nghìn": 3, "ngàn": 3, "nghin": 3, "tr": 6, "triệu": 6, "trieu": 6, "mn": 6, "mio": 6, "million": 6}
UNITS |= {"tỷ": 9, "tỉ": 9, "bn": 9, "billion": 9}
SLIPS = 50
UNIT = re.compile(rf"(?<=[\d.,])({'|'.join(sorted(UNITS, key=len, reverse=True))}|(?-i:M))$", re.I)
SIGNS = {
    "₫": "VND",
    "đ": "VND",
    "$": "$",
    "€": "EUR",
    "£": "GBP",
    "¥": "¥",
    "₹": "INR",
    "฿": "THB",
    "₩": "KRW",
    "₽": "RUB",
}
SIGNS |= {"vnđ": "VND", "đồng": "VND", "dong": "VND", "us$": "USD", "r$": "BRL", "a$": "AUD", "c$": "CAD", "s$": "SGD"}
CODES = [
    "VND",
    "USD",
    "EUR",
    "GBP",
    "JPY",
    "CNY",
    "KRW",
    "THB",
    "SGD",
    "AUD",
    "CAD",
    "CHF",
    "INR",
    "IDR",
    "MYR",
    "PHP",
    "HKD",
    "TWD",
    "BRL",
    "MXN",
    "SEK",
    "NOK",
    "DKK",
    "PLN",
    "CZK",
    "HUF",
    "RUB",
    "TRY",
    "ZAR",
    "NZD",
    "AED",
    "SAR",
    "ILS",
    "ARS",
    "CLP",
    "COP",
    "LAK",
    "KHR",
    "MMK",
]
SIGNS |= {code.casefold(): code for code in CODES}
WHOLE = ("VND", "JPY", "KRW", "IDR", "CLP", "¥")  # currencies whose amounts have no decimals
CENTS_WITH_POINT = ("$", "USD", "GBP", "AUD", "CAD", "SGD", "HKD", "INR", "MYR", "PHP", "THB", "NZD", "TWD")
BETWEEN = re.compile(rf"\d[{BLANKS}]+\d")
SPACED = re.compile(rf"(?<!\d)\d{{1,3}}([{BLANKS}]\d{{3}})+(?![\d{BLANKS}]*\d[{BLANKS}]|\d)(?!.*\d[{BLANKS}]+\d)")
BODY = re.compile(r"\d[\d.,]*|[.,]\d+")
EXPONENT = re.compile(r"[-+]?(\d+\.?\d*|\.\d+|\d,\d+)[eE][-+]?\d{1,3}")
SIGN_WORDS = re.compile("|".join(sorted((re.escape(s) for s in SIGNS), key=len, reverse=True)), re.I)


@dataclass(frozen=True, slots=True)
class Parts:
    """A number taken apart: digits and marks alone, sign, currency, percent sign, and the power of ten of its unit."""

    body: str
    negative: bool
    currency: str | None
    percent: bool
    scale: int = 0  # 3 for 250k, 6 for 1,2 triệu


@dataclass(slots=True)
class Marks:
    """What the values of a column prove about their marks; `open` are values that prove nothing, with one mark."""

    decimal: dict[str, str] = field(default_factory=dict)  # mark → a value that proves it
    thousands: dict[str, str] = field(default_factory=dict)
    unsure: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def take_apart(text: str) -> Parts | None:
    """The parts of the number in `text`, or None when it is no number."""
    if wrapped := FORMULA_TEXT.fullmatch(text.strip()):
        text = wrapped[1]
    if BETWEEN.search(text) and not SPACED.search(text):
        return None
    word = BLANK.sub("", text.translate(MINUS).strip())
    if EXPONENT.fullmatch(word):
        return Parts(word.lstrip("-+").replace(",", "."), word.startswith("-"), None, False)
    currency, percent, negative = None, False, False
    if word.startswith("(") and word.endswith(")"):
        word, negative = word[1:-1], True
    signs = {SIGNS[sign.casefold()] for sign in SIGN_WORDS.findall(word)}
    if signs:
        if len(signs) > 1:
            return None
        currency, word = signs.pop(), SIGN_WORDS.sub("", word)
    if word.endswith("%"):
        word, percent = word[:-1], True
    scale = 0
    if unit := UNIT.search(word):
        word, scale = word[: unit.start()], UNITS.get(unit[1].casefold(), 6)
    if word.startswith("(") and word.endswith(")"):
        word, negative = word[1:-1], True
    if word[:1] in "+-" and word:
        negative, word = negative or word[0] == "-", word[1:]
    elif word.endswith("-"):
        negative, word = True, word[:-1]
    return Parts(word, negative, currency, percent, scale) if BODY.fullmatch(word) else None


def collect(bodies: Sequence[str]) -> Marks:
    """What `bodies` (digits and marks only) prove: a mark followed by other than three digits is decimal, and so on."""
    marks = Marks()
    for body in bodies:
        _one(body, marks)
    return marks


def _one(body: str, marks: Marks) -> None:
    dots, commas = body.count("."), body.count(",")
    if (not dots and not commas) or "e" in body.lower():
        return
    if dots and commas:
        last = "." if body.rfind(".") > body.rfind(",") else ","
        other = "," if last == "." else "."
        if body.count(last) == 1 and grouped(body[: body.rfind(last)], other):
            marks.decimal.setdefault(last, body)
            marks.thousands.setdefault(other, body)
        else:
            marks.wrong.append(body)
        return
    mark = "." if dots else ","
    if dots + commas > 1:
        if grouped(body, mark):
            marks.thousands.setdefault(mark, body)
        else:
            marks.wrong.append(body)
        return
    before, after = body.split(mark)
    if len(after) == 3 and 1 <= len(before) <= 3 and not before.startswith("0"):
        marks.unsure.setdefault(mark, body)
    else:
        marks.decimal.setdefault(mark, body)


def outnumbered(bodies: Sequence[tuple[str, int]]) -> bool:
    """Whether a few 12.5 stand among very many 250.000: then those few are slips rather than a proof.

    `bodies` come with how often they occur. A body with both marks, or with one of them twice, proves enough.
    """
    unsure = proofs = 0
    for body, count in bodies:
        marks = collect([body])
        if marks.thousands:
            return False
        unsure += count if marks.unsure else 0
        proofs += count if marks.decimal else 0
    return 0 < proofs * SLIPS < unsure


def grouped(text: str, mark: str) -> bool:
    """Whether `text` is digits in groups of three (the Indian two allowed before the last) divided by `mark`."""
    groups = text.split(mark)
    if not all(g.isascii() and g.isdigit() for g in groups) or not 1 <= len(groups[0]) <= 3:
        return len(groups) == 1 and text.isascii() and text.isdigit()
    inner = groups[1:-1]
    return len(groups) == 1 or (len(groups[-1]) == 3 and all(len(g) == 3 for g in inner)) or _indian(groups)


def _indian(groups: Sequence[str]) -> bool:
    return len(groups) > 2 and len(groups[-1]) == 3 and len(groups[0]) <= 2 and all(len(g) == 2 for g in groups[1:-1])


def value_of(parts: Parts, decimal: str, thousands: str) -> Decimal | None:
    """The exact value of `parts` under these marks; None when it does not fit them."""
    body = parts.body
    if "e" in body.lower():
        number = Decimal(body)
        return -number if parts.negative else number
    whole, mark, rest = body.partition(decimal)
    if mark and (decimal in rest or thousands in rest):
        return None
    if thousands in whole:
        if not grouped(whole, thousands):
            return None
        whole = whole.replace(thousands, "")
    if not (whole + rest).isdigit():
        return None
    number = (Decimal(f"{whole or '0'}.{rest or '0'}") if mark else Decimal(whole)).scaleb(parts.scale)
    return -number if parts.negative else number
