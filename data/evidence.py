"""What the cells of a column look like: dates, numbers, ids, a few words; for `recognise`, to back or doubt a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from data.typed.nulls import is_spelled_null
from data.typed.numbers import take_apart

ENOUGH = 0.8
MONTH = r"(?:[^\W\d_]{3,9}\.?|thg \d{1,2}|tháng \d{1,2})"
DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[ T].*)?"
    r"|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?:[ ,T].*)?"
    rf"|\d{{1,2}}[-/ ]{MONTH}[-/ ,]+\d{{2,4}}(?:[ ,].*)?"
    rf"|{MONTH} \d{{1,2}},? \d{{4}}(?:[ ,].*)?"
    r"|(?:19|20)\d{6}(?:\d{6})?"
    r"|\d{4}-?W\d{2}(?:-?[1-7])?",
    re.I,
)
COUNTED = re.compile(r"[34]\d{4}(?:\.\d+)?|1\d{9}|1\d{12}|1\d{15}")  # a spreadsheet's days, or seconds since 1970
OPAQUE = re.compile(r"[0-9a-f]{8}-?[0-9a-f-]{8,}|[A-Za-z]{0,6}[-_#]?\d{2,}|[0-9A-Za-z]{15}|[0-9A-Za-z]{18}", re.I)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Shares of the filled cells of one column; `count` filled cells were looked at, `example` is one of them."""

    count: int
    dates: float
    counted: float
    numbers: float
    opaque: float
    distinct: float
    example: str

    @property
    def is_date(self) -> bool:
        """Whether the cells are dates beyond doubt."""
        return self.count > 0 and self.dates >= ENOUGH

    @property
    def is_number(self) -> bool:
        """Whether the cells are numbers, and not dates."""
        return self.count > 0 and self.numbers >= ENOUGH and not self.is_date

    @property
    def is_id(self) -> bool:
        """Whether the cells look like ids: no two alike, no prose."""
        return self.count > 1 and self.distinct == 1 and (self.opaque >= ENOUGH) and not self.is_date

    def fits(self, type_: str) -> bool:
        """Whether the cells can be of the canonical type; a column without cells fits anything."""
        if not self.count or type_ == "TEXT":
            return True
        if type_ in ("DATE", "TIMESTAMP"):
            return self.dates + self.counted >= ENOUGH
        return self.numbers >= ENOUGH


def weigh(cells: Sequence[str]) -> Evidence:
    """The evidence of these cells of one column."""
    filled = [cell.strip() for cell in cells if cell and not is_spelled_null(cell.strip() or "-")]
    count = len(filled)
    if not count:
        return Evidence(0, 0, 0, 0, 0, 0, "")

    def share(test: Callable[[str], object]) -> float:
        return len([cell for cell in filled if test(cell)]) / count

    return Evidence(
        count,
        share(DATE.fullmatch),
        share(COUNTED.fullmatch),
        share(take_apart),
        share(OPAQUE.fullmatch),
        len(set(filled)) / count,
        filled[0][:60],
    )
