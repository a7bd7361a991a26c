"""ISO weeks in place of days, 2026-W07: which day of the week such a cell stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from data.read.raw import INFO, Notice
from data.typed.profile import OK, Shape, Typed

SHAPE = re.compile(r"9999-?W99", re.I)
ENDS = "W[0-9][0-9]$"
MONDAY = "“{column}” holds weeks ({found}): each counts on its Monday"
SUNDAY = "“{column}” holds weeks ({found}): each counts on its Sunday"


def tell_weeks(typed: Typed, shapes: Sequence[Shape], name: str, canonical: str) -> None:
    """Weeks, read as their Mondays, become their Sundays where they end a period; either is told."""
    first = next((shape for shape in shapes if SHAPE.fullmatch(shape.text)), None)
    if first is None:
        return
    if last := canonical == "period_end":
        for text, (made, status) in typed.lookup.items():
            if status == OK and re.search(ENDS, text.strip(), re.I):
                typed.lookup[text] = (made + timedelta(days=6), OK)
    values = (("column", name), ("found", first.low), ("line", first.line))
    typed.notices.append(Notice("weeks", INFO, SUNDAY if last else MONDAY, values, first.line, name, first.low))
