"""What speaks against taking a file's columns at their word, for `recognise`: prices of one piece, orders undone."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Sequence

from data.naming import plain, without_currency
from data.typed.numbers import take_apart

PRICES = frozenset({"price", "unit price", "gia", "don gia", "gia ban", "item price", "lineitem price"})
PIECES = frozenset({"quantity", "qty", "so luong", "sl", "units", "item count", "lineitem quantity", "order quantity"})
STATES = frozenset({"status", "order status", "state", "trang thai", "trang thai don hang", "trang thai don"})
STATES |= {"tinh trang", "financial status", "payment status", "trang thai thanh toan"}
UNDONE = frozenset({"cancelled", "canceled", "refunded", "returned", "failed", "voided", "void", "declined", "da huy"})
UNDONE |= {"huy", "hoan tien", "da hoan tien", "tra hang", "da tra hang", "that bai", "huy don", "cancel"}


def telling(columns: Sequence[str]) -> list[str]:
    """The columns that any row may raise a doubt in: quantities and states."""
    return [name for name in columns if plain(name) in PIECES | STATES]


def pieces_beside(theirs: str, columns: Sequence[str], samples: Dict[str, Sequence[str]]) -> str | None:
    """The column of quantities beside `theirs`, if that is the price of one piece and not every order has just one."""
    if not {plain(theirs), without_currency(theirs)} & PRICES:
        return None
    counted = (name for name in columns if plain(name) in PIECES)
    return next((name for name in counted if any(_more_than_one(cell) for cell in samples.get(name, ()))), None)


def _more_than_one(cell: str) -> bool:
    parts = take_apart(cell)
    return bool(parts) and cell.strip() not in ("1", "1.0", "1,0", "1.00")


def undone(columns: Sequence[str], samples: Dict[str, Sequence[str]]) -> tuple[str, str] | None:
    """A column of states that some row says is cancelled or given back, and the word it says so with."""
    for name in columns:
        if plain(name) in STATES:
            for cell in samples.get(name, ()):
                if plain(cell) in UNDONE:
                    return name, cell.strip()
    return None
