"""Column names made comparable (accents, case, marks, currencies aside), for presets and guesses; remembers headers."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from data.typed.numbers import CODES

BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
CURRENCY_WORDS = frozenset(code.casefold() for code in CODES) | {"vnd", "đ", "₫", "$", "€", "£", "¥", "dong", "đồng"}


@lru_cache(maxsize=8192)
def plain(name: str) -> str:
    """`Ngày_tạo ` and `NgayTao` both as `ngay tao`: small letters, no accents, single blanks between words."""
    spaced = CAMEL.sub(" ", name.strip().lstrip("\ufeff"))
    apart = unicodedata.normalize("NFKD", spaced.replace("đ", "d").replace("Đ", "D"))
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()
    return " ".join(re.findall(r"[^\W_]+", bare))


def currency_in(name: str) -> str | None:
    """The currency code that a column's name carries, `Amount spent (USD)` or `price_usd`; None without one."""
    inside = [one for pair in BRACKETS.findall(name) for one in pair if one]
    words = [word for text in inside for word in text.split()] + plain(name).split()[-1:]
    found = [word.upper() for word in words if word.upper() in CODES]
    return found[-1] if found else None


@lru_cache(maxsize=8192)
def without_currency(name: str) -> str:
    """`Amount spent (USD)` and `price_usd` without their currency, plain."""
    bare = BRACKETS.sub(lambda m: "" if (m[1] or m[2] or "").strip().casefold() in CURRENCY_WORDS else m[0], name)
    words = plain(bare).split()
    return " ".join(words[:-1] if len(words) > 1 and words[-1] in CURRENCY_WORDS else words)


def matches(name: str, pattern: str) -> bool:
    """Whether `name` is `pattern`, accents, case and marks aside; a star in the pattern stands for anything."""
    if "*" not in pattern:
        return plain(name) == plain(pattern)
    return captured(name, pattern) is not None


def captured(name: str, pattern: str) -> str | None:
    """What stands in `name` where `pattern` has its one star; None when the rest does not match."""
    before, _, after = pattern.partition("*")
    start, end = name.casefold().startswith(before.casefold()), name.casefold().endswith(after.casefold())
    if not (start and end) or len(name) < len(before) + len(after):
        return None
    return name[len(before) : len(name) - len(after)].strip()


def fingerprint(columns: Sequence[str]) -> str:
    """The same for the same columns, whatever their order, case and marks: under it a mapping is remembered."""
    text = "\n".join(sorted(plain(column) or column.strip() for column in columns))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
