"""An exchange rate as a person types it, exactly or not at all: for the upload screen."""

from __future__ import annotations

import re
from decimal import Decimal

from data.errors import MappingError
from data.typed.numbers import BLANK

HIGHEST = Decimal(10) ** 12
RATE = re.compile(r"\d+([.,]\d+)?")
EITHER = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")  # 25.400: twenty-five, or twenty-five thousand?


def exact_rate(text: str, code: str, to: str) -> str:
    """What one `code` is worth in `to`, as plain digits with a point; MappingError where it can be read two ways.

    Nothing is rounded: a rate of 0.0000394 cut to six places would be wrong by one in a hundred.
    """
    word = BLANK.sub("", text)
    if EITHER.fullmatch(word):
        told = f'one {code} in {to}: "{text}" can be read two ways; write it without a mark for thousands'
        raise MappingError("A rate is needed", f"{told}, or with four decimals")
    number = word.replace(",", ".")
    if not RATE.fullmatch(word) or not 0 < Decimal(number) < HIGHEST:
        raise MappingError("A rate is needed", f'one {code} in {to}: "{text}" is no number above zero')
    return number
