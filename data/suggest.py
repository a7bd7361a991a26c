"""Their words for our closed lists (status, event, side): what each means, and why we think so."""

from __future__ import annotations

from collections.abc import Sequence

from data.guess import LIKELY, SURE, VALUE_REASONS, WEAK, ValueSuggestion
from data.naming import plain
from data.synonyms import values
from data.tables import TABLES

NOT = frozenset({"not", "no", "non", "khong", "chua", "un"})
# Beside an event's word these make another event of it: remove from cart, order cancelled, cart viewed.
_LEFT = ("remove", "removed", "delete", "deleted", "abandon", "abandoned", "expire", "expired", "end", "ended")
_FAILED = ("cancel", "canceled", "cancelled", "fail", "failed", "huy", "xoa", "bo", "loi")
UNDOING = frozenset({*_LEFT, *_FAILED, "view", "viewed", "shipped", "delivered"})
# A deal that was won and then one of these is neither: only a person knows how their team counts it.
UNWON = frozenset({"cancel", "canceled", "cancelled", "huy", "void", "voided", "refunded", "terminated", "churned"})


def suggest_value(table: str, column: str, value: str, from_stage: bool = False) -> ValueSuggestion:
    """What `value` means in our `column` of `table`; `ours` is None when it is not known.

    With `from_stage` the value is a sales stage and `column` the status read from it.
    """
    allowed = TABLES[table].column(column).values
    word, known = plain(value), values(column)
    if value.strip().casefold() in allowed:
        return _suggestion(column, value, value.strip().casefold(), "ours", SURE)
    if word in known:
        return _suggestion(column, value, known[word], "word", SURE)
    parts = set(word.split())
    found = {ours for name, ours in known.items() if set(name.split()) <= parts and not parts & NOT}
    decided = found & {"won", "lost"} if column == "status" and from_stage else found
    undone = parts & UNDOING if column == "event" else parts & UNWON and found == {"won"}
    if undone:
        return _suggestion(column, value, None, "unknown", WEAK)
    if len(decided) == 1:  # any other event that only holds a step's word is asked, too
        return _suggestion(column, value, decided.pop(), "part", WEAK if column == "event" else LIKELY)
    if from_stage and column == "status" and not decided:
        return _suggestion(column, value, "open", "stage", WEAK if not found else LIKELY)
    return _suggestion(column, value, None, "unknown", WEAK)


def suggest_values(table: str, column: str, cells: Sequence[str], from_stage: bool = False) -> list[ValueSuggestion]:
    """One suggestion for each different word in `cells`, in order of appearance."""
    words = dict.fromkeys(cell.strip() for cell in cells if cell and cell.strip())
    return [suggest_value(table, column, word, from_stage) for word in words]


def _suggestion(column: str, theirs: str, ours: str | None, key: str, confidence: str) -> ValueSuggestion:
    filled = (("theirs", theirs), ("ours", ours or ""))
    return ValueSuggestion(column, theirs, ours, VALUE_REASONS[key], filled, confidence)
